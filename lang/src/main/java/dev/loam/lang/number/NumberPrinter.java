package dev.loam.lang.number;

import java.math.BigInteger;

/// Numbers as text, as R7RS reads them: `1/3`, `1.0`, `1e21`, `+inf.0`, `1+2i`. An inexact number is written with the fewest
/// digits that read back as itself.
public final class NumberPrinter {

    private NumberPrinter() {}

    /// The text of a number, as `number->string` gives it: a derivative would be lost in it, so that a number that carries one is refused.
    public static String text(Object number, int radix) {
        Errors.requireConstant("number->string", number);
        return print(number, radix);
    }

    /// The text of a number in a radix of 2 to 36.
    public static String print(Object number, int radix) {
        return switch (number) {
            case Long x -> Long.toString(x, radix);
            case BigInteger x -> x.toString(radix);
            case Rational x -> x.numerator().toString(radix) + "/" + x.denominator().toString(radix);
            case Double x -> print(x.doubleValue(), radix);
            case Complex z -> print(z, radix);
            case Differentiable x -> print(Differentiable.value(x), radix);
            case null, default -> throw Errors.wrongArgument("number->string", 1, number, "a number");
        };
    }

    private static String print(Complex z, int radix) {
        var text = new StringBuilder();
        if (!(z.real() instanceof Long re && re == 0)) {
            text.append(print(z.real(), radix));
        }
        if (z.imaginary() instanceof Long im && (im == 1 || im == -1)) {
            return text.append(im == 1 ? "+i" : "-i").toString();
        }
        var imaginary = print(z.imaginary(), radix);
        if (imaginary.charAt(0) != '+' && imaginary.charAt(0) != '-') {
            text.append('+');
        }
        return text.append(imaginary).append('i').toString();
    }

    /// The text of a double, positional where its decimal exponent is from -7 to 20.
    public static String print(double x, int radix) {
        if (Double.isNaN(x)) {
            return "+nan.0";
        }
        if (Double.isInfinite(x)) {
            return x > 0 ? "+inf.0" : "-inf.0";
        }
        boolean negative = Double.doubleToRawLongBits(x) < 0;
        if (x == 0) {
            return negative ? "-0.0" : "0.0";
        }
        if (radix == 10 && Math.abs(x) >= 1e-3 && Math.abs(x) < 1e7) {
            return Double.toString(x);
        }
        var text = new StringBuilder(negative ? "-" : "");
        if (radix == 10) {
            decimal(Double.toString(Math.abs(x)), text);
        } else {
            shortest(Math.abs(x), radix, text);
        }
        return text.toString();
    }

    /// From Java's scientific form `d.dddE±n`, whose digits are the shortest ones already.
    private static void decimal(String java, StringBuilder text) {
        int e = java.indexOf('E');
        int exponent = Integer.parseInt(java.substring(e + 1));
        var digits = java.charAt(0) + java.substring(2, e);
        if (digits.charAt(digits.length() - 1) == '0') {
            digits = digits.substring(0, digits.length() - 1);
        }
        place(digits, exponent + 1, 21, text);
    }

    /// Writes `0.digits · radix^point`.
    private static void place(String digits, int point, int most, StringBuilder text) {
        int count = digits.length();
        if (point > most || point < -5) {
            text.append(digits.charAt(0));
            if (count > 1) {
                text.append('.').append(digits, 1, count);
            }
            text.append('e').append(point - 1);
        } else if (point <= 0) {
            text.append("0.").repeat('0', -point).append(digits);
        } else if (point >= count) {
            text.append(digits).repeat('0', point - count).append(".0");
        } else {
            text.append(digits, 0, point).append('.').append(digits, point, count);
        }
    }

    /// R. G. Burger and R. K. Dybvig, Printing Floating-Point Numbers Quickly and Accurately, PLDI 1996: free-format output in
    /// any radix, in exact integers. There is no exponent outside radix ten, so every digit is written out.
    private static void shortest(double x, int radix, StringBuilder text) {
        long bits = Double.doubleToRawLongBits(x);
        int biased = (int) (bits >>> 52);
        var mantissa = BigInteger.valueOf((bits & 0xfffffffffffffL) | (biased == 0 ? 0 : 1L << 52));
        int exponent = (biased == 0 ? 1 : biased) - 1075;
        boolean even = !mantissa.testBit(0);
        // x = r / s; the neighbours are half of up and down away
        boolean edge = biased > 1 && mantissa.bitCount() == 1;
        var r = mantissa.shiftLeft(Math.max(exponent, 0) + (edge ? 2 : 1));
        var s = BigInteger.ONE.shiftLeft(Math.max(-exponent, 0) + (edge ? 2 : 1));
        var down = BigInteger.ONE.shiftLeft(Math.max(exponent, 0));
        var up = edge ? down.shiftLeft(1) : down;
        var base = BigInteger.valueOf(radix);
        int point = 0;
        while (above(r.add(up), s, even)) {
            s = s.multiply(base);
            point++;
        }
        while (!above(r.add(up).multiply(base), s, even)) {
            r = r.multiply(base);
            up = up.multiply(base);
            down = down.multiply(base);
            point--;
        }
        var digits = new StringBuilder();
        while (true) {
            var parts = r.multiply(base).divideAndRemainder(s);
            r = parts[1];
            up = up.multiply(base);
            down = down.multiply(base);
            boolean low = even ? r.compareTo(down) <= 0 : r.compareTo(down) < 0;
            boolean high = above(r.add(up), s, even);
            int digit = parts[0].intValue();
            if (low || high) {
                boolean round = high && (!low || r.shiftLeft(1).compareTo(s) >= 0);
                digits.append(Character.forDigit(round ? digit + 1 : digit, radix));
                break;
            }
            digits.append(Character.forDigit(digit, radix));
        }
        if (point < -5) {
            text.append("0.").repeat('0', -point).append(digits);
        } else {
            place(digits.toString(), point, Integer.MAX_VALUE, text);
        }
    }

    private static boolean above(BigInteger sum, BigInteger s, boolean inclusive) {
        return inclusive ? sum.compareTo(s) >= 0 : sum.compareTo(s) > 0;
    }
}
