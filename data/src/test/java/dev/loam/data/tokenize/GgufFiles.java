package dev.loam.data.tokenize;

import java.io.ByteArrayOutputStream;
import java.util.List;

/// A small GGUF file, written by hand.
final class GgufFiles {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    static byte[] small() {
        var file = new GgufFiles();
        file.out.writeBytes(new byte[] {'G', 'G', 'U', 'F'});
        file.number(3, 4);
        file.number(0, 8);
        file.number(5, 8);
        file.text("tokenizer.ggml.model", "gpt2");
        file.text("tokenizer.ggml.pre", "gpt-2");
        file.list("tokenizer.ggml.tokens", List.of("h", "e", "l", "o", "\u0120", "w", "r", "d", "he", "ll", "hell", "<end>"));
        file.list("tokenizer.ggml.merges", List.of("l l", "h e", "he ll"));
        file.string("tokenizer.ggml.token_type");
        file.number(9, 4);
        file.number(5, 4);
        file.number(12, 8);
        for (int i = 0; i < 12; i++) {
            file.number(i == 11 ? 3 : 1, 4);
        }
        return file.out.toByteArray();
    }

    private void number(long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >>> 8 * i));
        }
    }

    private void string(String s) {
        byte[] bytes = Utf8.bytes(s);
        number(bytes.length, 8);
        out.writeBytes(bytes);
    }

    private void text(String key, String value) {
        string(key);
        number(8, 4);
        string(value);
    }

    private void list(String key, List<String> values) {
        string(key);
        number(9, 4);
        number(8, 4);
        number(values.size(), 8);
        values.forEach(this::string);
    }
}
