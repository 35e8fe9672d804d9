package dev.loam.data;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Pictures in PNG (ISO 15948) of one kind: 8 bits of red, green and blue, not interlaced, of a size that is known.
final class RgbPng {
    private static final long SIGNATURE = 0x89504E470D0A1A0AL;

    private RgbPng() {
    }

    /// The bytes `[height, width, 3]`.
    static byte[] pixels(Path file, byte[] content, int width, int height) {
        ByteBuffer in = ByteBuffer.wrap(content);
        if (in.remaining() < 33 || in.getLong() != SIGNATURE) {
            throw new DataException(file + ": is no PNG picture");
        }
        var data = new ByteArrayOutputStream();
        while (in.remaining() >= 12) {
            int length = in.getInt();
            byte[] name = new byte[4];
            in.get(name);
            String chunk = new String(name, StandardCharsets.US_ASCII);
            if (length < 0 || length > in.remaining() - 4) {
                throw new DataException(file + ": ends in the middle of a part");
            }
            if (chunk.equals("IHDR")) {
                int w = in.getInt(in.position());
                int h = in.getInt(in.position() + 4);
                boolean plain = in.get(in.position() + 8) == 8 && in.get(in.position() + 9) == 2 && in.get(in.position() + 12) == 0;
                if (w != width || h != height || !plain) {
                    throw new DataException(file + ": must be " + width + " x " + height + " pixels of 8 bits red, green and blue, is " + w + " x " + h);
                }
            } else if (chunk.equals("IDAT")) {
                data.write(content, in.position(), length);
            }
            in.position(in.position() + length + 4);
        }
        return unfiltered(file, inflated(file, data.toByteArray(), height * (1 + 3 * width)), width, height);
    }

    private static byte[] inflated(Path file, byte[] data, int size) {
        byte[] out = new byte[size];
        try (var inflater = new Inflater()) {
            inflater.setInput(data);
            int n = 0;
            while (n < size) {
                int more = inflater.inflate(out, n, size - n);
                if (more == 0) {
                    throw new DataException(file + ": has fewer pixels than it says");
                }
                n += more;
            }
            return out;
        } catch (DataFormatException e) {
            throw new DataException(file + ": is damaged: " + e.getMessage(), e);
        }
    }

    /// Takes back the filters of section 9 of the standard.
    private static byte[] unfiltered(Path file, byte[] in, int width, int height) {
        int row = 3 * width;
        byte[] out = new byte[row * height];
        for (int y = 0; y < height; y++) {
            int filter = in[y * (row + 1)];
            for (int x = 0; x < row; x++) {
                int at = y * row + x;
                int left = x < 3 ? 0 : out[at - 3] & 0xff;
                int up = y == 0 ? 0 : out[at - row] & 0xff;
                int corner = x < 3 || y == 0 ? 0 : out[at - row - 3] & 0xff;
                int predicted = switch (filter) {
                    case 0 -> 0;
                    case 1 -> left;
                    case 2 -> up;
                    case 3 -> (left + up) / 2;
                    case 4 -> paeth(left, up, corner);
                    default -> throw new DataException(file + ": has a row with the unknown filter " + filter);
                };
                out[at] = (byte) (in[y * (row + 1) + 1 + x] + predicted);
            }
        }
        return out;
    }

    private static int paeth(int left, int up, int corner) {
        int p = left + up - corner;
        int a = Math.abs(p - left);
        int b = Math.abs(p - up);
        int c = Math.abs(p - corner);
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }
}
