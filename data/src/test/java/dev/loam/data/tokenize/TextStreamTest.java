package dev.loam.data.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextStreamTest {
    private static List<String> parts(String text, String... stops) {
        var stream = new TextStream(Tokenizers.bytes(), List.of(stops));
        var out = new ArrayList<String>();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            out.add(stream.add(b & 0xFF));
        }
        out.add(stream.finish());
        return out;
    }

    @Test
    void charactersAreGivenOnWhenTheyAreWhole() {
        assertThat(parts("aé€")).containsExactly("a", "", "é", "", "", "€", "");
        assertThat(parts("😀b")).containsExactly("", "", "", "😀", "b", "");
    }

    @Test
    void bytesThatAreNoCharacterAreReplacedAsInTheWholeText() {
        var stream = new TextStream(Tokenizers.bytes(), List.of());
        byte[] bytes = {'a', (byte) 0xE2, (byte) 0x82, 'b', (byte) 0xFF, 'c', (byte) 0xC3};
        var text = new StringBuilder();
        for (byte b : bytes) {
            text.append(stream.add(b & 0xFF));
        }
        assertThat(text.toString()).isEqualTo("a\uFFFDb\uFFFDc");
        assertThat(text + stream.finish()).isEqualTo(Utf8.string(bytes));
    }

    @Test
    void aStopStringEndsTheTextAndNothingOfItIsShown() {
        assertThat(parts("one two three", "two")).startsWith("o", "n", "e", " ", "", "", "").allMatch(s -> !s.contains("t"));
        assertThat(String.join("", parts("one twin", "two"))).isEqualTo("one twin");
        assertThat(parts("aab", "ab")).containsExactly("", "a", "", "");
        assertThat(String.join("", parts("aaab", "aab", "ab"))).isEqualTo("a");
        assertThat(String.join("", parts("end.\n\nmore", "\n\n", "more"))).isEqualTo("end.");
        assertThat(String.join("", parts("en", "end"))).as("the beginning of a stop string that does not come is text").isEqualTo("en");
        var stream = new TextStream(Tokenizers.bytes(), List.of("x"));
        assertThat(stream.add('x') + stream.add('y') + stream.finish()).isEmpty();
        assertThat(stream.stopped()).isTrue();
        assertThatThrownBy(() -> new TextStream(Tokenizers.bytes(), List.of(""))).isInstanceOf(TokenizerException.class);
    }

    @Test
    void piecesJoinAsInTheWholeText() {
        Tokenizer characters = Tokenizers.characters("hello wörld", null);
        var stream = new TextStream(characters, List.of());
        var text = new StringBuilder();
        for (int id : characters.ids("hello wörld")) {
            text.append(stream.add(id));
        }
        assertThat(text + stream.finish()).isEqualTo("hello wörld");
    }
}
