package dev.loam.compiler;

import dev.loam.tensor.DType;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Window;

/// Winograd's minimal filtering F(4×4, r×r): a convolution of stride 1 as products of transformed tiles of `r + 3` rows and columns, with
/// a quarter (r = 3) or a sixth (r = 5) of the multiplications (Lavin and Gray, "Fast algorithms for convolutional neural networks",
/// 2016, section 4). With an image tile `d`, filters `g` and the gradient `e` of a result tile,
///
/// ```
/// result          Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A      summed over channels
/// filter gradient Gᵀ [(A e Aᵀ) ⊙ (Bᵀ d B)] G      summed over tiles
/// ```
///
/// The points of evaluation are 0, infinity and pairs ±p, exact in binary. Those of F(4×4, 3×3) make half the rounding error that ±1 and
/// ±2 make, 7e-7 of the result's standard deviation over 32 channels; those of F(4×4, 5×5) are the best of eighths: 3e-6.
final class Winograd {
    private static final Winograd THREE = new Winograd(3, 0.75, 1.5);
    private static final Winograd FIVE = new Winograd(5, 0.625, 1, 1.75);

    /// Rows and columns of a result tile, which is also their step from tile to tile.
    static final int STEP = 4;
    /// Fewer channels than this leave the products too thin to pay for the transforms.
    private static final int CHANNELS = 16;

    private final int taps;
    private final WinogradTransform image;
    private final WinogradTransform filter;
    private final WinogradTransform result;

    private Winograd(int taps, double... pairs) {
        this.taps = taps;
        int size = STEP + taps - 1;
        var points = new double[size - 1];
        for (int k = 0; k < pairs.length; k++) {
            points[2 * k + 1] = pairs[k];
            points[2 * k + 2] = -pairs[k];
        }
        var b = new double[size][size];
        var g = new double[size][taps];
        var a = new double[STEP][size];
        for (int row = 0; row < size - 1; row++) {
            b[row] = polynomial(points, row, size);
            double scale = 1;
            for (int k = 0; k < size - 1; k++) {
                scale *= k == row ? 1 : points[row] - points[k];
            }
            for (int k = 0; k < taps; k++) {
                g[row][k] = power(points[row], k) / scale;
            }
            for (int k = 0; k < STEP; k++) {
                a[k][row] = power(points[row], k);
            }
        }
        b[size - 1] = polynomial(points, -1, size);
        g[size - 1][taps - 1] = 1;
        a[STEP - 1][size - 1] = 1;
        image = new WinogradTransform(b, false);
        filter = new WinogradTransform(g, false);
        result = new WinogradTransform(a, true);
    }

    /// The coefficients of the polynomial whose zeros are all `points` but number `without`.
    private static double[] polynomial(double[] points, int without, int size) {
        var out = new double[size];
        out[0] = 1;
        for (int k = 0; k < points.length; k++) {
            for (int i = size - 1; k != without && i >= 0; i--) {
                out[i] = (i == 0 ? 0 : out[i - 1]) - points[k] * out[i];
            }
        }
        return out;
    }

    private static double power(double x, int n) {
        double out = 1;
        for (int i = 0; i < n; i++) {
            out *= x;
        }
        return out;
    }

    /// How the unpadded convolution `c`, or the gradient of its filters, is computed; null where it is not this way: it must have stride
    /// 1 and be summed in f32, have enough channels, and a result that fills most of its tiles.
    static Winograd of(Op.Conv c, DType dtype, Target target) {
        boolean forward = c.of() == Op.ConvOf.OUTPUT;
        Winograd w = c.window().equals(Window.of(3, 3)) ? THREE : c.window().equals(Window.of(5, 5)) ? FIVE : null;
        if (w == null || target.vectorBytes() == 0 || c.of() == Op.ConvOf.INPUT || dtype != DType.F32 || c.groups() != 1) {
            return null;
        }
        Shape x = c.a().shape();
        int height = x.size(1) - w.taps + 1;
        int width = x.size(2) - w.taps + 1;
        int filters = (forward ? c.b().shape() : c.shape()).size(3);
        long covered = (long) tiles(height) * tiles(width) * STEP * STEP;
        return x.size(3) >= CHANNELS && filters >= CHANNELS && 2L * height * width > covered ? w : null;
    }

    /// How many tiles cover `size` rows or columns of a result.
    static int tiles(int size) {
        return (size + STEP - 1) / STEP;
    }

    /// Rows and columns of the filters.
    int taps() {
        return taps;
    }

    /// Rows and columns of an image tile and of every transformed tile.
    int size() {
        return STEP + taps - 1;
    }

    /// The elements of a transformed tile.
    int points() {
        return size() * size();
    }

    /// `Bᵀ`: an image tile to its transform.
    WinogradTransform image() {
        return image;
    }

    /// `G`: filters to theirs.
    WinogradTransform filter() {
        return filter;
    }

    /// `Aᵀ`: products to a tile of the result.
    WinogradTransform result() {
        return result;
    }
}
