package dev.loam.data;

import dev.loam.data.tokenize.GgufTokenizer;
import dev.loam.data.tokenize.SentencePieceModel;
import dev.loam.data.tokenize.Tokenizer;
import dev.loam.data.tokenize.TokenizerException;
import dev.loam.data.tokenize.TokenizerJson;
import dev.loam.data.tokenize.Tokenizers;
import dev.loam.data.tokenize.Utf8;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Tokenizers in files: `tokenizer.json`, SentencePiece's `.model`, GGUF, BERT's `vocab.txt`, GPT-2's `vocab.json` and `merges.txt`.
public final class TokenizerFiles {
    /// A tokenizer's greatest size in bytes; of a GGUF file so much is read.
    private static final int LARGEST = 256 << 20;

    private TokenizerFiles() {
    }

    /// The tokenizer in a file, or in a folder that has one of these files. What kind it is, the content says.
    ///
    /// @throws DataException where it cannot be read; the message names the file
    public static Tokenizer read(Path path) {
        Path file = Files.isDirectory(path) ? inFolder(path) : path;
        byte[] bytes = bytes(file);
        try {
            return read(file, bytes);
        } catch (TokenizerException e) {
            throw new DataException(file + ": " + e.getMessage(), e);
        }
    }

    private static Path inFolder(Path folder) {
        for (String name : new String[] {"tokenizer.json", "tokenizer.model", "vocab.txt", "vocab.json", "encoder.json"}) {
            if (Files.isRegularFile(folder.resolve(name))) {
                return folder.resolve(name);
            }
        }
        throw new DataException(folder + ": has no tokenizer.json, tokenizer.model, vocab.txt or vocab.json");
    }

    private static Tokenizer read(Path file, byte[] bytes) {
        if (bytes.length >= 4 && bytes[0] == 'G' && bytes[1] == 'G' && bytes[2] == 'U' && bytes[3] == 'F') {
            return GgufTokenizer.read(bytes);
        }
        int first = 0;
        while (first < bytes.length && (bytes[first] <= ' ' && bytes[first] >= 0 || (bytes[first] & 0xFF) == 0xEF && first == 0)) {
            first += (bytes[first] & 0xFF) == 0xEF ? 3 : 1;
        }
        String name = file.getFileName().toString();
        if (first < bytes.length && bytes[first] == '{') {
            Path merges = file.resolveSibling(name.equals("encoder.json") ? "vocab.bpe" : "merges.txt");
            return name.equals("vocab.json") || name.equals("encoder.json") ? Tokenizers.gpt2(text(file, bytes), text(merges, bytes(merges))) : TokenizerJson.read(text(file, bytes));
        }
        return name.endsWith(".txt") ? Tokenizers.bert(text(file, bytes)) : SentencePieceModel.read(bytes);
    }

    private static String text(Path file, byte[] bytes) {
        int wrong = Utf8.firstInvalid(bytes, 0, bytes.length);
        if (wrong >= 0) {
            throw new TokenizerException("byte " + wrong + " is no valid UTF-8, so it is no file of tokens");
        }
        return Utf8.string(bytes);
    }

    private static byte[] bytes(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new DataException(file + ": there is no such file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST);
            if (bytes.length == LARGEST && !(bytes[0] == 'G' && bytes[1] == 'G')) {
                throw new DataException(file + ": has more than " + (LARGEST >> 20) + " MB, more than any tokenizer");
            }
            return bytes;
        } catch (IOException e) {
            throw new DataException(file + ": cannot be read (" + Idx.reason(e) + ")", e);
        }
    }

    /// Writes a `tokenizer.json`, first to another name, so that no half of one is ever there.
    public static void write(Tokenizer tokenizer, Path file) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            Files.write(part, Utf8.bytes(TokenizerJson.write(tokenizer)));
            try {
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new DataException(file + ": cannot be written (" + Idx.reason(e) + ")", e);
        }
    }
}
