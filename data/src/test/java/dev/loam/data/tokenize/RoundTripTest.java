package dev.loam.data.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// What went in comes out.
class RoundTripTest {
    @Test
    void tenThousandRandomByteStringsComeBackFromBytes() {
        Tokenizer t = Tokenizers.bytes();
        Tokenizer again = TokenizerJson.read(TokenizerJson.write(t));
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = Given.randomBytes(3, i);
            int[] ids = t.ids(bytes);
            assertThat(ids).hasSize(bytes.length);
            assertThat(t.decodeBytes(ids)).isEqualTo(bytes);
            if (i % 100 == 0) {
                assertThat(again.ids(bytes)).isEqualTo(ids);
            }
        }
        assertThat(t.ids(new byte[] {0, 65, (byte) 255})).containsExactly(0, 65, 255);
    }

    @Test
    void charactersAreNumberedInTheirOrder() {
        Tokenizer t = Tokenizers.characters("to be, or not to be 🙂", null);
        assertThat(t.size()).isEqualTo(9);
        assertThat(t.decode(t.ids("be, 🙂 not"))).isEqualTo("be, 🙂 not");
        assertThat(t.ids(" ,")).containsExactly(0, 1);
        assertThat(t.encode("a🙂 b".replace("a", "b")).from()).containsExactly(0, 1, 3, 4);
        Tokenizer unknown = Tokenizers.characters("ab", "<unk>");
        assertThat(unknown.ids("abc")).containsExactly(0, 1, 2);
        assertThatThrownBy(() -> t.ids("be?")).isInstanceOf(TokenizerException.class).hasMessageContaining("the character '?' (U+3F) is not in the vocabulary");
        assertThat(TokenizerJson.read(TokenizerJson.write(t)).ids("to be")).isEqualTo(t.ids("to be"));
    }

    @Test
    void damagedUtf8IsReadAsUnicodeSays() {
        // Unicode Standard, table 3-8 and section 3.9
        byte[] bytes = {'a', (byte) 0xF1, (byte) 0x80, (byte) 0x80, (byte) 0xE1, (byte) 0x80, (byte) 0xC2, 'b', (byte) 0x80, 'c', (byte) 0x80, (byte) 0xBF, 'd'};
        assertThat(Utf8.string(bytes)).isEqualTo("a\uFFFD\uFFFD\uFFFDb\uFFFDc\uFFFD\uFFFDd");
        for (int i = 0; i < 5000; i++) {
            byte[] random = Given.randomBytes(5, i);
            assertThat(Utf8.string(random)).isEqualTo(new String(random, StandardCharsets.UTF_8));
            boolean valid = Arrays.equals(new String(random, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), random);
            assertThat(Utf8.firstInvalid(random, 0, random.length) < 0).isEqualTo(valid);
        }
        assertThat(Utf8.firstInvalid(bytes, 0, bytes.length)).isEqualTo(1);
    }
}
