package dev.loam.lang.number;

import java.math.BigInteger;

/// An exact number that is no integer: lowest terms, denominator greater than one. Made only by [#of], which yields an
/// integer where the denominator cancels, so that two equal exact numbers are always equal objects.
public record Rational(BigInteger numerator, BigInteger denominator) {

    public Rational {
        if (denominator.compareTo(BigInteger.ONE) <= 0) {
            throw new IllegalArgumentException("a rational's denominator is greater than 1, found " + denominator);
        }
    }

    /// `numerator / denominator` in canonical form: a `Long`, a `BigInteger` or a `Rational`. The denominator must not be zero.
    public static Object of(BigInteger numerator, BigInteger denominator) {
        if (denominator.signum() < 0) {
            numerator = numerator.negate();
            denominator = denominator.negate();
        }
        var common = numerator.gcd(denominator);
        if (!common.equals(BigInteger.ONE)) {
            numerator = numerator.divide(common);
            denominator = denominator.divide(common);
        }
        return denominator.equals(BigInteger.ONE) ? Integers.normal(numerator) : new Rational(numerator, denominator);
    }

    /// The nearest double, ties to even, also where numerator and denominator are too large for one.
    public double doubleValue() {
        // 66 bits of quotient and a sticky last bit decide every rounding, subnormal results included
        int shift = 66 - (numerator.bitLength() - denominator.bitLength());
        var n = shift > 0 ? numerator.abs().shiftLeft(shift) : numerator.abs();
        var d = shift < 0 ? denominator.shiftLeft(-shift) : denominator;
        var parts = n.divideAndRemainder(d);
        var quotient = parts[1].signum() == 0 ? parts[0] : parts[0].setBit(0);
        double magnitude = scaled(quotient, -shift);
        return numerator.signum() < 0 ? -magnitude : magnitude;
    }

    /// `value · 2^exponent`, rounded once; `value` is positive.
    static double scaled(BigInteger value, int exponent) {
        int precision = Math.min(53, value.bitLength() + exponent + 1074);
        if (precision < 0) {
            return 0.0;
        }
        int drop = value.bitLength() - precision;
        if (drop <= 0) {
            return Math.scalb(value.doubleValue(), exponent);
        }
        long kept = value.shiftRight(drop).longValue();
        boolean half = value.testBit(drop - 1);
        boolean below = half && value.getLowestSetBit() < drop - 1;
        if (half && (below || (kept & 1) == 1)) {
            kept++;
        }
        return Math.scalb((double) kept, exponent + drop);
    }

    @Override
    public String toString() {
        return numerator + "/" + denominator;
    }
}
