package dev.loam.data.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loam.tensor.Philox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// The tables against the JDK whose data they were made from; any other JDK may know other characters.
class UnicodeDataTest {
    private static void onTheTablesJdk() {
        assumeTrue(Runtime.version().feature() == 25, "the tables are those of JDK 25");
    }

    @Test
    void theTablesAreWhatTheGeneratorWrites() throws IOException {
        onTheTablesJdk();
        Path file = Path.of("src/main/java/dev/loam/data/tokenize/UnicodeTables.java");
        assertThat(UnicodeTablesGenerator.source().equals(Files.readString(file)))
            .as("UnicodeTables.java differs from what UnicodeTablesGenerator writes; its comment says how to run it").isTrue();
    }

    @Test
    void categoriesScriptsAndLowerCaseAreTheJdks() {
        onTheTablesJdk();
        for (int c = 0; c < 0x110000; c++) {
            boolean same = UnicodeData.isIn(c, UnicodeData.LETTER) == Character.isLetter(c)
                && UnicodeData.category(c) == UnicodeData.ND == Character.isDigit(c)
                && UnicodeData.category(c) == UnicodeData.CN != Character.isDefined(c)
                && UnicodeData.scriptName(c).equalsIgnoreCase(Character.UnicodeScript.of(c).name())
                && (c == 0x130 || c >= 0xD800 && c < 0xE000 || Character.toString(UnicodeData.lower(c)).equals(Character.toString(c).toLowerCase(Locale.ROOT)));
            if (!same) {
                assertThat(Integer.toHexString(c)).as("a character of which the tables say something else").isNull();
            }
        }
    }

    @Test
    void normalFormsOfAllCharactersAreTheJdks() {
        onTheTablesJdk();
        for (int c = 0; c < 0x110000; c++) {
            if (c < 0xD800 || c >= 0xE000) {
                same(Character.toString(c));
            }
        }
    }

    @Test
    void normalFormsOfRandomTextsAreTheJdks() {
        onTheTablesJdk();
        int[] kinds = {0x41, 0x61, 0xC0, 0x300, 0x316, 0x334, 0x345, 0x1100, 0x1161, 0x11A8, 0xAC00, 0x1E00, 0x3099, 0xFB00, 0x9C7, 0x1D15E};
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            for (int k = 0; k < 8; k++) {
                int draw = Philox.bits(25, 1, k, i) >>> 1;
                text.appendCodePoint(kinds[draw % kinds.length] + (draw >>> 8) % 24);
            }
            same(text.toString());
        }
    }

    private static void same(String text) {
        for (Normalization form : Normalization.values()) {
            String expected = Normalizer.normalize(text, Normalizer.Form.valueOf(form.name()));
            if (!form.of(text).equals(expected)) {
                assertThat(form.of(text)).as(form + " of " + text).isEqualTo(expected);
            }
        }
    }

    @Test
    void aMillionMarksAreSortedInAMoment() {
        String sorted = Normalization.NFD.of("a" + "\u0301\u0316".repeat(500_000));
        assertThat(sorted.indexOf('\u0301')).isEqualTo(500_001);
        assertThat(sorted.lastIndexOf('\u0316')).isEqualTo(500_000);
    }
}
