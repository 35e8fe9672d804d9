package dev.loam.compiler;

import dev.loam.tensor.DType;
import dev.loam.tensor.Op;
import dev.loam.tensor.Window;

/// Winograd's minimal filtering F(4×4, 3×3): a 3×3 convolution of stride 1 as products of 6×6 transformed tiles, with a quarter
/// of the multiplications (Lavin and Gray, "Fast algorithms for convolutional neural networks", 2016, section 4). The points of
/// evaluation are 0, ±3/4, ±3/2 and infinity instead of their 0, ±1, ±2 and infinity: exact in binary as well, and the rounding
/// error of the result is half theirs, 7e-7 of its standard deviation over 32 channels.
enum Winograd {
    /// `Bᵀ`: an image tile's 6 rows or columns to those of its transform
    IMAGE(6, 6) {
        @Override
        double at(int row, int column) {
            return IMAGE_COEFFICIENTS[row][column];
        }
    },
    /// `G`: a filter's 3 to 6
    FILTER(6, 3) {
        @Override
        double at(int row, int column) {
            return row == 5 ? column == 2 ? 1 : 0 : power(POINTS[row], column) / SCALES[row];
        }
    },
    /// `Aᵀ`: the products' 6 to 4 of the result
    RESULT(4, 6) {
        @Override
        double at(int row, int column) {
            return column == 5 ? row == 3 ? 1 : 0 : power(POINTS[column], row);
        }
    };

    /// Rows and columns of an image tile, of its result, and their step from tile to tile.
    static final int TILE = 6;
    static final int STEP = 4;

    private static final double A = 0.75;
    private static final double B = 1.5;
    private static final double A2 = A * A;
    private static final double B2 = B * B;
    private static final double[] POINTS = {0, A, -A, B, -B};
    /// at each point the product of its distances to the others
    private static final double[] SCALES = {A2 * B2, 2 * A2 * (A2 - B2), 2 * A2 * (A2 - B2), 2 * B2 * (B2 - A2), 2 * B2 * (B2 - A2)};
    /// row for point p: the polynomial whose zeros are the other points; last row: all points
    private static final double[][] IMAGE_COEFFICIENTS = {
        {A2 * B2, 0, -(A2 + B2), 0, 1, 0},
        {0, -A * B2, -B2, A, 1, 0},
        {0, A * B2, -B2, -A, 1, 0},
        {0, -B * A2, -A2, B, 1, 0},
        {0, B * A2, -A2, -B, 1, 0},
        {0, A2 * B2, 0, -(A2 + B2), 0, 1}};

    /// Fewer channels than this leave the products too thin to pay for the transforms.
    private static final int CHANNELS = 16;

    private final int rows;
    private final int columns;

    Winograd(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
    }

    int rows() {
        return rows;
    }

    abstract double at(int row, int column);

    private static double power(double x, int n) {
        double out = 1;
        for (int i = 0; i < n; i++) {
            out *= x;
        }
        return out;
    }

    /// True where the unpadded convolution `c` is computed this way: 3×3 of stride 1 summed in f32, with enough channels, and results that
    /// fill most of their tiles. Gradients of filters are not: the rounding errors of a transformed tile fall on all nine taps,
    /// and where a sum is zero or nearly so, Adam's first steps make of them as much as of a gradient.
    static boolean fits(Op.Conv c, DType dtype, Target target) {
        if (target.vectorBytes() == 0 || c.of() != Op.ConvOf.OUTPUT || dtype != DType.F32
            || c.groups() != 1 || !c.window().equals(Window.of(3, 3))) {
            return false;
        }
        int height = c.a().shape().size(1) - 2;
        int width = c.a().shape().size(2) - 2;
        int filters = c.b().shape().size(3);
        long covered = (long) tiles(height) * tiles(width) * STEP * STEP;
        return c.a().shape().size(3) >= CHANNELS && filters >= CHANNELS && 2L * height * width > covered;
    }

    /// How many tiles cover `size` rows or columns of a result.
    static int tiles(int size) {
        return (size + STEP - 1) / STEP;
    }

    /// This transform along one axis. Points come in pairs ±p: the rows or columns of a pair share their even and odd parts.
    Expr[] apply(Expr[] x) {
        return this == RESULT ? foldPairs(x) : splitPairs(x);
    }

    private Expr[] splitPairs(Expr[] x) {
        var out = new Expr[rows];
        out[0] = sum(0, x, 0, 1);
        out[5] = sum(5, x, 0, 1);
        for (int row = 1; row < 5; row += 2) {
            Expr even = sum(row, x, 0, 2);
            Expr odd = sum(row, x, 1, 2);
            out[row] = Expr.add(even, odd);
            out[row + 1] = Expr.binary(Op.BinaryFn.SUB, even, odd);
        }
        return out;
    }

    private Expr[] foldPairs(Expr[] x) {
        var plus = new Expr[] {x[0], Expr.add(x[1], x[2]), null, Expr.add(x[3], x[4]), null, x[5]};
        var minus = new Expr[] {null, Expr.binary(Op.BinaryFn.SUB, x[1], x[2]), null, Expr.binary(Op.BinaryFn.SUB, x[3], x[4]), null, x[5]};
        var out = new Expr[rows];
        for (int row = 0; row < rows; row++) {
            out[row] = sum(row, row % 2 == 0 ? plus : minus, 0, 1);
        }
        return out;
    }

    /// The terms of a row from `first` on, every `step`-th; null operands are left out.
    private Expr sum(int row, Expr[] x, int first, int step) {
        Expr sum = null;
        for (int k = first; k < columns; k += step) {
            double factor = at(row, k);
            if (factor != 0 && x[k] != null) {
                Expr term = factor == 1 ? x[k] : Expr.mul(x[k], Expr.of(DType.F32, factor));
                sum = sum == null ? term : Expr.add(sum, term);
            }
        }
        return sum;
    }
}
