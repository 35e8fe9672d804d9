package dev.loam.data;

import dev.loam.data.split.Permutation;
import java.util.List;
import java.util.Locale;

/// How pictures become sequences of pixels.
///
/// @param levels  how brightness becomes tokens
/// @param count   the number of tokens
/// @param size    to which height and width are brought by taking means of squares; 0 leaves pictures as they are
/// @param order   in which order the pixels follow each other
public record PixelOptions(Levels levels, int count, int size, Order order) {
    /// The seed of draws that belong to the data and not to a run.
    static final long SEED = 1;

    /// How brightness becomes a token.
    public enum Levels {
        /// Black or white, white as often as the pixel is bright, drawn anew each epoch; for validation and test drawn once.
        DYNAMIC,
        /// The same, drawn once for all.
        FIXED,
        /// So many shades.
        SHADES
    }

    /// The order of the pixels of a sequence.
    public enum Order {
        /// Line by line, from the left.
        RASTER,
        /// Column by column, from the top.
        COLUMN,
        /// Line by line, from the left and from the right in turn.
        SNAKE,
        /// A random one, the same for all pictures.
        RANDOM;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// The number of the pixel at each place of the sequence.
        int[] places(int height, int width) {
            int[] out = new int[height * width];
            Permutation drawn = this == RANDOM ? Permutation.of(out.length, SEED, 0) : null;
            for (int i = 0; i < out.length; i++) {
                int row = i / width;
                out[i] = switch (this) {
                    case RASTER -> i;
                    case COLUMN -> i % height * width + i / height;
                    case SNAKE -> row % 2 == 0 ? i : row * width + (width - 1 - i % width);
                    case RANDOM -> (int) drawn.at(i);
                };
            }
            return out;
        }
    }

    /// @param levels `dynamic`, `fixed`, or a number of shades from 2 to 256
    /// @param order  `raster`, `column`, `snake` or `random`
    /// @throws DataException where one of them is something else
    public static PixelOptions of(String levels, int size, String order) {
        if (size < 0) {
            throw new DataException("data.size is the height and width of pictures, or 0 to leave them as they are, not " + size);
        }
        var names = List.of("raster", "column", "snake", "random");
        if (!names.contains(order)) {
            throw new DataException("data.order: there is no order '" + order + "' of pixels. " + Nearest.hint(order, names));
        }
        Order found = Order.valueOf(order.toUpperCase(Locale.ROOT));
        return switch (levels) {
            case "dynamic" -> new PixelOptions(Levels.DYNAMIC, 2, size, found);
            case "fixed" -> new PixelOptions(Levels.FIXED, 2, size, found);
            default -> new PixelOptions(Levels.SHADES, shades(levels), size, found);
        };
    }

    private static int shades(String text) {
        int shades = 0;
        try {
            shades = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            // answered below
        }
        if (shades < 2 || shades > 256) {
            throw new DataException("data.pixels is dynamic or fixed (black and white), or a number of shades from 2 to 256, not '" + text + "'");
        }
        return shades;
    }

    /// Such as `black and white, drawn anew each epoch (dynamic binarisation), in raster order`.
    public String words() {
        return switch (levels) {
            case DYNAMIC -> "black and white, drawn anew each epoch (dynamic binarisation)";
            case FIXED -> "black and white, drawn once (fixed binarisation)";
            case SHADES -> "in " + count + " shades";
        } + ", in " + order + " order";
    }
}
