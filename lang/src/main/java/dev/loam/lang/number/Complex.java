package dev.loam.lang.number;

/// A complex number whose parts are both exact or both doubles. A number whose imaginary part is an exact zero is a real one, so this
/// record never holds it; `1.0+0.0i` stays complex. Made by [#of].
public record Complex(Object real, Object imaginary) {

    public Complex {
        if (real instanceof Double != imaginary instanceof Double || Long.valueOf(0).equals(imaginary)) {
            throw new IllegalArgumentException("no complex number in canonical form: " + real + ", " + imaginary);
        }
    }

    /// The number with these real parts, in canonical form.
    public static Object of(Object real, Object imaginary) {
        if (imaginary instanceof Long l && l == 0) {
            return real;
        }
        if (real instanceof Double == imaginary instanceof Double) {
            return new Complex(real, imaginary);
        }
        return new Complex(Arithmetic.toDouble(real), Arithmetic.toDouble(imaginary));
    }

    static Complex inexact(double real, double imaginary) {
        return new Complex(real, imaginary);
    }

    boolean isExact() {
        return !(real instanceof Double);
    }

    double re() {
        return Arithmetic.toDouble(real);
    }

    double im() {
        return Arithmetic.toDouble(imaginary);
    }

    static Object realPart(Object x) {
        return x instanceof Complex c ? c.real : x;
    }

    /// The imaginary part; that of a real number is an exact zero.
    static Object imaginaryPart(Object x) {
        return x instanceof Complex c ? c.imaginary : (Object) 0L;
    }

    static Object add(Object a, Object b) {
        return of(Arithmetic.add(realPart(a), realPart(b)), Arithmetic.add(imaginaryPart(a), imaginaryPart(b)));
    }

    static Object subtract(Object a, Object b) {
        return of(Arithmetic.subtract(realPart(a), realPart(b)), Arithmetic.subtract(imaginaryPart(a), imaginaryPart(b)));
    }

    static Object multiply(Object a, Object b) {
        // a real factor scales both parts: no zero imaginary part is made up, so no NaN comes of an infinite factor
        if (!(a instanceof Complex x)) {
            var y = (Complex) b;
            return of(Arithmetic.multiply(a, y.real), Arithmetic.multiply(a, y.imaginary));
        }
        if (!(b instanceof Complex y)) {
            return of(Arithmetic.multiply(x.real, b), Arithmetic.multiply(x.imaginary, b));
        }
        return of(Arithmetic.subtract(Arithmetic.multiply(x.real, y.real), Arithmetic.multiply(x.imaginary, y.imaginary)),
                Arithmetic.add(Arithmetic.multiply(x.real, y.imaginary), Arithmetic.multiply(x.imaginary, y.real)));
    }

    static Object divide(Object a, Object b) {
        if (!(b instanceof Complex y)) {
            var x = (Complex) a;
            return of(Arithmetic.divide(x.real, b), Arithmetic.divide(x.imaginary, b));
        }
        if (y.isExact() && Arithmetic.isExact(a)) {
            var norm = Arithmetic.add(Arithmetic.multiply(y.real, y.real), Arithmetic.multiply(y.imaginary, y.imaginary));
            var conjugate = of(y.real, Arithmetic.negate(y.imaginary));
            var product = Arithmetic.multiply(a, conjugate);
            return of(Arithmetic.divide(realPart(product), norm), Arithmetic.divide(imaginaryPart(product), norm));
        }
        return smith(Arithmetic.toDouble(realPart(a)), Arithmetic.toDouble(imaginaryPart(a)), y.re(), y.im());
    }

    /// R. L. Smith, Algorithm 116: Complex division, CACM 5(8), 1962: scaled so that squares do not overflow.
    private static Complex smith(double a, double b, double c, double d) {
        if (Math.abs(d) <= Math.abs(c)) {
            double ratio = d / c;
            double scale = c + d * ratio;
            return inexact((a + b * ratio) / scale, (b - a * ratio) / scale);
        }
        double ratio = c / d;
        double scale = c * ratio + d;
        return inexact((a * ratio + b) / scale, (b * ratio - a) / scale);
    }

    @Override
    public String toString() {
        return NumberPrinter.print(this, 10);
    }
}
