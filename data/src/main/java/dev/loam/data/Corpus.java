package dev.loam.data;

import dev.loam.data.tokenize.Normalization;
import dev.loam.data.tokenize.Utf8;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// Text in a file, or in all files of a folder in the order of their paths, read piece by piece: a corpus may be larger than memory. A file whose
/// name ends in `.gz` is unpacked. Each file is a document.
///
/// @param invalid       what to do with bytes that are no valid UTF-8
/// @param normalization the form that text is brought into, or null
public record Corpus(Path path, Invalid invalid, Normalization normalization) {
    /// A part has at most so many bytes before normalising.
    static final int PART = 1 << 20;
    /// Where a part may end is looked for in so many bytes at its end.
    private static final int SEARCHED = 1 << 16;

    /// Bytes that are no valid UTF-8 are an error that names their place, are replaced by U+FFFD, or stay what they are.
    public enum Invalid { ERROR, REPLACE, KEEP }

    /// Told the parts of a corpus in their order.
    @FunctionalInterface
    public interface Reader {
        /// @param text a part of a document; it ends before a space behind a letter wherever there is one, where no tokenizer joins what it parts
        /// @param last whether the document ends with it
        void part(byte[] text, boolean last);
    }

    /// The text at `path`; invalid bytes are an error.
    public static Corpus of(Path path) {
        return new Corpus(path, Invalid.ERROR, null);
    }

    public Corpus invalid(Invalid value) {
        return new Corpus(path, value, normalization);
    }

    public Corpus normalization(Normalization value) {
        return new Corpus(path, invalid, value);
    }

    /// The files, in the order in which they are read.
    ///
    /// @throws DataException where there is none
    public List<Path> files() {
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        if (!Files.isDirectory(path)) {
            throw new DataException(path + ": there is no such file or folder");
        }
        try (Stream<Path> all = Files.walk(path)) {
            List<Path> files = all.filter(Files::isRegularFile).filter(f -> !f.getFileName().toString().startsWith(".")).sorted().toList();
            if (files.isEmpty()) {
                throw new DataException(path + ": there is no file in this folder");
            }
            return files;
        } catch (IOException e) {
            throw new DataException(path + ": cannot be read (" + Idx.reason(e) + ")", e);
        }
    }

    /// Reads everything.
    ///
    /// @throws DataException where a file cannot be read, or has bytes that are no valid UTF-8 and they are an error
    public void read(Reader reader) {
        for (Path file : files()) {
            try (InputStream in = open(file)) {
                read(file, in, reader);
            } catch (IOException e) {
                throw new DataException(file + ": cannot be read (" + Idx.reason(e) + ")", e);
            }
        }
    }

    private static InputStream open(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        return file.getFileName().toString().endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in;
    }

    private void read(Path file, InputStream in, Reader reader) throws IOException {
        byte[] buffer = new byte[PART];
        int held = 0;
        long before = 0;
        while (true) {
            int got = in.readNBytes(buffer, held, PART - held);
            int size = held + got;
            boolean last = size < PART;
            int end = last ? size : cut(buffer, size);
            reader.part(checked(file, Arrays.copyOf(buffer, end), before), last);
            if (last) {
                return;
            }
            System.arraycopy(buffer, end, buffer, 0, size - end);
            held = size - end;
            before += end;
        }
    }

    /// Before the last space that follows a letter or a digit, or between two characters where there is none.
    private static int cut(byte[] text, int size) {
        for (int i = size - 1; i > size - SEARCHED; i--) {
            int c = text[i - 1];
            boolean word = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (text[i] == ' ' && word) {
                return i;
            }
        }
        return Utf8.openEnd(text, 0, size);
    }

    private byte[] checked(Path file, byte[] text, long before) {
        int wrong = invalid == Invalid.KEEP ? -1 : Utf8.firstInvalid(text, 0, text.length);
        if (wrong >= 0 && invalid == Invalid.ERROR) {
            throw new DataException(file + ": byte " + DataSource.number(before + wrong) + " (0x" + Integer.toHexString(text[wrong] & 0xFF)
                + ") is no valid UTF-8. Convert the file, or have such bytes replaced (invalid=replace) or kept (invalid=keep)");
        }
        byte[] valid = wrong >= 0 ? Utf8.bytes(Utf8.string(text)) : text;
        return normalization == null ? valid : Utf8.bytes(normalization.of(Utf8.string(valid)));
    }
}
