package dev.loam.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// Makes idx files for tests.
final class IdxFiles {
    private IdxFiles() {
    }

    static byte[] images(int count, int rows, int columns) {
        var out = ByteBuffer.allocate(16 + count * rows * columns).putInt(Idx.IMAGES).putInt(count).putInt(rows).putInt(columns);
        for (int i = 0; out.hasRemaining(); i++) {
            out.put((byte) (i * 7));
        }
        return out.array();
    }

    static byte[] labels(int count) {
        var out = ByteBuffer.allocate(8 + count).putInt(Idx.LABELS).putInt(count);
        for (int i = 0; i < count; i++) {
            out.put((byte) (i % 10));
        }
        return out.array();
    }

    static byte[] zipped(byte[] content) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(out)) {
            zip.write(content);
        }
        return out.toByteArray();
    }

    /// The contents of a set of 40 training and 20 test images, in the order of [IdxSet#FILES].
    static List<byte[]> set() {
        return List.of(images(40, 6, 5), labels(40), images(20, 6, 5), labels(20));
    }

    static void write(Path folder, List<byte[]> contents) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < contents.size(); i++) {
            Files.write(folder.resolve(IdxSet.FILES.get(i) + ".gz"), zipped(contents.get(i)));
        }
    }

    static String md5(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
    }
}
