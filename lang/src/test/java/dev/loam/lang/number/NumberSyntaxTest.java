package dev.loam.lang.number;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What number literals mean, and how their values are written back.
class NumberSyntaxTest {

    @ParameterizedTest
    @CsvSource(delimiter = ' ', ignoreLeadingAndTrailingWhitespace = true, value = {
        "1 1", "+1 1", "-1 -1", "007 7", "1. 1.0", ".1 0.1", "-.1 -0.1", "1.0 1.0", "1e2 100.0", "1E2 100.0", "1.e2 100.0", ".1e1 1.0",
        "1e-2 0.01", "-1.5e+3 -1500.0", "1s2 100.0", "1f2 100.0", "1d2 100.0", "1l2 100.0", "0.0 0.0", "-0.0 -0.0", "-0 0", "1/2 1/2",
        "2/4 1/2", "-6/3 -2", "10/2 5", "1e21 1e21", "1e20 100000000000000000000.0", "123456789012345678901234567890 123456789012345678901234567890",
        "9223372036854775807 9223372036854775807", "9223372036854775808 9223372036854775808", "-9223372036854775808 -9223372036854775808",
        "1e-7 1e-7", "0.000001 0.000001", "1.5e-10 1.5e-10", "12345.678 12345.678", "1e10 10000000000.0", "1.7976931348623157e308 1.7976931348623157e308",
        "5e-324 4.9e-324", "1e400 +inf.0", "1e-400 0.0", "2e-3 0.002", "0.1e-2 0.001", "1234567.0 1234567.0", "12345678.9 12345678.9",
        "+inf.0 +inf.0", "-inf.0 -inf.0", "+nan.0 +nan.0", "-nan.0 +nan.0", "+INF.0 +inf.0",
        "#x10 16", "#xFf 255", "#x-ff -255", "#b101 5", "#o17 15", "#d10 10", "#e1.5 3/2", "#e1.2e2 120", "#e1e3 1000", "#e-0.25 -1/4",
        "#i1 1.0", "#i1/2 0.5", "#x#e10 16", "#e#x10 16", "#i#b11 3.0", "#b#i11 3.0", "#i-0 -0.0", "#xa/b 10/11", "#x1e2 482", "#e1e-3 1/1000",
        "+i +i", "-i -i", "1+i 1+i", "1-i 1-i", "1+2i 1+2i", "-1-2i -1-2i", "1.0+2i 1.0+2.0i", "1+2.5i 1.0+2.5i", "1/2+3/4i 1/2+3/4i", "+2i +2i",
        "0+2i +2i", "2+0i 2", "1.5+0i 1.5", "1+0.0i 1.0+0.0i", "+1.5i 0.0+1.5i", "1e2+3e1i 100.0+30.0i", "+inf.0i 0.0+inf.0i",
        "+inf.0-inf.0i +inf.0-inf.0i", "1+nan.0i 1.0+nan.0i", "#xA+Bi 10+11i", "#e1.5+2.5i 3/2+5/2i", "#i1+2i 1.0+2.0i", "1@0 1", "2.5@0 2.5",
        "1@-0.0 1.0-0.0i", "#i+i 0.0+1.0i", "#e1@0 1",
    })
    void reads(String text, String printed) {
        Object number = NumberParser.parse(text, 10);
        assertThat(number).as(text).isNotNull();
        assertThat(NumberPrinter.print(number, 10)).isEqualTo(printed);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "+", "-", ".", "...", "1+", "+-1", "1/", "/2", "1/2/3", "1.5/2", "1/0", "#x", "#xg", "#b2", "#o8", "1e", "e1", "1e+", "--1", "i", "1i", "2+3",
        "1+2", "1+2i3", "+ii", "1@", "@1", "#e+inf.0", "#e+nan.0", "#x#x1", "#e#i1", "#q1", "inf.0", "+inf", "+inf.0x", "1_000", "١", "1 ", " 1", "#e1e9999999999",
        "#", "#e", "1.2.3", "0x10", "+inf.0+", "-e1", "1+i2", "1/2e2x",
    })
    void isNoNumber(String text) {
        assertThat(NumberParser.parse(text, 10)).as(text).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {
        "255 16 ff", "-255 16 -ff", "5 2 101", "1/3 3 1/10", "0.5 2 0.1", "-2.25 2 -10.01", "255.5 16 ff.8", "0.1 3 0.0022002200220022002200220022002201",
        "1e10 8 112402762000.0", "35 36 z", "1+10i 16 1+ai",
    })
    void printsInARadix(String text, int radix, String printed) {
        Object number = NumberParser.parse(text, 10);
        assertThat(NumberPrinter.print(number, radix)).isEqualTo(printed);
        assertThat(NumberParser.parse(printed, radix)).isEqualTo(number);
    }
}
