package dev.loam.data.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.tensor.Philox;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Patterns against the platform's, whose characters are the same on the JDK that the tables were made from.
class PatternTest {
    private static final String SPACE = "[\\p{IsWhite_Space}]";
    private static final int[] CHARACTERS = {' ', ' ', '\n', '\r', '\t', 'a', 'b', 's', 'S', 't', 'l', 'v', 'e', 'é', 'Б', '1', '2', '²', '.', ',', '\'', '\'', '"',
        0x3000, 0xA0, 0x3042, 0x4E2D, 0x1F600, 0x301, 0x17F, '_', '-'};

    private static List<String> found(Pattern pattern, String text) {
        int[] points = Points.of(text).toArray();
        var matcher = pattern.matcher(points, 0, points.length);
        var out = new ArrayList<String>();
        while (matcher.find()) {
            out.add(Utf8.string(points, matcher.start(), matcher.end()));
        }
        return out;
    }

    /// The platform's matches that are not empty.
    private static List<String> expected(String pattern, String text) {
        String translated = pattern.replace("[^\\s", "[^\\p{IsWhite_Space}").replace("\\s", SPACE).replace("\\S", "[^\\p{IsWhite_Space}]");
        var matcher = java.util.regex.Pattern.compile(translated, java.util.regex.Pattern.UNICODE_CASE).matcher(text);
        var out = new ArrayList<String>();
        while (matcher.find()) {
            if (!matcher.group().isEmpty()) {
                out.add(matcher.group());
            }
        }
        return out;
    }

    private static String random(int number) {
        var out = new StringBuilder();
        int length = (int) Philox.below(30, 11, 1, 0, number);
        for (int i = 0; i < length; i++) {
            out.appendCodePoint(CHARACTERS[(int) Philox.below(CHARACTERS.length, 11, 2, i, number)]);
        }
        return out.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        Gpt2Cutter.PATTERN,
        "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        "[^\\r\\n\\p{L}\\p{N}]?+\\p{L}++|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*+|\\s++$|\\s*[\\r\\n]|\\s+(?!\\S)|\\s",
        "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t)?|\\p{N}",
        "a+?b|(?:ab|a)(?:bs|s)|(?>a|ab)s|x",
        "(?<=a)b|(?<!a)s|\\p{IsHan}|[a-e&&[^b]]",
        "(?:a|b|s){2,3}?t|(?:a\\s?)+|[1-2]{2}",
        "[\\p{P}\\p{S}]+|\\P{L}"})
    void matchesAreThePlatforms(String source) {
        Pattern pattern = Pattern.of(source.replace("\\p{IsHan}", "\\p{Han}"));
        // there, $ is the text's end, here a line's
        for (int i = 0; i < 3000; i++) {
            String text = random(i);
            if (source.contains("$") && text.indexOf('\n') >= 0) {
                continue;
            }
            List<String> expected = expected(source, text);
            if (!found(pattern, text).equals(expected)) {
                assertThat(found(pattern, text)).as(Json.write(text)).isEqualTo(expected);
            }
        }
    }

    @Test
    void gpt2ByHandCutsAsItsPatternDoes() {
        Pieces.Cutter pattern = Pieces.matches(Pattern.of(Gpt2Cutter.PATTERN));
        for (int i = 0; i < 20_000; i++) {
            Pieces whole = Pieces.whole(Text.of(random(i)));
            Pieces byHand = whole.split(new Gpt2Cutter(), Pieces.Behavior.ISOLATED, false);
            Pieces expected = whole.split(pattern, Pieces.Behavior.ISOLATED, false);
            if (!Arrays.equals(byHand.ends.toArray(), expected.ends.toArray())) {
                assertThat(byHand.ends.toArray()).as(random(i)).isEqualTo(expected.ends.toArray());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a", "a)", "[a", "a**b(", "*a", "\\q", "\\p{Nothing}", "(?#x)", "a{3,1}", "[b-a]", "(?<=a+)b", "(a?)*", "\\x{110000}", "((((", "a{2000}", "(?:(?:a{900}){900}){900}"})
    void whatCannotBeReadIsSaidInASentence(String source) {
        assertThatThrownBy(() -> Pattern.of(source)).isInstanceOf(TokenizerException.class).hasMessageStartingWith("pattern ");
    }

    @Test
    void aPatternThatTakesForeverIsGivenUp() {
        Pattern pattern = Pattern.of("(?:(?:a|a)+)+b");
        assertThatThrownBy(() -> found(pattern, "a".repeat(60))).isInstanceOf(TokenizerException.class).hasMessageContaining("steps per character");
    }

    @Test
    void aLongRunTakesNoStackAndNoTimeThatGrowsWithItsSquare() {
        Pattern pattern = Pattern.of("\\s+(?!\\S)|\\s+|\\p{L}+");
        assertThat(found(pattern, " ".repeat(1_000_000) + "a".repeat(1_000_000))).hasSize(3);
    }
}
