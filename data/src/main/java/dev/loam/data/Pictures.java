package dev.loam.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/// Files of pictures (PNG, JPEG, GIF, BMP) as bytes `[height, width, 3]`; what is transparent is white.
final class Pictures {
    /// Longest side that is read: larger pictures would take memory out of proportion to their files.
    static final int MAX_SIDE = 8192;
    private static final long MAX_FILE = 64L << 20;

    static {
        ImageIO.setUseCache(false);
    }

    private Pictures() {
    }

    /// A decoded picture.
    record Picture(int height, int width, byte[] rgb) {
        /// Whether all pixels are grey.
        boolean isGrey() {
            for (int i = 0; i < rgb.length; i += 3) {
                if (rgb[i] != rgb[i + 1] || rgb[i] != rgb[i + 2]) {
                    return false;
                }
            }
            return true;
        }

        /// The middle square, brought to `side` by averaging the area that each pixel covers.
        Picture square(int side) {
            int from = Math.min(height, width);
            int top = (height - from) / 2;
            int left = (width - from) / 2;
            byte[] out = new byte[3 * side * side];
            for (int y = 0; y < side; y++) {
                int y0 = (int) ((long) y * from / side);
                int y1 = Math.max(y0 + 1, (int) ((y + 1L) * from / side));
                for (int x = 0; x < side; x++) {
                    int x0 = (int) ((long) x * from / side);
                    int x1 = Math.max(x0 + 1, (int) ((x + 1L) * from / side));
                    average(top + y0, top + y1, left + x0, left + x1, out, 3 * (y * side + x));
                }
            }
            return new Picture(side, side, out);
        }

        private void average(int y0, int y1, int x0, int x1, byte[] out, int at) {
            int n = (y1 - y0) * (x1 - x0);
            for (int c = 0; c < 3; c++) {
                int sum = n / 2;
                for (int y = y0; y < y1; y++) {
                    for (int x = x0; x < x1; x++) {
                        sum += rgb[3 * (y * width + x) + c] & 0xFF;
                    }
                }
                out[at + c] = (byte) (sum / n);
            }
        }
    }

    /// The picture in a file.
    ///
    /// @throws DataException where it cannot be read
    static Picture read(Path file) {
        try {
            if (Files.size(file) > MAX_FILE) {
                throw new DataException(file + ": has " + DataSource.number(Files.size(file)) + " bytes; a picture has at most " + DataSource.number(MAX_FILE));
            }
            return decode(Files.readAllBytes(file), file.toString());
        } catch (IOException e) {
            throw new DataException(file + ": cannot be read (" + Idx.reason(e) + ")", e);
        }
    }

    /// The picture in a file's bytes.
    static Picture decode(byte[] bytes, String what) {
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(bytes))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new DataException(what + ": is no picture that can be read; PNG, JPEG, GIF and BMP can");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                int width = reader.getWidth(0);
                int height = reader.getHeight(0);
                if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE) {
                    throw new DataException(what + ": says it has " + width + " x " + height + " pixels; 1 to " + MAX_SIDE + " a side can be read");
                }
                return rgb(reader.read(0));
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            throw e instanceof DataException known ? known : new DataException(what + ": is damaged (" + Trees.firstLine(e.getMessage()) + ")", e);
        }
    }

    private static Picture rgb(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        int[] argb = image.getRGB(0, 0, width, height, null, 0, width);
        byte[] out = new byte[3 * argb.length];
        for (int i = 0; i < argb.length; i++) {
            int alpha = argb[i] >>> 24;
            for (int c = 0; c < 3; c++) {
                int value = argb[i] >>> 16 - 8 * c & 0xFF;
                out[3 * i + c] = (byte) (alpha == 255 ? value : (value * alpha + 255 * (255 - alpha) + 127) / 255);
            }
        }
        return new Picture(height, width, out);
    }
}
