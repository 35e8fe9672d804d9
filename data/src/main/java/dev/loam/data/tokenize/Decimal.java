package dev.loam.data.tokenize;

import java.math.BigInteger;

/// Decimal numbers, read to the nearest double and written back to it. Browsers' and Java's own ways differ in the last digit.
final class Decimal {
    private static final double[] TENS = {1, 10, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
        1e21, 1e22};
    private static final long EXACT = 1L << 53;
    private static final int MOST_DIGITS = 40;

    private Decimal() {
    }

    /// A `Long` for whole numbers that fit one, else a `Double`; null where it is no number as JSON writes them.
    static Object parse(String s) {
        int i = 0;
        boolean negative = s.startsWith("-");
        i += negative ? 1 : 0;
        var digits = new StringBuilder();
        int wholeStart = i;
        while (i < s.length() && digit(s, i)) {
            digits.append(s.charAt(i++));
        }
        int whole = i - wholeStart;
        if (whole == 0 || whole > 1 && s.charAt(wholeStart) == '0') {
            return null;
        }
        int exponent = 0;
        boolean integer = true;
        if (i < s.length() && s.charAt(i) == '.') {
            int start = ++i;
            while (i < s.length() && digit(s, i)) {
                digits.append(s.charAt(i++));
            }
            if (i == start) {
                return null;
            }
            exponent = start - i;
            integer = false;
        }
        if (i < s.length() && (s.charAt(i) == 'e' || s.charAt(i) == 'E')) {
            i++;
            boolean down = i < s.length() && s.charAt(i) == '-';
            i += i < s.length() && (s.charAt(i) == '-' || s.charAt(i) == '+') ? 1 : 0;
            int start = i;
            int value = 0;
            while (i < s.length() && digit(s, i)) {
                value = Math.min(100_000, 10 * value + s.charAt(i++) - '0');
            }
            if (i == start) {
                return null;
            }
            exponent += down ? -value : value;
            integer = false;
        }
        if (i < s.length()) {
            return null;
        }
        if (integer && whole <= 18) {
            long value = Long.parseLong(digits.toString());
            return negative ? -value : value;
        }
        double value = value(digits.toString(), exponent);
        return negative ? -value : value;
    }

    private static boolean digit(String s, int i) {
        return s.charAt(i) >= '0' && s.charAt(i) <= '9';
    }

    private static double value(String all, int exponentOfAll) {
        int zeros = 0;
        while (zeros < all.length() - 1 && all.charAt(zeros) == '0') {
            zeros++;
        }
        String digits = all.substring(zeros);
        int exponent = exponentOfAll;
        if (digits.length() > MOST_DIGITS) {
            exponent += digits.length() - MOST_DIGITS;
            // what is cut off still breaks a tie
            digits = digits.substring(0, MOST_DIGITS - 1) + (digits.charAt(MOST_DIGITS - 1) == '0' || digits.charAt(MOST_DIGITS - 1) == '5'
                ? (char) (digits.charAt(MOST_DIGITS - 1) + 1) : digits.charAt(MOST_DIGITS - 1));
        }
        if (digits.length() <= 16) {
            long mantissa = Long.parseLong(digits);
            if (mantissa == 0) {
                return 0;
            }
            if (mantissa <= EXACT && Math.abs(exponent) < TENS.length) {
                return exponent < 0 ? mantissa / TENS[-exponent] : mantissa * TENS[exponent];
            }
        }
        if (exponent + digits.length() > 310) {
            return Double.POSITIVE_INFINITY;
        }
        if (exponent + digits.length() < -330) {
            return 0;
        }
        BigInteger top = new BigInteger(digits);
        return exponent >= 0 ? ratio(top.multiply(BigInteger.TEN.pow(exponent)), BigInteger.ONE) : ratio(top, BigInteger.TEN.pow(-exponent));
    }

    /// `top / bottom`, rounded once to the nearest double, ties to even.
    private static double ratio(BigInteger top, BigInteger bottom) {
        if (top.signum() == 0) {
            return 0;
        }
        // 2^64 ≤ quotient < 2^66, but no finer than the smallest double needs
        int shift = Math.min(65 - (top.bitLength() - bottom.bitLength()), 1074 + 12);
        BigInteger[] parts = (shift >= 0 ? top.shiftLeft(shift) : top).divideAndRemainder(shift >= 0 ? bottom : bottom.shiftLeft(-shift));
        BigInteger quotient = parts[0];
        boolean more = parts[1].signum() != 0;
        int drop = Math.max(quotient.bitLength() - 53, shift - 1074);
        long kept = quotient.shiftRight(drop).longValue();
        BigInteger rest = quotient.subtract(BigInteger.valueOf(kept).shiftLeft(drop));
        int half = rest.compareTo(BigInteger.ONE.shiftLeft(drop - 1));
        if (half > 0 || half == 0 && (more || (kept & 1) == 1)) {
            kept++;
        }
        return scaled(kept, drop - shift);
    }

    /// `value × 2^power`; exact where the result is a double.
    private static double scaled(long value, int power) {
        double out = value;
        int left = power;
        while (left > 0 && out < Double.POSITIVE_INFINITY) {
            int step = Math.min(left, 60);
            out *= 1L << step;
            left -= step;
        }
        while (left < 0 && out != 0) {
            int step = Math.min(-left, 60);
            out /= 1L << step;
            left += step;
        }
        return out;
    }

    /// The shortest of up to 17 digits that reads back as `x`, in the form `-12.5` or `1.5e-7`.
    static String write(double x) {
        if (x == 0) {
            return "0.0";
        }
        if (x < 0) {
            return "-" + write(-x);
        }
        if (!(x <= Double.MAX_VALUE)) {
            throw new TokenizerException("a score is " + x + ", which no tokenizer file can hold");
        }
        int power = 0;
        while (power < 308 && Decimal.value("1", power + 1) <= x) {
            power++;
        }
        while (Decimal.value("1", power) > x) {
            power--;
        }
        for (int digits = 1; digits < 17; digits++) {
            String tried = rounded(x, power, digits);
            if (Decimal.value(tried, power + 1 - digits) == x) {
                return placed(tried, power + (tried.length() > digits ? 1 : 0));
            }
        }
        String all = rounded(x, power, 17);
        return placed(all, power + (all.length() > 17 ? 1 : 0));
    }

    /// The first `digits` digits of `x`, whose first digit counts `10^power`, rounded half up.
    private static String rounded(double x, int power, int digits) {
        long bits = Double.doubleToRawLongBits(x);
        int exponent = (int) (bits >>> 52);
        long mantissa = exponent == 0 ? bits : bits & (1L << 52) - 1 | 1L << 52;
        int two = Math.max(exponent, 1) - 1075;
        int ten = digits - 1 - power;
        BigInteger top = BigInteger.valueOf(mantissa).shiftLeft(1);
        BigInteger bottom = BigInteger.ONE;
        top = two > 0 ? top.shiftLeft(two) : top;
        bottom = two < 0 ? bottom.shiftLeft(-two) : bottom;
        top = ten > 0 ? top.multiply(BigInteger.TEN.pow(ten)) : top;
        bottom = ten < 0 ? bottom.multiply(BigInteger.TEN.pow(-ten)) : bottom;
        return top.add(bottom).divide(bottom.shiftLeft(1)).toString();
    }

    private static String placed(String digits, int power) {
        int end = digits.length();
        while (end > 1 && digits.charAt(end - 1) == '0') {
            end--;
        }
        String d = digits.substring(0, end);
        if (power >= 0 && power < 16) {
            String whole = d.length() > power + 1 ? d.substring(0, power + 1) : d + "0".repeat(power + 1 - d.length());
            return whole + "." + (d.length() > power + 1 ? d.substring(power + 1) : "0");
        }
        if (power < 0 && power > -6) {
            return "0." + "0".repeat(-power - 1) + d;
        }
        return d.charAt(0) + (d.length() > 1 ? "." + d.substring(1) : "") + "e" + power;
    }
}
