package dev.loam.tensor;

/// A polynomial with fixed coefficients, evaluated by Horner's rule: `c[0] + x * (c[1] + x * (… c[n]))`. The elementary
/// functions are made of these, and the compiler emits the same steps from the same coefficients.
public final class Polynomial {
    private final double[] c;
    private final float[] f;

    private Polynomial(double[] c) {
        this.c = c;
        f = new float[c.length];
        for (int i = 0; i < c.length; i++) {
            f[i] = (float) c[i];
        }
    }

    /// Coefficients from the constant term up.
    static Polynomial of(double... coefficients) {
        return new Polynomial(coefficients);
    }

    /// The coefficients from the constant term up.
    public double[] coefficients() {
        return c.clone();
    }

    double at(double x) {
        double p = c[c.length - 1];
        for (int i = c.length - 2; i >= 0; i--) {
            p = p * x + c[i];
        }
        return p;
    }

    /// The same in float arithmetic, with the coefficients rounded to float.
    float at(float x) {
        float p = f[f.length - 1];
        for (int i = f.length - 2; i >= 0; i--) {
            p = p * x + f[i];
        }
        return p;
    }
}
