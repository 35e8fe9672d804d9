package dev.loam.nn;

import dev.loam.tensor.Shape;

/// See [Initializer#orthogonal]: normal draws made orthonormal by Gram and Schmidt, twice, which leaves no error but rounding.
record Orthogonal(double gain) implements Initializer {
    @Override
    public double[] values(Shape shape, long seed, int stream) {
        if (shape.rank() < 2) {
            throw new ModelException("orthogonal: needs at least 2 axes, not " + shape);
        }
        int columns = shape.size(-1);
        double[] drawn = new Normal(1).values(shape, seed, stream);
        int rows = columns == 0 ? 0 : drawn.length / columns;
        boolean wide = rows <= columns;
        double[][] vectors = new double[wide ? rows : columns][wide ? columns : rows];
        for (int i = 0; i < vectors.length; i++) {
            for (int k = 0; k < vectors[i].length; k++) {
                vectors[i][k] = wide ? drawn[i * columns + k] : drawn[k * columns + i];
            }
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < i; j++) {
                    subtract(vectors[i], vectors[j], dot(vectors[i], vectors[j]));
                }
            }
            double length = Math.sqrt(dot(vectors[i], vectors[i]));
            for (int k = 0; k < vectors[i].length; k++) {
                vectors[i][k] /= length;
            }
        }
        double[] out = new double[drawn.length];
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < columns; k++) {
                out[i * columns + k] = gain * (wide ? vectors[i][k] : vectors[k][i]);
            }
        }
        return out;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void subtract(double[] from, double[] what, double times) {
        for (int i = 0; i < from.length; i++) {
            from[i] -= times * what[i];
        }
    }
}
