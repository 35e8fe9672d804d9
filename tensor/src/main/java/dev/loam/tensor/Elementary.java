package dev.loam.tensor;

/// The elementary functions in double precision.
final class Elementary {
    private Elementary() {
    }

    static double exp(double x) {
        return StrictMath.exp(x);
    }

    static double expm1(double x) {
        return StrictMath.expm1(x);
    }

    static double log(double x) {
        return StrictMath.log(x);
    }

    static double log1p(double x) {
        return StrictMath.log1p(x);
    }

    static double tanh(double x) {
        return StrictMath.tanh(x);
    }

    static double sin(double x) {
        return StrictMath.sin(x);
    }

    static double cos(double x) {
        return StrictMath.cos(x);
    }

    static double pow(double x, double y) {
        return StrictMath.pow(x, y);
    }

    static double erf(double x) {
        throw new UnsupportedOperationException();
    }
}
