package dev.loam.data.augment;

import java.util.Arrays;

/// A map of the plane from places in the picture that comes out to places in the one that goes in, and the resampling by it.
/// Places are relative to the picture's middle, in pixels; one step of [#rotate] and the like changes what comes out.
final class Warp {
    /// Places in the picture that goes in are counted in 65,536ths of a pixel.
    private static final int BITS = 16;
    private static final double ONE = 1 << BITS;

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

    /// The picture `[height, width, channels]` that comes out, by bilinear interpolation with weights of 256ths; black where nothing
    /// goes in. Whole pixels that only move, or are mirrored, are copied.
    void apply(byte[] from, byte[] to, int height, int width, int channels) {
        boolean copies = Math.abs(xx) == 1 && xy == 0 && yx == 0 && yy == 1 && x0 == Math.rint(x0) && y0 == Math.rint(y0);
        if (copies) {
            move(from, to, height, width, channels);
            return;
        }
        double middleX = (width - 1) / 2.0;
        double middleY = (height - 1) / 2.0;
        long stepX = Math.round(xx * ONE);
        long stepY = Math.round(yx * ONE);
        for (int y = 0; y < height; y++) {
            long sourceX = Math.round((xy * (y - middleY) - xx * middleX + x0 + middleX) * ONE);
            long sourceY = Math.round((yy * (y - middleY) - yx * middleX + y0 + middleY) * ONE);
            for (int x = 0; x < width; x++) {
                sample(from, sourceX, sourceY, to, (y * width + x) * channels, height, width, channels);
                sourceX += stepX;
                sourceY += stepY;
            }
        }
    }

    private void move(byte[] from, byte[] to, int height, int width, int channels) {
        int right = (int) -x0;
        int down = (int) -y0;
        Arrays.fill(to, 0, height * width * channels, (byte) 0);
        for (int y = Math.max(0, down); y < Math.min(height, height + down); y++) {
            int row = (y - down) * width;
            if (xx == 1) {
                int first = Math.max(0, right);
                int count = Math.min(width, width + right) - first;
                if (count > 0) {
                    System.arraycopy(from, (row + first - right) * channels, to, (y * width + first) * channels, count * channels);
                }
                continue;
            }
            for (int x = 0; x < width; x++) {
                int source = width - 1 - x - right;
                if (source >= 0 && source < width) {
                    System.arraycopy(from, (row + source) * channels, to, (y * width + x) * channels, channels);
                }
            }
        }
    }

    /// The value at a place in units of [#ONE].
    private static void sample(byte[] from, long x, long y, byte[] to, int at, int height, int width, int channels) {
        int left = (int) (x >> BITS);
        int top = (int) (y >> BITS);
        int right = (int) (x >> BITS - 8) & 0xFF;
        int down = (int) (y >> BITS - 8) & 0xFF;
        int base = (top * width + left) * channels;
        int below = base + width * channels;
        if (left >= 0 && top >= 0 && left < width - 1 && top < height - 1) {
            for (int c = 0; c < channels; c++) {
                to[at + c] = mix(from[base + c] & 0xFF, from[base + channels + c] & 0xFF, from[below + c] & 0xFF, from[below + channels + c] & 0xFF, right, down);
            }
            return;
        }
        boolean outside = left < -1 || top < -1 || left >= width || top >= height;
        for (int c = 0; c < channels; c++) {
            to[at + c] = outside ? 0 : mix(top >= 0 && left >= 0 ? from[base + c] & 0xFF : 0, top >= 0 && left < width - 1 ? from[base + channels + c] & 0xFF : 0,
                top < height - 1 && left >= 0 ? from[below + c] & 0xFF : 0, top < height - 1 && left < width - 1 ? from[below + channels + c] & 0xFF : 0, right, down);
        }
    }

    private static byte mix(int a, int b, int c, int d, int right, int down) {
        int upper = a * (256 - right) + b * right;
        int lower = c * (256 - right) + d * right;
        return (byte) (upper * (256 - down) + lower * down + (1 << 15) >> 16);
    }
}
