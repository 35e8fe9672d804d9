package dev.loam.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class LinalgTest {
    private static void close(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.value().toDoubles()).containsExactly(expected.value().toDoubles(), within(1e-9));
    }

    private static Tensor eye(Shape s) {
        return Tensor.iota(DType.I32, s, s.rank() - 2).eq(Tensor.iota(DType.I32, s, s.rank() - 1)).to(DType.F64);
    }

    /// Far from singular.
    private static NDArray matrix(Cases c, Shape lead, int n) {
        Shape s = lead.append(Shape.of(n, n));
        return Tensor.of(c.values(s, -0.4, 0.4)).add(eye(s).mul(1.5)).value();
    }

    private static Tensor definite(Tensor m) {
        return m.matmul(m.transpose()).add(eye(m.shape()));
    }

    private static Tensor lower(Tensor t) {
        return Tensor.iota(DType.I32, t.shape(), t.rank() - 2).ge(Tensor.iota(DType.I32, t.shape(), t.rank() - 1)).where(t, t.like(0));
    }

    @Test
    void factorsMakeTheMatrixAgain() {
        Cases.check("factors", c -> {
            Shape lead = c.shape(c.between(0, 2), 3);
            int n = c.between(1, 5);
            Tensor a = Tensor.of(c.values(DType.F64, lead.append(Shape.of(n, n))));
            Tensor l = Linalg.cholesky(definite(a));
            close(lower(l), l);
            close(l.matmul(l.transpose()), definite(a));
            var f = Linalg.lu(a);
            close(lower(f.lower()), f.lower());
            close(lower(f.upper().transpose()), f.upper().transpose());
            Tensor p = f.permutation().unsqueeze(-1).eq(Tensor.iota(DType.I32, a.shape(), a.rank() - 1)).to(DType.F64);
            close(f.lower().matmul(f.upper()), p.matmul(a));
            assertThat(f.lower().abs().amax().item()).as("partial pivoting").isLessThanOrEqualTo(1 + 1e-12);
            int m = c.between(1, 5);
            Tensor b = Tensor.of(c.values(DType.F64, lead.append(Shape.of(m, n))));
            var qr = Linalg.qr(b);
            close(qr.q().matmul(qr.r()), b);
            close(qr.q().transpose().matmul(qr.q()), eye(lead.append(Shape.of(Math.min(m, n), Math.min(m, n)))));
        });
    }

    @Test
    void solvesInvertAndDeterminantsAreThoseOfTheLeibnizFormula() {
        Cases.check("solves", c -> {
            int n = c.between(1, 3);
            Tensor a = Tensor.of(matrix(c, c.shape(c.between(0, 2), 2), n));
            Tensor b = Tensor.of(c.values(DType.F64, Shape.of(n, 2)));
            Tensor x = Linalg.solve(a, b);
            close(a.matmul(x), b.broadcastTo(x.shape()));
            close(a.matmul(Linalg.inverse(a)), eye(a.shape()));
            close(lower(a).matmul(Linalg.solveTriangular(a, b, false)), b.broadcastTo(x.shape()));
            Tensor[][] e = new Tensor[n][n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    e[i][j] = a.slice(-2, i, i + 1).slice(-1, j, j + 1).squeeze(-1).squeeze(-1);
                }
            }
            Tensor det = n == 1 ? e[0][0] : n == 2 ? e[0][0].mul(e[1][1]).sub(e[0][1].mul(e[1][0]))
                : e[0][0].mul(e[1][1].mul(e[2][2]).sub(e[1][2].mul(e[2][1]))).sub(e[0][1].mul(e[1][0].mul(e[2][2]).sub(e[1][2].mul(e[2][0]))))
                    .add(e[0][2].mul(e[1][0].mul(e[2][1]).sub(e[1][1].mul(e[2][0]))));
            close(Linalg.det(a), det);
        });
        // a zero where the first pivot would be
        Tensor turned = Tensor.of(NDArray.wrap(DType.F64, new double[] {0, 1, 1, 0}, 2, 2));
        assertThat(Linalg.det(turned).item()).isEqualTo(-1);
        close(Linalg.inverse(turned), turned);
    }

    @Test
    void derivativesMatchFiniteDifferencesTwice() {
        Cases.check("linear algebra", 3, c -> {
            Shape lead = c.shape(c.between(0, 1), 2);
            int n = c.between(1, 3);
            NDArray a = matrix(c, lead, n);
            NDArray b = c.values(lead.append(Shape.of(n, 2)), -1, 1);
            boolean upper = c.coin();
            GradientCheck.second(c, in -> Linalg.cholesky(definite(in.get(0))), a);
            GradientCheck.second(c, in -> Linalg.solveTriangular(in.get(0), in.get(1), upper), a, b);
            GradientCheck.second(c, in -> Linalg.solve(in.get(0), in.get(1)), a, b);
            GradientCheck.second(c, in -> Linalg.inverse(in.get(0)), a);
            GradientCheck.second(c, in -> Linalg.det(in.get(0)), a);
            GradientCheck.second(c, in -> Linalg.lu(in.get(0)).lower().sin().add(Linalg.lu(in.get(0)).upper().square()), a);
            NDArray tall = Tensor.concat(List.of(Tensor.of(a), Tensor.of(b).transpose().slice(-1, 0, n)), lead.rank()).value();
            GradientCheck.second(c, in -> Linalg.qr(in.get(0)).q().sin(), tall);
            GradientCheck.second(c, in -> Linalg.qr(in.get(0)).r().sin(), tall);
        });
    }

    @Test
    void allAreMappedOverANewAxis() {
        Cases.check("map linear algebra", 5, c -> {
            int n = c.between(1, 3);
            NDArray a = matrix(c, Shape.SCALAR, n);
            NDArray b = c.values(Shape.of(n, 2), -1, 1);
            BatchingTest.check(c, in -> Linalg.cholesky(definite(in.get(0))), a);
            BatchingTest.check(c, in -> Linalg.solve(in.get(0), in.get(1)), a, b);
            BatchingTest.check(c, in -> Functions.grad(Functions.fn((x, y) -> Linalg.solve(x, y).sum()), 0).apply(in.get(0), in.get(1)), a, b);
        });
    }

    @Test
    void mistakesAreExplained() {
        Tensor x = Tensor.ones(DType.F64, Shape.of(2, 3));
        assertThatThrownBy(() -> Linalg.cholesky(x)).hasMessageContaining("square");
        assertThatThrownBy(() -> Linalg.solve(x.slice(1, 0, 2), x.transpose())).hasMessageContaining("right-hand sides");
        assertThatThrownBy(() -> Linalg.det(Tensor.of(new double[] {1}))).hasMessageContaining("matrices");
        assertThatThrownBy(() -> Functions.grad(Functions.fn(t -> Linalg.qr(t).r().sum())).apply(x)).hasMessageContaining("at least as many rows");
    }
}
