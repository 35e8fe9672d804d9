package dev.loam.lang.number;

import java.math.BigInteger;

/// Reads a number as R7RS 7.1.1 writes it: prefixes `#x #o #b #d #e #i`, integers, fractions, decimals with exponents, `+inf.0` and `+nan.0`,
/// complex numbers in rectangular and polar form. A decimal is rounded once, however many digits it has.
public final class NumberParser {

    /// Exact numbers with exponents beyond this are refused: `#e1e999999999` must not eat the memory.
    private static final int MOST_EXPONENT = 1_000_000;

    private final String text;
    private int radix;
    private int at;
    /// `e`, `i` or nothing (0): what the prefix asks.
    private char exactness;

    private NumberParser(String text, int radix) {
        this.text = text;
        this.radix = radix;
    }

    /// The number that `text` is, or null where it is none. `radix` counts where the text does not name its own.
    public static Object parse(String text, int radix) {
        if (text.isEmpty()) {
            return null;
        }
        if (radix == 10) {
            var small = parseSmall(text);
            if (small != null) {
                return small;
            }
        }
        return new NumberParser(text, radix).number();
    }

    /// Ordinary integers, the most frequent case.
    private static Object parseSmall(String text) {
        int length = text.length();
        int start = text.charAt(0) == '-' ? 1 : 0;
        if (length - start > 18 || length == start) {
            return null;
        }
        long value = 0;
        for (int i = start; i < length; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return null;
            }
            value = value * 10 + digit;
        }
        return start == 1 ? -value : value;
    }

    private Object number() {
        return prefix() ? complex() : null;
    }

    private boolean prefix() {
        boolean radixSeen = false;
        while (at + 1 < text.length() && text.charAt(at) == '#') {
            char letter = Character.toLowerCase(text.charAt(at + 1));
            int named = switch (letter) {
                case 'x' -> 16;
                case 'd' -> 10;
                case 'o' -> 8;
                case 'b' -> 2;
                default -> 0;
            };
            if (named != 0 && !radixSeen) {
                radix = named;
                radixSeen = true;
            } else if ((letter == 'e' || letter == 'i') && exactness == 0) {
                exactness = letter;
            } else {
                return false;
            }
            at += 2;
        }
        return true;
    }

    private Object complex() {
        Object first = signedUnit();
        if (first != null) {
            return ended() ? Complex.of(exactness == 'i' ? (Object) 0.0 : 0L, first) : null;
        }
        boolean signed = at < text.length() && isSign(text.charAt(at));
        Object real = real();
        if (real == null) {
            return null;
        }
        if (ended()) {
            return real;
        }
        char next = text.charAt(at);
        if ((next == 'i' || next == 'I') && signed) {
            at++;
            return ended() ? Complex.of(0L, real) : null;
        }
        if (next == '@') {
            at++;
            Object angle = real();
            if (angle == null || !ended()) {
                return null;
            }
            Object value = Elementary.makePolar(real, angle);
            return exactness == 'e' ? Rounding.exact(value) : value;
        }
        if (!isSign(next)) {
            return null;
        }
        Object imaginary = signedUnit();
        if (imaginary == null) {
            imaginary = real();
            if (imaginary == null || at >= text.length() || Character.toLowerCase(text.charAt(at)) != 'i') {
                return null;
            }
            at++;
        }
        return ended() ? Complex.of(real, imaginary) : null;
    }

    private boolean ended() {
        return at == text.length();
    }

    private static boolean isSign(char c) {
        return c == '+' || c == '-';
    }

    /// `+i` or `-i` at the end of the text: the imaginary part, or null. Above radix 18 the letter is a digit.
    private Object signedUnit() {
        if (radix <= 18 && at + 2 == text.length() && isSign(text.charAt(at)) && Character.toLowerCase(text.charAt(at + 1)) == 'i') {
            long unit = text.charAt(at) == '-' ? -1 : 1;
            at += 2;
            return exactness == 'i' ? (Object) (double) unit : (Object) unit;
        }
        return null;
    }

    /// A real with an optional sign, or null; [#at] moves behind it.
    private Object real() {
        boolean negative = false;
        if (at < text.length() && isSign(text.charAt(at))) {
            negative = text.charAt(at) == '-';
            if (text.regionMatches(true, at + 1, "inf.0", 0, 5)) {
                at += 6;
                return exactness == 'e' ? null : (Object) (negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
            }
            if (text.regionMatches(true, at + 1, "nan.0", 0, 5)) {
                at += 6;
                return exactness == 'e' ? null : (Object) Double.NaN;
            }
            at++;
        }
        int start = at;
        skipDigits();
        int whole = at - start;
        if (whole > 0 && at < text.length() && text.charAt(at) == '/') {
            return fraction(negative, start);
        }
        int fraction = 0;
        boolean decimal = false;
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            int from = at;
            skipDigits();
            fraction = at - from;
            decimal = true;
        }
        if (whole + fraction == 0) {
            return null;
        }
        int mantissaEnd = at;
        int exponent = 0;
        if (radix == 10 && exponentFollows()) {
            at++;
            exponent = exponent();
            decimal = true;
        }
        var digits = decimal ? text.substring(start, start + whole) + text.substring(mantissaEnd - fraction, mantissaEnd)
                : text.substring(start, mantissaEnd);
        if (!decimal) {
            Object value = Integers.normal(signed(negative, new BigInteger(digits, radix)));
            return exactness == 'i' ? (Object) zeroOr(negative, Integers.inexact(value)) : value;
        }
        return decimal(negative, digits, fraction, exponent);
    }

    private Object fraction(boolean negative, int start) {
        var numerator = new BigInteger(text.substring(start, at), radix);
        at++;
        int from = at;
        skipDigits();
        if (at == from) {
            return null;
        }
        var denominator = new BigInteger(text.substring(from, at), radix);
        if (denominator.signum() == 0) {
            return null;
        }
        Object value = Rational.of(signed(negative, numerator), denominator);
        return exactness == 'i' ? (Object) zeroOr(negative, Integers.inexact(value)) : value;
    }

    private Object decimal(boolean negative, String digits, int fraction, int exponent) {
        if (exactness == 'e' || radix != 10) {
            long scale = (long) exponent - fraction;
            if (Math.abs(scale) > MOST_EXPONENT) {
                return null;
            }
            var mantissa = signed(negative, new BigInteger(digits, radix));
            var power = BigInteger.valueOf(radix).pow((int) Math.abs(scale));
            Object exact = scale >= 0 ? Integers.normal(mantissa.multiply(power)) : Rational.of(mantissa, power);
            return exactness == 'e' ? exact : (Object) zeroOr(negative, Integers.inexact(exact));
        }
        double magnitude = Double.parseDouble(digits + "e" + ((long) exponent - fraction));
        return negative ? -magnitude : magnitude;
    }

    private static double zeroOr(boolean negative, double value) {
        return value == 0 && negative ? -0.0 : value;
    }

    private static BigInteger signed(boolean negative, BigInteger magnitude) {
        return negative ? magnitude.negate() : magnitude;
    }

    private void skipDigits() {
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
    }

    private boolean isDigit(char c) {
        return c < 128 && Character.digit(c, radix) >= 0;
    }

    /// Whether an exponent marker (`e`, or R5RS's `s f d l`) with digits stands here.
    private boolean exponentFollows() {
        if (at >= text.length() || "esfdl".indexOf(Character.toLowerCase(text.charAt(at))) < 0) {
            return false;
        }
        int digit = at + 1 < text.length() && isSign(text.charAt(at + 1)) ? at + 2 : at + 1;
        return digit < text.length() && isDigit(text.charAt(digit));
    }

    /// The exponent, held within a range that no result depends on beyond.
    private int exponent() {
        boolean negative = text.charAt(at) == '-';
        if (isSign(text.charAt(at))) {
            at++;
        }
        long value = 0;
        while (at < text.length() && isDigit(text.charAt(at))) {
            value = Math.min(value * 10 + text.charAt(at) - '0', 1_000_000_000);
            at++;
        }
        return (int) (negative ? -value : value);
    }
}
