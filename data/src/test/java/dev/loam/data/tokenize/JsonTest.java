package dev.loam.data.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.tensor.Philox;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The small portable readers against the platform's.
class JsonTest {
    @Test
    void valuesAreReadAndWritten() {
        Object value = Json.parse(" {\"a\": [1, -2.5, true, null, \"x\\n\\u00e9\\ud83d\\ude42\"], \"b\": {}, \"c\": []}\n");
        assertThat(((Map<?, ?>) value).get("a")).isEqualTo(Arrays.asList(1L, -2.5, true, null, "x\né🙂"));
        assertThat(Json.parse(Json.write(value))).isEqualTo(value);
        assertThat(Json.write(List.of("\u0001\"\\\ud800"))).isEqualTo("[\n  \"\\u0001\\\"\\\\\\ud800\"\n]\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[1,]", "{\"a\" 1}", "[1 2]", "\"a", "\"\\q\"", "tru", "01", "1.", "-", "[1]]", "{\"a\": 1, \"a\": 2}", "\"\u0001\"", "+1", "1e", ".5", "nul"})
    void whatIsNoJsonIsSaidWithItsLine(String text) {
        assertThatThrownBy(() -> Json.parse("\n" + text)).isInstanceOf(TokenizerException.class).hasMessageContaining("line 2 of the JSON");
    }

    @Test
    void deepNestingIsRefused() {
        assertThatThrownBy(() -> Json.parse("[".repeat(100_000))).isInstanceOf(TokenizerException.class).hasMessageContaining("within each other");
    }

    @Test
    void decimalsAreReadAndWrittenExactly() {
        for (int i = 0; i < 6000; i++) {
            double x = Double.longBitsToDouble(Philox.bits64(1, 1, 0, i));
            x = i % 2 == 0 ? (float) (-20 * Philox.uniform(1, 2, 0, i)) : x;
            if (Double.isNaN(x) || Double.isInfinite(x)) {
                continue;
            }
            assertThat(Decimal.parse(Double.toString(x).replace("E", "e"))).isEqualTo(x);
            assertThat(Double.parseDouble(Decimal.write(x))).isEqualTo(x);
            String digits = "1." + Long.toUnsignedString(Philox.bits64(1, 3, 0, i)) + Long.toUnsignedString(Philox.bits64(1, 4, 0, i)) + "e" + (i % 640 - 330);
            assertThat(Decimal.parse(digits)).isEqualTo(Double.parseDouble(digits));
        }
        assertThat(Decimal.write(-4.5)).isEqualTo("-4.5");
        assertThat(Decimal.write(100)).isEqualTo("100.0");
        assertThat(Decimal.write(1.5e-7)).isEqualTo("1.5e-7");
        assertThat(Decimal.parse("9007199254740993.0")).isEqualTo(9007199254740992.0);
    }

    @Test
    void hashesAndBase64AreThePlatforms() throws Exception {
        for (int length : new int[] {0, 1, 2, 3, 54, 55, 56, 63, 64, 65, 1000}) {
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++) {
                bytes[i] = (byte) Philox.bits(1, 5, length, i);
            }
            assertThat(Sha256.hex(bytes)).isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
            assertThat(dev.loam.data.tokenize.Base64.encode(bytes)).isEqualTo(Base64.getEncoder().encodeToString(bytes));
            assertThat(dev.loam.data.tokenize.Base64.decode(Base64.getEncoder().encodeToString(bytes))).isEqualTo(bytes);
        }
    }
}
