package dev.loam.tensor;

import java.util.ArrayList;
import java.util.List;

/// Linear algebra of small and middling matrices: `[…, n, n]`, each of the leading axes' matrices by itself. Factors are computed by
/// loops ([Op.Scan]) over columns or rows; their derivatives are matrix formulas with solves, to any order and in both modes (Giles,
/// "Collected matrix derivative results for forward and reverse mode algorithmic differentiation", 2008; Murray, "Differentiation of
/// the Cholesky decomposition", 2016). A matrix that has no such factors gives infinities or NaN.
public final class Linalg {
    private Linalg() {
    }

    /// Rows of a square matrix in another order, as a product of triangular matrices: `P A = L U` (partial pivoting).
    ///
    /// @param lower       `L`, with ones on its diagonal
    /// @param upper       `U`
    /// @param permutation i32 `[…, n]`: which row of `A` is row `i` of `P A`
    /// @param sign        `[…]`: 1 or -1, the determinant of `P`
    public record LU(Tensor lower, Tensor upper, Tensor permutation, Tensor sign) {
    }

    /// An orthonormal basis of a matrix's columns, and the columns in it: `A = Q R`.
    ///
    /// @param q `[…, m, k]` with `k = min(m, n)`, whose columns are orthonormal
    /// @param r `[…, k, n]`, upper triangular
    public record QR(Tensor q, Tensor r) {
    }

    /// The lower triangular `L` with `A = L Lᵀ` of a symmetric positive definite matrix, of which the lower triangle is read. The
    /// gradient is symmetric.
    public static Tensor cholesky(Tensor a) {
        int n = square("cholesky", a);
        Tensor x = a.detach();
        Fn column = Fn.of(in -> {
            Tensor left = in.get(0);
            Tensor at = unit(in.get(1), n, x.dtype());
            Tensor c = left.mul(at).sum(-1);
            Tensor below = Tensor.iota(DType.I32, c.shape(), c.rank() - 1).ge(in.get(1)).where(c, c.like(0));
            Tensor l = below.div(c.mul(at).sum(-1).sqrt().unsqueeze(-1));
            return List.of(left.sub(outer(l, l)), l);
        });
        Tensor value = columns(Functions.scan(column, List.of(x), List.of(Tensor.arange(n))).each().get(0));
        // dL = L Φ(L⁻¹ dA L⁻ᵀ), Φ the lower triangle with half the diagonal
        CustomRule.Forward rule = (in, l, t) -> {
            Tensor da = t.get(0).add(t.get(0).transpose()).mul(0.5);
            Tensor inner = solveTriangular(l, solveTriangular(l, da, false).transpose(), false);
            return l.matmul(triangle(inner, -1, false).add(diagonalPart(inner).mul(0.5)));
        };
        return custom(value, List.of(a), rule);
    }

    /// `X` with `A X = B` for a triangular matrix, of which only the triangle is read: `[…, n, n]` and `[…, n, k]` give `[…, n, k]`.
    public static Tensor solveTriangular(Tensor a, Tensor b, boolean upper) {
        int n = square("solveTriangular", a);
        Tensor b2 = fitted("solveTriangular", a, b);
        Shape lead = b2.shape().head(b2.rank() - 2);
        Tensor a2 = a.broadcastTo(lead.append(Shape.of(n, n)));
        Tensor x = a2.detach();
        Tensor y = b2.detach();
        Fn row = Fn.of(in -> {
            Tensor known = in.get(0);
            Tensor ai = in.get(1);
            Tensor at = unit(in.get(3), n, x.dtype());
            Tensor sum = in.get(2).sub(ai.unsqueeze(-2).matmul(known).squeeze(-2));
            Tensor xi = sum.div(ai.mul(at).sum(-1).unsqueeze(-1));
            return List.of(known.add(at.unsqueeze(-1).mul(xi.unsqueeze(-2))), xi);
        });
        List<Tensor> through = List.of(first(x), first(y), Tensor.arange(n));
        var solved = upper ? Functions.scanReverse(row, List.of(y.like(0)), through) : Functions.scan(row, List.of(y.like(0)), through);
        CustomRule.Reverse back = (in, s, g) -> {
            Tensor gb = solveTriangular(in.get(0).transpose(), g, !upper);
            return List.of(triangle(gb.matmul(s.transpose()), 0, upper).neg(), gb);
        };
        CustomRule.Forward along = (in, s, t) -> solveTriangular(in.get(0), t.get(1).sub(triangle(t.get(0), 0, upper).matmul(s)), upper);
        return custom(solved.carries().get(0), List.of(a2, b2), new CustomRule.Both(back, along));
    }

    /// The factors of a square matrix.
    public static LU lu(Tensor a) {
        int n = square("lu", a);
        Tensor x = a.detach();
        Shape lead = a.shape().head(a.rank() - 2);
        Shape vector = lead.append(Shape.of(n));
        Tensor rows = Tensor.iota(DType.I32, vector, vector.rank() - 1);
        Fn column = Fn.of(in -> {
            Tensor j = in.get(3);
            Tensor c = in.get(0).mul(unit(j, n, x.dtype())).sum(-1).abs();
            Tensor p = rows.ge(j).where(c, c.like(-1)).argmax(-1).unsqueeze(-1);
            Tensor here = rows.eq(j);
            Tensor there = rows.eq(p.broadcastTo(vector));
            Tensor m = exchanged(in.get(0), here.unsqueeze(-1), there.unsqueeze(-1), -2);
            Tensor order = exchanged(in.get(1), here, there, -1);
            Tensor sign = p.squeeze(-1).eq(j).where(in.get(2), in.get(2).neg());
            Tensor column0 = m.mul(unit(j, n, x.dtype())).sum(-1);
            Tensor row0 = picked(m, here.unsqueeze(-1), -2).squeeze(-2);
            Tensor pivot = picked(column0, here, -1);
            Tensor below = rows.gt(j);
            Tensor l = below.where(column0.div(pivot), column0.like(0));
            Tensor right = below.where(row0, row0.like(0));
            Tensor inColumn = below.unsqueeze(-1).and(here.unsqueeze(-2));
            return List.of(inColumn.where(l.unsqueeze(-1).broadcastTo(m.shape()), m.sub(outer(l, right))), order, sign);
        });
        List<Tensor> made = Functions.scan(column, List.of(x, rows, Tensor.ones(x.dtype(), lead)), List.of(Tensor.arange(n))).carries();
        Tensor permutation = made.get(1);
        Tensor p = permutation.unsqueeze(-1).eq(Tensor.iota(DType.I32, a.shape(), a.rank() - 1)).to(a.dtype());
        // with F = L⁻¹ P dA U⁻¹: dL = L lower(F), dU = upper(F) U
        CustomRule.Forward rule = (in, packed, t) -> {
            Tensor l = unitLower(packed);
            Tensor u = triangle(packed, 0, true);
            Tensor f = solveTriangular(l, t.get(0), false);
            f = solveTriangular(u.transpose(), f.transpose(), false).transpose();
            return l.matmul(triangle(f, -1, false)).add(triangle(f, 0, true).matmul(u));
        };
        Tensor packed = custom(made.get(0), List.of(p.matmul(a)), rule);
        return new LU(unitLower(packed), triangle(packed, 0, true), permutation, made.get(2));
    }

    /// `X` with `A X = B`: `[…, n, n]` and `[…, n, k]` give `[…, n, k]`.
    public static Tensor solve(Tensor a, Tensor b) {
        int n = square("solve", a);
        Tensor b2 = fitted("solve", a, b);
        Tensor a2 = a.broadcastTo(b2.shape().head(b2.rank() - 2).append(Shape.of(n, n)));
        LU f = lu(a2.detach());
        Tensor p = f.permutation().unsqueeze(-1).eq(Tensor.iota(DType.I32, a2.shape(), a2.rank() - 1)).to(a.dtype());
        Tensor value = solveTriangular(f.upper(), solveTriangular(f.lower(), p.matmul(b2.detach()), false), true);
        CustomRule.Reverse back = (in, x, g) -> {
            Tensor gb = solve(in.get(0).transpose(), g);
            return List.of(gb.matmul(x.transpose()).neg(), gb);
        };
        CustomRule.Forward along = (in, x, t) -> solve(in.get(0), t.get(1).sub(t.get(0).matmul(x)));
        return custom(value, List.of(a2, b2), new CustomRule.Both(back, along));
    }

    public static Tensor inverse(Tensor a) {
        square("inverse", a);
        return solve(a, diagonal(a.shape()).to(a.dtype()));
    }

    /// The determinant, `[…]`. Its derivative needs the inverse.
    public static Tensor det(Tensor a) {
        square("det", a);
        LU f = lu(a.detach());
        Tensor value = diagonalOf(f.upper()).prod(-1).mul(f.sign());
        CustomRule.Reverse rule = (in, d, g) -> List.of(inverse(in.get(0)).transpose().mul(g.mul(d).unsqueeze(-1).unsqueeze(-1)));
        return custom(value, List.of(a), rule);
    }

    /// The factors of a matrix `[…, m, n]`, by Householder's reflections. Differentiable where `m >= n` and the columns are independent.
    public static QR qr(Tensor a) {
        matrix("qr", a);
        int m = a.size(-2);
        int n = a.size(-1);
        int k = Math.min(m, n);
        Tensor x = a.detach();
        Shape lead = a.shape().head(a.rank() - 2);
        Tensor rows = Tensor.iota(DType.I32, lead.append(Shape.of(m)), lead.rank());
        Tensor eye = diagonal(lead.append(Shape.of(m, m))).to(a.dtype());
        Fn reflect = Fn.of(in -> {
            Tensor j = in.get(2);
            Tensor c = in.get(0).mul(unit(j, n, x.dtype())).sum(-1);
            c = rows.ge(j).where(c, c.like(0));
            Tensor head = c.mul(unit(j, m, x.dtype())).sum(-1);
            Tensor norm = c.square().sum(-1).sqrt();
            Tensor to = head.lt(0).where(norm, norm.neg()).unsqueeze(-1);
            Tensor v = c.sub(unit(j, m, x.dtype()).mul(to));
            Tensor size = v.square().sum(-1);
            // a column of zeros is left as it is
            Tensor w = v.mul(size.gt(0).where(size.like(2).div(size.gt(0).where(size, size.like(1))), size.like(0)).unsqueeze(-1));
            Tensor r = in.get(0).sub(outer(w, v.unsqueeze(-2).matmul(in.get(0)).squeeze(-2)));
            return List.of(r, in.get(1).sub(outer(in.get(1).matmul(w.unsqueeze(-1)).squeeze(-1), v)));
        });
        List<Tensor> made = Functions.scan(reflect, List.of(x, eye), List.of(Tensor.arange(k))).carries();
        Tensor q = made.get(1).slice(-1, 0, k);
        Tensor r = triangle(made.get(0).slice(-2, 0, k), 0, true);
        CustomRule.Forward rule = (in, both, t) -> {
            if (m < n) {
                throw Sources.error("qr: only matrices with at least as many rows as columns have derivatives here, not " + a.node().describe());
            }
            Tensor qq = both.slice(-2, 0, m);
            Tensor rr = both.slice(-2, m, m + n);
            // dA R⁻¹, and its part within the columns
            Tensor da = solveTriangular(rr.transpose(), t.get(0).transpose(), false).transpose();
            Tensor c = qq.transpose().matmul(da);
            Tensor low = triangle(c, -1, false);
            Tensor turn = low.sub(low.transpose());
            Tensor dq = qq.matmul(turn).add(da.sub(qq.matmul(c)));
            return Tensor.concat(List.of(dq, c.sub(turn).matmul(rr)), dq.rank() - 2);
        };
        if (m < n) {
            return new QR(custom(q, List.of(a), rule), custom(r, List.of(a), rule));
        }
        Tensor both = custom(Tensor.concat(List.of(q, r), q.rank() - 2), List.of(a), rule);
        return new QR(both.slice(-2, 0, m), both.slice(-2, m, m + n));
    }

    // ---- parts

    /// `value`, computed from what is detached of `arguments`, with `rule` for its derivatives.
    private static Tensor custom(Tensor value, List<Tensor> arguments, CustomRule rule) {
        return Tensor.of(new Op.Custom(value.node(), List.copyOf(Trace.nodes(arguments)), List.of(), rule));
    }

    private static void matrix(String what, Tensor a) {
        if (a.rank() < 2 || !a.dtype().isFloat() || a.dtype().isHalf()) {
            throw Sources.error(what + ": needs matrices of f32 or f64, not " + a.node().describe());
        }
    }

    private static int square(String what, Tensor a) {
        matrix(what, a);
        if (!a.shape().dim(-1).equals(a.shape().dim(-2))) {
            throw Sources.error(what + ": the matrices must be square: " + a.node().describe());
        }
        return a.size(-1);
    }

    /// The right-hand sides with the leading axes that they and the matrices have together.
    private static Tensor fitted(String what, Tensor a, Tensor b) {
        boolean fits = b.rank() >= 2 && b.dtype() == a.dtype() && b.shape().dim(-2).equals(a.shape().dim(-1));
        Shape lead = fits ? Shape.broadcast(a.shape().head(a.rank() - 2), b.shape().head(b.rank() - 2)) : null;
        if (lead == null) {
            throw Sources.error(what + ": the right-hand sides must be [" + "…, " + a.shape().dim(-1) + ", k] of " + a.dtype() + ": " + a.node().describe() + ", "
                + b.node().describe());
        }
        return b.broadcastTo(lead.append(Shape.of(List.of(b.shape().dim(-2), b.shape().dim(-1)))));
    }

    /// 1 at `j`, else 0: `[n]`.
    private static Tensor unit(Tensor j, int n, DType dtype) {
        return Tensor.arange(n).eq(j).to(dtype);
    }

    private static Tensor outer(Tensor a, Tensor b) {
        return a.unsqueeze(-1).mul(b.unsqueeze(-2));
    }

    /// `[n, …, m]`, whose entries are columns, as `[…, m, n]`.
    private static Tensor columns(Tensor t) {
        int[] order = new int[t.rank()];
        for (int i = 0; i < order.length; i++) {
            order[i] = (i + 1) % order.length;
        }
        return t.permute(order);
    }

    /// The last axis but one in front.
    private static Tensor first(Tensor t) {
        var order = new ArrayList<Integer>();
        order.add(t.rank() - 2);
        for (int i = 0; i < t.rank(); i++) {
            if (i != t.rank() - 2) {
                order.add(i);
            }
        }
        return t.permute(Partials.ints(order));
    }

    /// The entry of `axis` at which `where` holds, that axis kept with size 1.
    private static Tensor picked(Tensor t, Tensor where, int axis) {
        return where.where(t, t.like(0)).sum(axis).unsqueeze(axis);
    }

    /// The two entries of `axis` exchanged.
    private static Tensor exchanged(Tensor t, Tensor here, Tensor there, int axis) {
        Tensor one = picked(t, here, axis);
        Tensor other = picked(t, there, axis);
        return here.where(other, there.where(one, t));
    }

    private static Tensor diagonal(Shape s) {
        return Tensor.iota(DType.I32, s, s.rank() - 2).eq(Tensor.iota(DType.I32, s, s.rank() - 1));
    }

    private static Tensor diagonalPart(Tensor t) {
        return diagonal(t.shape()).where(t, t.like(0));
    }

    private static Tensor diagonalOf(Tensor t) {
        return diagonalPart(t).sum(-1);
    }

    private static Tensor unitLower(Tensor packed) {
        return triangle(packed, -1, false).add(diagonal(packed.shape()).to(packed.dtype()));
    }

    /// The lower (or upper) triangle, else zeros; `from` 0 with, -1 without the diagonal.
    private static Tensor triangle(Tensor t, int from, boolean upper) {
        Tensor i = Tensor.iota(DType.I32, t.shape(), t.rank() - 2);
        Tensor j = Tensor.iota(DType.I32, t.shape(), t.rank() - 1);
        Tensor inside = upper ? from == 0 ? j.ge(i) : j.gt(i) : from == 0 ? i.ge(j) : i.gt(j);
        return inside.where(t, t.like(0));
    }
}
