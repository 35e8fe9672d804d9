package dev.loam.nn;

import dev.loam.tensor.Shape;

/// See [Initializer#dirac()].
///
/// @param groups into which channels and filters are split
record Dirac(int groups) implements Initializer {
    @Override
    public double[] values(Shape shape, long seed, int stream) {
        int rank = shape.rank();
        if (rank < 2 || shape.size(-1) % groups != 0) {
            throw new ModelException("dirac: needs at least 2 axes, of which the last has " + groups + " equal groups, not " + shape);
        }
        int channels = shape.size(-2);
        int filters = shape.size(-1);
        // the middle of the window
        int at = 0;
        for (int k = 0; k < rank - 2; k++) {
            at = at * shape.size(k) + shape.size(k) / 2;
        }
        double[] out = new double[Math.toIntExact(shape.maxElements())];
        int each = filters / groups;
        for (int f = 0; f < filters; f++) {
            if (f % each < channels) {
                out[(at * channels + f % each) * filters + f] = 1;
            }
        }
        return out;
    }
}
