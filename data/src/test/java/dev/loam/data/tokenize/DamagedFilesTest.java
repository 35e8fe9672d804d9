package dev.loam.data.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.tensor.Philox;
import java.util.Arrays;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Files with bytes changed, cut out or doubled are read or refused with a sentence; nothing else happens.
class DamagedFilesTest {
    private static final int TRIES = 3000;

    @Test
    void tokenizerJson() {
        damage(Utf8.bytes(Given.SMALL_BPE), bytes -> TokenizerJson.read(Utf8.string(bytes)));
    }

    @Test
    void sentencePiece() {
        damage(SentencePieceFiles.small(), SentencePieceModel::read);
    }

    @Test
    void gguf() {
        damage(GgufFiles.small(), GgufTokenizer::read);
    }

    private static void damage(byte[] good, Function<byte[], Tokenizer> read) {
        assertThat(read.apply(good).ids("hello world")).isNotEmpty();
        int refused = 0;
        for (int i = 0; i < TRIES; i++) {
            byte[] bad = damaged(good, i);
            try {
                Tokenizer t = read.apply(bad);
                t.decode(t.ids("hello <end> wörld 12 ▁x"), true);
            } catch (TokenizerException e) {
                refused++;
                assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(400);
            }
        }
        assertThat(refused).isGreaterThan(TRIES / 10);
    }

    private static byte[] damaged(byte[] good, int number) {
        byte[] bad = good.clone();
        int at = (int) Philox.below(good.length, 9, 1, 0, number);
        int count = 1 + (int) Philox.below(8, 9, 1, 1, number);
        switch (number % 3) {
            case 0 -> {
                for (int i = at; i < Math.min(bad.length, at + count); i++) {
                    bad[i] = (byte) Philox.bits(9, 2, i, number);
                }
            }
            case 1 -> bad = Arrays.copyOf(bad, at);
            default -> {
                bad = Arrays.copyOf(bad, bad.length + count);
                System.arraycopy(good, at, bad, Math.min(good.length, at + count), good.length - at);
            }
        }
        return bad;
    }
}
