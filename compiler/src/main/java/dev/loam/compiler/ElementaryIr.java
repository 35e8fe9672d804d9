package dev.loam.compiler;

import dev.loam.tensor.Angles;
import dev.loam.tensor.DType;
import dev.loam.tensor.Elementary;
import dev.loam.tensor.ElementaryFloat;
import dev.loam.tensor.Op;
import dev.loam.tensor.Polynomial;
import dev.loam.tensor.Power;

/// The elementary functions as arithmetic, step by step those of [Elementary] (f64) and [ElementaryFloat] (f32): see there for
/// what each step is for.
final class ElementaryIr {
    private final DType dtype;
    private final boolean wide;
    private final DType whole;

    private ElementaryIr(DType dtype) {
        this.dtype = dtype;
        this.wide = dtype == DType.F64;
        this.whole = wide ? DType.I64 : DType.I32;
    }

    /// The function of an f32 or f64; functions that are one operation stay one.
    static Expr unary(Op.UnaryFn fn, Expr x) {
        var f = new ElementaryIr(x.dtype());
        return switch (fn) {
            case EXP -> f.exp(f.clamp(x, f.wide ? 710 : 89, f.wide ? -746 : -104), null);
            case EXPM1 -> f.expm1(x);
            case LOG -> f.log(x);
            case LOG1P -> f.log1p(x);
            case TANH -> f.tanh(x);
            case ERF -> f.erf(x);
            case SIN -> f.select(f.less(f.abs(x), f.c(f.wide ? 0x1p-27 : 0x1p-12)), x, f.sine(x, 0));
            case COS -> f.sine(x, 1);
            case NEG, ABS, SIGN, SQRT, FLOOR, CEIL, ROUND, NOT -> new Expr.Unary(fn, x);
        };
    }

    /// `x^y`; that of f32 by the logarithm of f64.
    static Expr pow(Expr x, Expr y) {
        if (x.dtype() == DType.F64) {
            var f = new ElementaryIr(DType.F64);
            return f.powerEnds(x, y, f.sizeOfPower(f.abs(x), f.clamp(y, 0x1p66, -0x1p66)));
        }
        var f = new ElementaryIr(DType.F64);
        Expr a = new Expr.Cast(x, DType.F64);
        Expr b = new Expr.Cast(y, DType.F64);
        Expr size = unary(Op.UnaryFn.EXP, f.mul(b, f.log(f.abs(a))));
        return new Expr.Cast(f.powerEnds(a, b, size), x.dtype());
    }

    /// `e^(x + tail)` of a clamped x.
    private Expr exp(Expr x, Expr tail) {
        Expr t = add(mul(x, c(inverseLn2())), c(magic()));
        Expr k = sub(t, c(magic()));
        Expr high = sub(x, mul(k, c(ln2High())));
        Expr low = mul(k, c(ln2Low()));
        low = tail == null ? low : sub(low, tail);
        Expr r = sub(high, low);
        Expr sum = add(c(1), high);
        Expr rest = add(sub(high, sub(sum, c(1))), sub(mul(mul(r, r), at(wide ? Elementary.EXP : ElementaryFloat.EXP, r)), low));
        return scale(add(sum, rest), wholeOf(t));
    }

    private Expr expm1(Expr x) {
        Expr v = clamp(x, wide ? 710 : 89, wide ? -40 : -20);
        Expr t = add(mul(v, c(inverseLn2())), c(magic()));
        Expr k = sub(t, c(magic()));
        Expr high = sub(v, mul(k, c(ln2High())));
        Expr low = mul(k, c(ln2Low()));
        Expr r = sub(high, low);
        Expr square = mul(mul(r, r), at(wide ? Elementary.EXP : ElementaryFloat.EXP, r));
        Expr p = add(r, square);
        Expr lost = add(sub(sub(high, r), low), add(sub(r, p), square));
        Expr n = wholeOf(t);
        Expr limited = Expr.binary(Op.BinaryFn.MIN, n, i(wide ? 60 : 30));
        Expr one = sub(c(1), power2(sub(i(0), limited)));
        Expr sum = add(one, p);
        Expr y = scale(add(sum, add(add(sub(one, sum), p), lost)), n);
        return select(less(abs(x), c(wide ? 0x1p-54 : 0x1p-25)), x, y);
    }

    private Expr log(Expr x) {
        Expr tiny = less(x, c(wide ? 0x1p-1022 : 0x1p-126f));
        Expr bits = bits(select(tiny, mul(x, c(wide ? 0x1p54 : 0x1p25)), x));
        Expr n = exponent(bits);
        Expr f = sub(mantissa(bits, n), c(1));
        Expr k = sub(number(n), select(tiny, c(wide ? 54 : 25), c(0)));
        return logEnds(x, logOf(k, f, null));
    }

    private Expr log1p(Expr x) {
        Expr u = add(c(1), x);
        Expr back = sub(u, c(1));
        Expr lost = add(sub(c(1), sub(u, back)), sub(x, back));
        Expr bits = bits(u);
        Expr n = exponent(bits);
        Expr f = sub(mantissa(bits, n), c(1));
        Expr y = logEnds(u, logOf(number(n), f, div(lost, u)));
        return select(equal(x, c(0)), x, y);
    }

    private Expr logOf(Expr k, Expr f, Expr tail) {
        Expr s = div(f, add(c(2), f));
        Expr z = mul(s, s);
        Expr half = mul(mul(c(0.5), f), f);
        Expr low = mul(k, c(ln2Low()));
        low = tail == null ? low : add(low, tail);
        Expr poly = at(wide ? Elementary.LOG : ElementaryFloat.LOG, z);
        return sub(mul(k, c(ln2High())), sub(sub(half, add(mul(s, add(half, mul(z, poly))), low)), f));
    }

    private Expr logEnds(Expr u, Expr y) {
        Expr positive = select(less(u, c(Double.POSITIVE_INFINITY)), y, u);
        return select(less(c(0), u), positive, select(equal(u, c(0)), c(Double.NEGATIVE_INFINITY), c(Double.NaN)));
    }

    private Expr tanh(Expr x) {
        Expr a = abs(x);
        double limit = wide ? 22 : 10;
        Expr v = select(less(c(limit), a), c(limit), a);
        Expr z = mul(v, v);
        Expr near = add(v, mul(v, mul(z, at(wide ? Elementary.TANH : ElementaryFloat.TANH, z))));
        Expr far = sub(c(1), div(c(2), add(exp(mul(c(2), v), null), c(1))));
        return withSign(select(less(v, c(wide ? 0.55 : 0.55f)), near, far), x);
    }

    private Expr erf(Expr x) {
        Expr a = abs(x);
        double limit = wide ? 6 : 4;
        Expr v = select(less(c(limit), a), c(limit), a);
        Expr near = add(v, mul(v, at(wide ? Elementary.ERF : ElementaryFloat.ERF, mul(v, v))));
        Expr far = sub(c(1), exp(neg(at(wide ? Elementary.ERF_TAIL : ElementaryFloat.ERF_TAIL, v)), null));
        return withSign(select(less(v, c(1)), near, far), x);
    }

    /// `sin(x + quarters · π/2)`.
    private Expr sine(Expr x, int quarters) {
        double[] halfPi = halfPi();
        Expr t = add(mul(x, c(wide ? Angles.TWO_OVER_PI : ElementaryFloat.TWO_OVER_PI)), c(magic()));
        Expr k = sub(t, c(magic()));
        Expr d = sub(x, mul(k, c(halfPi[0])));
        Expr tail = c(0);
        for (int j = 1; j < halfPi.length - 1; j++) {
            Expr part = mul(k, c(halfPi[j]));
            Expr rest = sub(d, part);
            tail = add(tail, differenceError(d, part, rest));
            d = rest;
        }
        tail = sub(tail, mul(k, c(halfPi[halfPi.length - 1])));
        Expr high = add(d, tail);
        Expr low = add(sub(d, high), tail);
        Expr failed = less(c(1), abs(high));
        Expr r = select(failed, c(0), high);
        Expr rLow = select(failed, c(0), low);
        Expr z = mul(r, r);
        Expr polySin = at(wide ? Angles.SIN : ElementaryFloat.SIN, z);
        Expr polyCos = at(wide ? Angles.COS : ElementaryFloat.COS, z);
        Expr sin = add(r, add(mul(z, mul(r, polySin)), sub(rLow, mul(mul(c(0.5), z), rLow))));
        Expr half = mul(c(0.5), z);
        Expr one = sub(c(1), half);
        Expr cos = add(one, add(sub(sub(c(1), one), half), sub(mul(mul(z, z), polyCos), mul(r, rLow))));
        Expr n = add(wholeOf(t), i(quarters));
        Expr y = select(odd(n, 1), cos, sin);
        return select(odd(n, 2), neg(y), y);
    }

    private double[] halfPi() {
        if (wide) {
            return Angles.halfPi();
        }
        float[] parts = ElementaryFloat.halfPi();
        double[] out = new double[parts.length];
        for (int j = 0; j < parts.length; j++) {
            out[j] = parts[j];
        }
        return out;
    }

    private Expr odd(Expr n, int bit) {
        return new Expr.Compare(Op.CompareFn.NE, Expr.binary(Op.BinaryFn.AND, n, i(bit)), i(0));
    }

    private Expr sizeOfPower(Expr a, Expr y) {
        Expr tiny = less(a, c(0x1p-1022));
        Expr bits = bits(select(tiny, mul(a, c(0x1p54)), a));
        Expr n = exponent(bits);
        Expr k = sub(number(n), select(tiny, c(54), c(0)));
        Expr f = sub(mantissa(bits, n), c(1));
        Expr d = add(c(2), f);
        Expr dLow = add(sub(c(2), d), f);
        Expr s = div(f, d);
        Expr sd = mul(s, d);
        Expr sLow = div(sub(sub(sub(f, sd), productError(s, d, sd)), mul(s, dLow)), d);
        Expr z = mul(s, s);
        Expr zLow = add(productError(s, s, z), mul(mul(c(2), s), sLow));
        Expr rest = mul(z, at(Power.LOG, z));
        Expr third = add(c(Power.TWO_THIRDS), rest);
        Expr thirdLow = add(add(sub(c(Power.TWO_THIRDS), third), rest), c(Power.TWO_THIRDS_LOW));
        Expr w = mul(z, third);
        Expr wLow = add(productError(z, third, w), add(mul(z, thirdLow), mul(zLow, third)));
        Expr g = add(c(2), w);
        Expr gLow = add(add(sub(c(2), g), w), wLow);
        Expr l = mul(s, g);
        Expr lLow = add(productError(s, g, l), add(mul(s, gLow), mul(sLow, g)));
        Expr big = mul(k, c(Elementary.LN2_HIGH));
        Expr h = add(big, l);
        Expr hLow = add(differenceError(big, neg(l), h), add(lLow, mul(k, c(Elementary.LN2_LOW))));
        Expr e = mul(y, h);
        Expr eLow = add(productError(y, h, e), mul(y, hLow));
        Expr within = Expr.and(less(c(-746), e), less(e, c(710)));
        return exp(clamp(e, 710, -746), select(within, eLow, c(0)));
    }

    private Expr powerEnds(Expr x, Expr y, Expr size) {
        Expr a = abs(x);
        Expr infinity = c(Double.POSITIVE_INFINITY);
        Expr up = less(c(0), y);
        Expr z = select(equal(a, infinity), select(up, infinity, c(0)), size);
        z = select(equal(a, c(0)), select(up, c(0), infinity), z);
        Expr half = mul(c(0.5), y);
        Expr isWhole = equal(new Expr.Unary(Op.UnaryFn.FLOOR, y), y);
        Expr isOdd = Expr.and(isWhole, new Expr.Compare(Op.CompareFn.NE, new Expr.Unary(Op.UnaryFn.FLOOR, half), half));
        Expr negative = new Expr.Compare(Op.CompareFn.LT, bits(x), i(0));
        z = select(Expr.and(negative, isOdd), neg(z), z);
        Expr none = Expr.and(Expr.and(less(x, c(0)), less(a, infinity)), new Expr.Unary(Op.UnaryFn.NOT, isWhole));
        z = select(or(none, or(differ(x, x), differ(y, y))), c(Double.NaN), z);
        Expr unit = or(or(equal(y, c(0)), equal(x, c(1))), Expr.and(equal(x, c(-1)), equal(abs(y), infinity)));
        return select(unit, c(1), z);
    }

    private Expr differenceError(Expr a, Expr b, Expr d) {
        Expr back = sub(a, d);
        return add(sub(a, add(d, back)), sub(back, b));
    }

    private Expr productError(Expr a, Expr b, Expr p) {
        Expr aHigh = upper(a);
        Expr bHigh = upper(b);
        Expr aLow = sub(a, aHigh);
        Expr bLow = sub(b, bHigh);
        return add(add(add(sub(mul(aHigh, bHigh), p), mul(aHigh, bLow)), mul(aLow, bHigh)), mul(aLow, bLow));
    }

    private Expr upper(Expr x) {
        return new Expr.Bitcast(Expr.binary(Op.BinaryFn.AND, bits(x), i(0xFFFFFFFFF8000000L)), dtype);
    }

    // ---- bits

    private Expr bits(Expr x) {
        return new Expr.Bitcast(x, whole);
    }

    private int mantissaBits() {
        return wide ? 52 : 23;
    }

    private Expr exponent(Expr bits) {
        Expr from = sub(bits, i(wide ? Elementary.SQRT_HALF_BITS : ElementaryFloat.SQRT_HALF_BITS));
        return Expr.binary(Op.BinaryFn.SHR, from, i(mantissaBits()));
    }

    private Expr mantissa(Expr bits, Expr n) {
        return new Expr.Bitcast(sub(bits, Expr.binary(Op.BinaryFn.SHL, n, i(mantissaBits()))), dtype);
    }

    private Expr scale(Expr y, Expr n) {
        Expr half = Expr.binary(Op.BinaryFn.SHR, n, i(1));
        return mul(mul(y, power2(half)), power2(sub(n, half)));
    }

    private Expr power2(Expr n) {
        return new Expr.Bitcast(Expr.binary(Op.BinaryFn.SHL, add(n, i(wide ? 1023 : 127)), i(mantissaBits())), dtype);
    }

    private long magicBits() {
        return wide ? Double.doubleToRawLongBits(Elementary.MAGIC) : Float.floatToRawIntBits(ElementaryFloat.MAGIC);
    }

    private Expr wholeOf(Expr t) {
        return sub(bits(t), i(magicBits()));
    }

    private Expr number(Expr n) {
        return sub(new Expr.Bitcast(add(n, i(magicBits())), dtype), c(magic()));
    }

    private Expr withSign(Expr y, Expr x) {
        Expr sign = Expr.binary(Op.BinaryFn.AND, bits(x), i(wide ? Long.MIN_VALUE : Integer.MIN_VALUE));
        return new Expr.Bitcast(Expr.binary(Op.BinaryFn.OR, bits(y), sign), dtype);
    }

    // ---- constants

    private double magic() {
        return wide ? Elementary.MAGIC : ElementaryFloat.MAGIC;
    }

    private double inverseLn2() {
        return wide ? Elementary.INVERSE_LN2 : ElementaryFloat.INVERSE_LN2;
    }

    private double ln2High() {
        return wide ? Elementary.LN2_HIGH : ElementaryFloat.LN2_HIGH;
    }

    private double ln2Low() {
        return wide ? Elementary.LN2_LOW : ElementaryFloat.LN2_LOW;
    }

    // ---- arithmetic

    private Expr at(Polynomial p, Expr x) {
        double[] k = p.coefficients();
        Expr sum = c(k[k.length - 1]);
        for (int j = k.length - 2; j >= 0; j--) {
            sum = add(mul(sum, x), c(k[j]));
        }
        return sum;
    }

    private Expr clamp(Expr x, double high, double low) {
        return select(less(c(high), x), c(high), select(less(x, c(low)), c(low), x));
    }

    private Expr c(double value) {
        return Expr.of(dtype, value);
    }

    private Expr i(long value) {
        return new Expr.Const(whole, value);
    }

    private Expr add(Expr a, Expr b) {
        return Expr.add(a, b);
    }

    private Expr sub(Expr a, Expr b) {
        return Expr.binary(Op.BinaryFn.SUB, a, b);
    }

    private Expr mul(Expr a, Expr b) {
        return Expr.mul(a, b);
    }

    private Expr div(Expr a, Expr b) {
        return Expr.binary(Op.BinaryFn.DIV, a, b);
    }

    private Expr neg(Expr x) {
        return new Expr.Unary(Op.UnaryFn.NEG, x);
    }

    private Expr abs(Expr x) {
        return new Expr.Unary(Op.UnaryFn.ABS, x);
    }

    private Expr less(Expr a, Expr b) {
        return new Expr.Compare(Op.CompareFn.LT, a, b);
    }

    private Expr equal(Expr a, Expr b) {
        return new Expr.Compare(Op.CompareFn.EQ, a, b);
    }

    private Expr differ(Expr a, Expr b) {
        return new Expr.Compare(Op.CompareFn.NE, a, b);
    }

    private Expr or(Expr a, Expr b) {
        return Expr.binary(Op.BinaryFn.OR, a, b);
    }

    private Expr select(Expr condition, Expr a, Expr b) {
        return new Expr.Select(condition, a, b);
    }
}
