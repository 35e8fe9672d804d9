package dev.loam.data.augment;

/// How one example is mixed with another: by the mean of all pixels (mixup), or by a rectangle of the other (CutMix).
final class Mix {
    private long partner;
    private double share;
    private boolean cut;
    private int top;
    private int bottom;
    private int left;
    private int right;

    /// Draws the partner, any example of the set, and the share that is left of the first.
    void draw(Augmentation how, Draws draws, long examples, int height, int width) {
        draws.purpose(Draws.Purpose.MIX);
        partner = draws.below(examples);
        double coin = draws.next();
        cut = how.cutmix() > 0 && (how.mixup() == 0 || coin < 0.5);
        int row = (int) draws.below(height);
        int column = (int) draws.below(width);
        share = draws.beta(cut ? how.cutmix() : how.mixup());
        if (cut) {
            double side = Math.sqrt(1 - share);
            int halfHeight = (int) (side * height / 2);
            int halfWidth = (int) (side * width / 2);
            top = Math.max(0, row - halfHeight);
            bottom = Math.min(height, row + halfHeight);
            left = Math.max(0, column - halfWidth);
            right = Math.min(width, column + halfWidth);
            // as it came out after the rim cut the rectangle
            share = 1 - (double) (bottom - top) * (right - left) / ((double) height * width);
        }
    }

    long partner() {
        return partner;
    }

    /// The weight of the first example's label.
    double share() {
        return share;
    }

    /// Mixes `other` into `image`.
    void images(byte[] image, byte[] other, int height, int width, int channels) {
        if (!cut) {
            for (int i = 0; i < image.length; i++) {
                image[i] = (byte) (int) (share * (image[i] & 0xFF) + (1 - share) * (other[i] & 0xFF) + 0.5);
            }
            return;
        }
        for (int y = top; y < bottom; y++) {
            int from = (y * width + left) * channels;
            System.arraycopy(other, from, image, from, (right - left) * channels);
        }
    }
}
