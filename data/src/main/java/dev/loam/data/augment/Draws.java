package dev.loam.data.augment;

import dev.loam.tensor.Philox;

/// The random numbers of one example in one epoch: a pure function of (seed, epoch, example, purpose, how many were drawn
/// for that purpose), so that switching one augmentation on leaves the draws of the others as they were.
final class Draws {
    private static final int MOST = 256;
    private static final int STREAM = Philox.stream("data.augment");

    private final int[] words = new int[4];
    private long seed;
    private int epoch;
    private long example;
    private int stream;
    private int count;

    /// From here on the draws of this example.
    Draws example(long ofSeed, int ofEpoch, long number) {
        seed = ofSeed;
        epoch = ofEpoch;
        example = number;
        return this;
    }

    /// From here on the draws for this purpose, from the first.
    Draws purpose(Purpose purpose) {
        stream = STREAM + purpose.ordinal();
        count = 0;
        return this;
    }

    /// Uniform in `[0, 1)`, 53 bits.
    double next() {
        if (count == MOST) {
            throw new IllegalStateException("more than " + MOST + " draws for one example");
        }
        if ((count & 1) == 0) {
            long block = example * (MOST / 2) + (count >> 1);
            Philox.block((int) block, (int) (block >>> 32), stream, epoch, (int) seed, (int) (seed >>> 32), words);
        }
        int at = 2 * (count++ & 1);
        return ((words[at] & 0xFFFFFFFFL | (long) words[at + 1] << 32) >>> 11) * 0x1p-53;
    }

    /// Uniform in `[-most, most)`.
    double around(double most) {
        return (2 * next() - 1) * most;
    }

    double between(double least, double most) {
        return least + (most - least) * next();
    }

    /// A whole number in `[0, bound)`.
    long below(long bound) {
        return Math.min(bound - 1, (long) (next() * bound));
    }

    /// Beta(alpha, alpha) by Jöhnk's method, for an alpha of at most 2.
    double beta(double alpha) {
        while (true) {
            double x = StrictMath.pow(next(), 1 / alpha);
            double y = StrictMath.pow(next(), 1 / alpha);
            // both may be too small for a double where alpha is: then nearly everything is one of the two
            if (x + y == 0) {
                return next() < 0.5 ? 0 : 1;
            }
            if (x + y <= 1 || count > MOST - 4) {
                return x / (x + y);
            }
        }
    }

    /// What numbers are drawn for.
    enum Purpose {
        FLIP, CROP, PAD, AFFINE, COLOUR, RANDOM_OPERATIONS, ERASE, CUTOUT, MIX
    }
}
