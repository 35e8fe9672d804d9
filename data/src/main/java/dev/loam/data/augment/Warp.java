package dev.loam.data.augment;

import java.util.Arrays;

/// A map of the plane from places in the picture that comes out to places in the one that goes in, and the resampling by it.
/// Places are relative to the picture's middle, in pixels; one step of [#rotate] and the like changes what comes out.
final class Warp {
    private double xx;
    private double xy;
    private double x0;
    private double yx;
    private double yy;
    private double y0;

    /// Nothing changes.
    Warp identity() {
        return set(1, 0, 0, 0, 1, 0);
    }

    private Warp set(double a, double b, double c, double d, double e, double f) {
        xx = a;
        xy = b;
        x0 = c;
        yx = d;
        yy = e;
        y0 = f;
        return this;
    }

    /// What comes out goes through the inverse of the change first: `(x, y) → (a·x + b·y + c, d·x + e·y + f)`.
    private Warp after(double a, double b, double c, double d, double e, double f) {
        return set(xx * a + xy * d, xx * b + xy * e, xx * c + xy * f + x0, yx * a + yy * d, yx * b + yy * e, yx * c + yy * f + y0);
    }

    /// Left and right change places.
    Warp flip() {
        return after(-1, 0, 0, 0, 1, 0);
    }

    /// Moves what is seen right and down.
    Warp translate(double right, double down) {
        return after(1, 0, -right, 0, 1, -down);
    }

    /// Turns what is seen clockwise.
    Warp rotate(double degrees) {
        double angle = StrictMath.toRadians(degrees);
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        return after(cos, sin, 0, -sin, cos, 0);
    }

    /// Makes what is seen larger by this factor.
    Warp scale(double factor) {
        return after(1 / factor, 0, 0, 0, 1 / factor, 0);
    }

    /// Slants what is seen along x, or along y.
    Warp shear(double degrees, boolean alongX) {
        double slope = StrictMath.tan(StrictMath.toRadians(degrees));
        return alongX ? after(1, -slope, 0, 0, 1, 0) : after(1, 0, 0, -slope, 1, 0);
    }

    /// The picture `[height, width, channels]` that comes out, by bilinear interpolation; black where nothing goes in.
    void apply(byte[] from, byte[] to, int height, int width, int channels) {
        double middleX = (width - 1) / 2.0;
        double middleY = (height - 1) / 2.0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double dx = x - middleX;
                double dy = y - middleY;
                sample(from, xx * dx + xy * dy + x0 + middleX, yx * dx + yy * dy + y0 + middleY, to, (y * width + x) * channels, height, width, channels);
            }
        }
    }

    private static void sample(byte[] from, double x, double y, byte[] to, int at, int height, int width, int channels) {
        if (!(x > -1 && y > -1 && x < width && y < height)) {
            Arrays.fill(to, at, at + channels, (byte) 0);
            return;
        }
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double right = x - left;
        double down = y - top;
        boolean hasLeft = left >= 0;
        boolean hasRight = left + 1 < width;
        boolean hasTop = top >= 0;
        boolean hasBottom = top + 1 < height;
        int base = (top * width + left) * channels;
        int below = base + width * channels;
        for (int c = 0; c < channels; c++) {
            double a = hasTop && hasLeft ? from[base + c] & 0xFF : 0;
            double b = hasTop && hasRight ? from[base + channels + c] & 0xFF : 0;
            double d = hasBottom && hasLeft ? from[below + c] & 0xFF : 0;
            double e = hasBottom && hasRight ? from[below + channels + c] & 0xFF : 0;
            double upper = a + right * (b - a);
            double lower = d + right * (e - d);
            to[at + c] = (byte) (int) (upper + down * (lower - upper) + 0.5);
        }
    }
}
