package dev.loam.compiler;

import dev.loam.tensor.DType;
import dev.loam.tensor.Op;
import java.util.function.UnaryOperator;

/// One of Winograd's matrices. Behind the first, its rows (or its columns) come in pairs of points ±p, which have their even terms in
/// common and their odd terms but for the sign; the last belongs to the point at infinity.
///
/// @param matrix  `[rows][columns]`
/// @param columns whether its columns are the points
record WinogradTransform(double[][] matrix, boolean columns) {
    int rows() {
        return matrix.length;
    }

    WinogradTransform transposed() {
        var out = new double[matrix[0].length][matrix.length];
        for (int i = 0; i < out.length; i++) {
            for (int k = 0; k < matrix.length; k++) {
                out[i][k] = matrix[k][i];
            }
        }
        return new WinogradTransform(out, !columns);
    }

    /// The transform along columns, then along rows.
    Expr[][] both(Expr[][] x) {
        return both(x, this::apply);
    }

    /// What the terms of [#both] add up to without their signs.
    Expr[][] magnitudes(Expr[][] x) {
        var sizes = new double[matrix.length][matrix[0].length];
        for (int i = 0; i < sizes.length; i++) {
            for (int k = 0; k < sizes[i].length; k++) {
                sizes[i][k] = Math.abs(matrix[i][k]);
            }
        }
        var plain = new WinogradTransform(sizes, columns);
        return both(x, line -> {
            var out = new Expr[rows()];
            for (int row = 0; row < out.length; row++) {
                out[row] = plain.sum(row, line, 0, 1);
            }
            return out;
        });
    }

    private Expr[][] both(Expr[][] x, UnaryOperator<Expr[]> line) {
        var half = new Expr[rows()][x[0].length];
        for (int b = 0; b < x[0].length; b++) {
            var in = new Expr[x.length];
            for (int a = 0; a < x.length; a++) {
                in[a] = x[a][b];
            }
            Expr[] t = line.apply(in);
            for (int a = 0; a < t.length; a++) {
                half[a][b] = t[a];
            }
        }
        var out = new Expr[rows()][];
        for (int a = 0; a < out.length; a++) {
            out[a] = line.apply(half[a]);
        }
        return out;
    }

    private Expr[] apply(Expr[] x) {
        return columns ? foldPairs(x) : splitPairs(x);
    }

    private Expr[] splitPairs(Expr[] x) {
        int last = rows() - 1;
        var out = new Expr[rows()];
        out[0] = sum(0, x, 0, 1);
        out[last] = sum(last, x, 0, 1);
        for (int row = 1; row < last; row += 2) {
            Expr even = sum(row, x, 0, 2);
            Expr odd = sum(row, x, 1, 2);
            out[row] = Expr.add(even, odd);
            out[row + 1] = Expr.binary(Op.BinaryFn.SUB, even, odd);
        }
        return out;
    }

    private Expr[] foldPairs(Expr[] x) {
        int last = x.length - 1;
        var plus = new Expr[x.length];
        var minus = new Expr[x.length];
        plus[0] = x[0];
        minus[0] = x[0];
        plus[last] = x[last];
        minus[last] = x[last];
        for (int k = 1; k < last; k += 2) {
            plus[k] = Expr.add(x[k], x[k + 1]);
            minus[k] = Expr.binary(Op.BinaryFn.SUB, x[k], x[k + 1]);
        }
        var out = new Expr[rows()];
        for (int row = 0; row < out.length; row++) {
            out[row] = sum(row, row % 2 == 0 ? plus : minus, 0, 1);
        }
        return out;
    }

    /// The terms of a row from `first` on, every `step`-th; null operands are left out.
    private Expr sum(int row, Expr[] x, int first, int step) {
        Expr sum = null;
        for (int k = first; k < x.length; k += step) {
            double factor = matrix[row][k];
            if (factor != 0 && x[k] != null) {
                Expr term = factor == 1 ? x[k] : Expr.mul(x[k], Expr.of(DType.F32, factor));
                sum = sum == null ? term : Expr.add(sum, term);
            }
        }
        return sum;
    }
}
