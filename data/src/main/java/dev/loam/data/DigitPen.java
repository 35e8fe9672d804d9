package dev.loam.data;

import java.util.Arrays;

/// Draws curves with a round pen on a small grey picture. One per thread; uses only operations whose results are
/// the same on every machine (`+ - * /` and square root).
final class DigitPen {
    /// Straight pieces per stretch between two control points.
    private static final int PIECES = 6;
    private static final int MOST = 4096;

    private final double[] x = new double[MOST];
    private final double[] y = new double[MOST];
    private final double[] width = new double[MOST];
    private final boolean[] lifted = new boolean[MOST];
    private final float[] ink;
    private final int side;
    private int count;

    DigitPen(int side) {
        this.side = side;
        this.ink = new float[side * side];
    }

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    double x(int i) {
        return x[i];
    }

    double y(int i) {
        return y[i];
    }

    void move(int i, double newX, double newY) {
        x[i] = newX;
        y[i] = newY;
    }

    /// Adds a uniform Catmull-Rom spline (Catmull and Rom, 1974) through `points` (x, y, x, y, …); the pen's radius goes
    /// evenly from `from` to `to`.
    void stroke(double[] points, int size, double from, double to) {
        int n = size / 2;
        add(points[0], points[1], from, true);
        for (int i = 0; i + 1 < n; i++) {
            int a = Math.max(i - 1, 0);
            int d = Math.min(i + 2, n - 1);
            for (int piece = 1; piece <= PIECES; piece++) {
                double t = piece / (double) PIECES;
                double along = (i + t) / (n - 1);
                add(spline(points[2 * a], points[2 * i], points[2 * i + 2], points[2 * d], t),
                    spline(points[2 * a + 1], points[2 * i + 1], points[2 * i + 3], points[2 * d + 1], t),
                    from + (to - from) * along, false);
            }
        }
    }

    private void add(double px, double py, double radius, boolean up) {
        if (count < MOST) {
            x[count] = px;
            y[count] = py;
            width[count] = radius;
            lifted[count] = up;
            count++;
        }
    }

    private static double spline(double a, double b, double c, double d, double t) {
        return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
    }

    /// The middle of the line's length, x in `[0]` and y in `[1]`: close to the ink's centre of mass.
    void centre(double[] out) {
        double sum = 1e-9;
        out[0] = 0;
        out[1] = 0;
        for (int i = 1; i < count; i++) {
            if (!lifted[i]) {
                double dx = x[i] - x[i - 1];
                double dy = y[i] - y[i - 1];
                double length = Math.sqrt(dx * dx + dy * dy);
                out[0] += length * 0.5 * (x[i] + x[i - 1]);
                out[1] += length * 0.5 * (y[i] + y[i - 1]);
                sum += length;
            }
        }
        out[0] /= sum;
        out[1] /= sum;
    }

    /// Draws what was added; `out[offset …]` gets `side × side` bytes, 0 for paper to 255 for ink. `soft` is the width of the
    /// edge in pixels, `strength` the blackness of full ink.
    void draw(byte[] out, int offset, double soft, double strength) {
        Arrays.fill(ink, 0);
        for (int i = 1; i < count; i++) {
            if (!lifted[i]) {
                segment(i - 1, i, soft);
            }
        }
        for (int i = 0; i < ink.length; i++) {
            out[offset + i] = (byte) (int) (ink[i] * strength * 255 + 0.5);
        }
    }

    private void segment(int a, int b, double soft) {
        double radius = 0.5 * (width[a] + width[b]);
        double reach = radius + 0.5 * soft;
        int left = Math.max(0, (int) Math.floor(Math.min(x[a], x[b]) - reach));
        int right = Math.min(side - 1, (int) Math.ceil(Math.max(x[a], x[b]) + reach));
        int top = Math.max(0, (int) Math.floor(Math.min(y[a], y[b]) - reach));
        int bottom = Math.min(side - 1, (int) Math.ceil(Math.max(y[a], y[b]) + reach));
        double dx = x[b] - x[a];
        double dy = y[b] - y[a];
        double square = dx * dx + dy * dy + 1e-12;
        for (int row = top; row <= bottom; row++) {
            for (int column = left; column <= right; column++) {
                double px = column + 0.5 - x[a];
                double py = row + 0.5 - y[a];
                double t = Math.min(1, Math.max(0, (px * dx + py * dy) / square));
                double ex = px - t * dx;
                double ey = py - t * dy;
                double far = ex * ex + ey * ey;
                if (far < reach * reach) {
                    float value = (float) Math.min(1, (reach - Math.sqrt(far)) / soft);
                    int at = row * side + column;
                    ink[at] = Math.max(ink[at], value);
                }
            }
        }
    }
}
