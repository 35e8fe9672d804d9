package dev.loam.train;

import dev.loam.data.Dataset;
import dev.loam.data.PixelSequences;
import dev.loam.nn.Sampler;
import dev.loam.nn.Sampling;
import java.util.ArrayList;
import java.util.List;

/// Pictures that a model of pixels draws, one pixel after another.
final class PixelGeneration {
    private PixelGeneration() {
    }

    /// Pictures as tokens in the order of the sequence.
    ///
    /// @param generator of as many sequences as there are to be pictures; it begins anew
    /// @param given     the first pixels of each picture, which it keeps; may be empty
    /// @param pixels    of a picture
    /// @param levels    the number of tokens
    static int[][] pictures(Generator generator, int[][] given, int pixels, int levels, Sampling how) {
        generator.reset();
        var sampler = new Sampler(how, levels);
        int[][] out = new int[given.length][pixels];
        int kept = given[0].length;
        for (int row = 0; row < given.length; row++) {
            generator.add(row, 0);
            for (int i = 0; i < kept; i++) {
                out[row][i] = given[row][i];
                if (i < pixels - 1) {
                    generator.add(row, given[row][i]);
                }
            }
        }
        for (int i = kept; i < pixels; i++) {
            float[] logits = generator.read();
            for (int row = 0; row < given.length; row++) {
                out[row][i] = sampler.next(logits, row * levels, out[row], i, row, i);
                if (i < pixels - 1) {
                    generator.add(row, out[row][i]);
                }
            }
        }
        return out;
    }

    /// A sheet of pictures, side by side in rows, with a gray line between them.
    static byte[] sheet(List<byte[]> pictures, int height, int width, int columns) {
        int rows = Math.ceilDiv(pictures.size(), columns);
        int wide = columns * (width + 1) + 1;
        byte[] all = new byte[(rows * (height + 1) + 1) * wide];
        java.util.Arrays.fill(all, (byte) 96);
        for (int i = 0; i < pictures.size(); i++) {
            for (int y = 0; y < height; y++) {
                System.arraycopy(pictures.get(i), y * width, all, (i / columns * (height + 1) + 1 + y) * wide + i % columns * (width + 1) + 1, width);
            }
        }
        return Png.encode(enlarged(all, wide), all.length / wide * SCALE, wide * SCALE, 1);
    }

    /// Sheets are shown so many times as large.
    private static final int SCALE = 2;

    private static byte[] enlarged(byte[] picture, int width) {
        byte[] out = new byte[picture.length * SCALE * SCALE];
        for (int i = 0; i < out.length; i++) {
            out[i] = picture[i / (width * SCALE) / SCALE * width + i % (width * SCALE) / SCALE];
        }
        return out;
    }

    /// The pictures of token sequences.
    static List<byte[]> bytes(PixelSequences how, int[][] tokens) {
        var out = new ArrayList<byte[]>();
        for (int[] picture : tokens) {
            out.add(how.picture(picture, 0));
        }
        return out;
    }

    /// The first `count` examples as tokens.
    static int[][] examples(Dataset data, int count) {
        int[][] out = new int[count][data.fields().get(1).elements()];
        for (int i = 0; i < count; i++) {
            data.read(i, 1, out[i], 0);
        }
        return out;
    }
}
