package dev.loam.data.tokenize;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loam.tensor.Philox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What several tests start from.
final class Given {
    private Given() {
    }

    /// A file under LOAM_DATA; the test is skipped where it is not there.
    static Path file(String name) {
        String folder = System.getenv("LOAM_DATA");
        Path file = folder == null || folder.isBlank() ? null : Path.of(folder, name);
        assumeTrue(file != null && Files.isRegularFile(file), name + " is not in LOAM_DATA");
        return file;
    }

    static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String name) {
        return Utf8.string(bytes(name));
    }

    /// Random bytes, some of them good UTF-8.
    static byte[] randomBytes(int seed, int number) {
        int length = (int) Philox.below(40, seed, 1, 0, number);
        var out = new Points();
        byte[] four = new byte[4];
        while (out.size() < length) {
            int draw = Philox.bits(seed, 2, out.size(), number) >>> 1;
            int point = switch (draw % 6) {
                case 0 -> 'a' + draw / 6 % 26;
                case 1 -> ' ';
                case 2 -> 0x3041 + draw / 6 % 80;
                case 3 -> 0x1F600 + draw / 6 % 60;
                case 4 -> Text.RAW + draw / 6 % 256;
                default -> draw / 6 % 0x250;
            };
            int size = Utf8.put(point, four, 0);
            for (int k = 0; k < size; k++) {
                out.add(four[k]);
            }
        }
        byte[] bytes = new byte[out.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) out.get(i);
        }
        return bytes;
    }

    /// The small file of [TokenizerJsonTest]: merges up to "hello" and " world".
    static final String SMALL_BPE = """
        {
          "version": "1.0",
          "added_tokens": [
            {"id": 13, "content": "<end>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}
          ],
          "normalizer": null,
          "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true},
          "post_processor": null,
          "decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true},
          "model": {
            "type": "BPE",
            "vocab": {"h": 0, "e": 1, "l": 2, "o": 3, "\\u0120": 4, "w": 5, "r": 6, "d": 7, "he": 8, "ll": 9, "hell": 10, "\\u0120w": 11, "or": 12},
            "merges": ["l l", "h e", "he ll", "\\u0120 w", ["o", "r"]]
          }
        }
        """;
}
