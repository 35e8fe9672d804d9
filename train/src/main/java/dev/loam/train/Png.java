package dev.loam.train;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/// Pictures as PNG files (ISO/IEC 15948): eight bits per channel, gray or RGB, no filter.
final class Png {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

    private Png() {
    }

    /// @param pixels   `[height, width, channels]`
    /// @param channels 1 for gray, 3 for RGB
    static byte[] encode(byte[] pixels, int height, int width, int channels) {
        if (channels != 1 && channels != 3 || pixels.length != height * width * channels) {
            throw new IllegalArgumentException("a picture [" + height + "," + width + "," + channels + "] of " + pixels.length + " bytes");
        }
        var out = new ByteArrayOutputStream();
        out.writeBytes(SIGNATURE);
        byte colour = (byte) (channels == 1 ? 0 : 2);
        chunk(out, "IHDR", ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) 8).put(colour).put(new byte[3]).array());
        chunk(out, "IDAT", deflate(pixels, height, width * channels));
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static byte[] deflate(byte[] pixels, int rows, int row) {
        var out = new ByteArrayOutputStream();
        var deflater = new Deflater(9);
        try (var stream = new DeflaterOutputStream(out, deflater)) {
            for (int y = 0; y < rows; y++) {
                stream.write(0);
                stream.write(pixels, y * row, row);
            }
        } catch (java.io.IOException e) {
            throw new IllegalStateException("writing to memory", e);
        } finally {
            deflater.end();
        }
        return out.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        var crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        out.writeBytes(name);
        out.writeBytes(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }
}
