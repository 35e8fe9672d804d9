package dev.loam.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// Reads the idx format of MNIST (LeCun, Cortes and Burges, "The MNIST database of handwritten digits"): big-endian 32-bit
/// words (a magic number, the sizes), then bytes; compressed with gzip or not, which the content tells, not the name.
///
/// What the header claims is believed only as far as bytes follow: memory grows with what was really read.
final class Idx {
    static final int IMAGES = 0x803;
    static final int LABELS = 0x801;
    /// Longest side of an image.
    static final int MAX_SIDE = 4096;
    /// Most bytes of one file's content.
    static final long MAX_BYTES = 1L << 30;

    private static final int FIRST_CHUNK = 1 << 20;
    /// Bytes that are believed in for each byte of the file: MNIST's images are compressed to a fifth.
    private static final int LIKELY = 8;
    /// Bytes that go into the hash at a time.
    private static final int HASHED = 1 << 20;

    private Idx() {
    }

    /// `count` images of `rows × columns` bytes, one after the other.
    record Images(int count, int rows, int columns, byte[] pixels) {
    }

    /// Reads a file of images. `advice` ends every error message; the content goes into `hash`.
    static Images images(Path file, String advice, Hash hash) {
        try (InputStream in = open(file)) {
            byte[] header = header(in, file, 16, IMAGES, advice);
            int count = word(header, 4);
            int rows = word(header, 8);
            int columns = word(header, 12);
            if (rows < 1 || rows > MAX_SIDE || columns < 1 || columns > MAX_SIDE) {
                throw new DataException(file + ": its header says images of " + Integer.toUnsignedString(rows) + " x "
                    + Integer.toUnsignedString(columns) + " pixels; 1 to " + MAX_SIDE + " can be read. " + advice);
            }
            byte[] pixels = body(in, file, header, count, (long) rows * columns, "image", advice, hash);
            return new Images(count, rows, columns, pixels);
        } catch (IOException e) {
            throw unreadable(file, e, advice);
        }
    }

    /// Reads a file of labels, each below `classes`.
    static byte[] labels(Path file, int classes, String advice, Hash hash) {
        try (InputStream in = open(file)) {
            byte[] header = header(in, file, 8, LABELS, advice);
            byte[] labels = body(in, file, header, word(header, 4), 1, "label", advice, hash);
            for (int i = 0; i < labels.length; i++) {
                if ((labels[i] & 0xFF) >= classes) {
                    throw new DataException(file + ": label " + (labels[i] & 0xFF) + " at example " + i + "; the classes are 0 to " + (classes - 1)
                        + ", so this is another set's file or a damaged one. " + advice);
                }
            }
            return labels;
        } catch (IOException e) {
            throw unreadable(file, e, advice);
        }
    }

    private static InputStream open(Path file) throws IOException {
        var in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        in.mark(2);
        boolean zipped = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        try {
            return zipped ? new GZIPInputStream(in, 1 << 16) : in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private static byte[] header(InputStream in, Path file, int size, int magic, String advice) throws IOException {
        byte[] header = in.readNBytes(size);
        if (header.length >= 4 && word(header, 0) != magic) {
            int found = word(header, 0);
            String what = magic == IMAGES ? "images" : "labels";
            String is = found == IMAGES ? "holds images" : found == LABELS ? "holds labels" : "is not an idx file of " + what;
            throw new DataException(file + ": " + is + " (its first word is " + Integer.toUnsignedString(found) + ", where " + what + " have " + magic + "). " + advice);
        }
        if (header.length < size) {
            throw new DataException(file + ": ends after " + header.length + " bytes, inside its header of " + size + ". " + advice);
        }
        return header;
    }

    private static byte[] body(InputStream in, Path file, byte[] header, int count, long each, String what, String advice, Hash hash) throws IOException {
        long claimed = (count & 0xFFFFFFFFL) * each;
        if (claimed > MAX_BYTES) {
            throw new DataException(file + ": its header says " + Integer.toUnsignedString(count) + " " + what + "s, more than the " + (MAX_BYTES >> 20)
                + " MiB that can be read. " + advice);
        }
        int size = (int) claimed;
        byte[] body = new byte[(int) Math.min(size, Math.max(FIRST_CHUNK, LIKELY * Files.size(file)))];
        hash.add(header, 0, header.length);
        int done = 0;
        int hashed = 0;
        while (done < size) {
            if (done == body.length) {
                body = Arrays.copyOf(body, (int) Math.min(size, 4L * body.length));
            }
            int got = in.read(body, done, body.length - done);
            if (got < 0) {
                throw new DataException(file + ": its header says " + count + " " + what + "s, but it ends after " + done / each + ". " + advice);
            }
            done += got;
            if (done - hashed >= HASHED || done == size) {
                hash.add(body, hashed, done - hashed);
                hashed = done;
            }
        }
        if (in.read() >= 0) {
            throw new DataException(file + ": its header says " + count + " " + what + "s, but more bytes follow them. " + advice);
        }
        return body;
    }

    private static int word(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 24 | (bytes[at + 1] & 0xFF) << 16 | (bytes[at + 2] & 0xFF) << 8 | bytes[at + 3] & 0xFF;
    }

    private static DataException unreadable(Path file, IOException e, String advice) {
        String why = e instanceof EOFException ? "its compressed data ends too early"
            : e instanceof ZipException ? "its compressed data is damaged (" + e.getMessage() + ")"
            : "it cannot be read (" + reason(e) + ")";
        return new DataException(file + ": " + why + ". " + advice, e);
    }

    /// Why a file operation failed, in words rather than an exception's name.
    static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.NoSuchFileException n -> "no such file";
            case java.nio.file.AccessDeniedException a -> "permission denied";
            case java.nio.file.FileSystemException f when f.getReason() != null -> f.getReason();
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    }
}
