package dev.loam.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Attention as an operation: its loops, its decomposition and its derivatives agree.
class AttentionTest {
    /// Sizes and what is seen, drawn at random.
    private record Setting(Shape q, Shape k, AttentionMask mask) {
        static Setting random(Cases c, boolean small) {
            Shape lead = c.shape(c.between(0, small ? 1 : 2), 2);
            int kvHeads = c.between(1, 2);
            int heads = kvHeads * c.between(1, 2);
            int time = c.between(1, small ? 3 : 5);
            int keys = c.between(1, small ? 3 : 5);
            int size = c.between(1, 3);
            AttentionMask mask = c.coin() ? AttentionMask.CAUSAL : AttentionMask.NONE;
            mask = mask.causal() && c.coin() ? mask.window(c.between(1, 3)) : mask;
            mask = c.between(0, 3) == 0 ? mask.at(Tensor.fill(DType.I32, Shape.SCALAR, c.between(-1, 3))) : mask;
            mask = c.coin() ? mask.slopes(Tensor.of(c.values(DType.F64, Shape.of(heads)))) : mask;
            if (c.coin()) {
                mask = mask.segments(segments(c, lead.append(Shape.of(time))), segments(c, lead.append(Shape.of(keys))));
            }
            return new Setting(lead.append(Shape.of(heads, time, size)), lead.append(Shape.of(kvHeads, keys, size)), mask);
        }

        private static Tensor segments(Cases c, Shape shape) {
            NDArray s = NDArray.zeros(DType.I32, shape.toArray());
            for (int i = 0; i < s.size(); i++) {
                s.setLong(i, c.between(0, 1));
            }
            return Tensor.of(s);
        }
    }

    @Test
    void everyKindIsWhatItsDecompositionGives() {
        Cases.check("attention", c -> {
            Setting s = Setting.random(c, false);
            Tensor q = Tensor.of(c.values(DType.F64, s.q()));
            Tensor k = Tensor.of(c.values(DType.F64, s.k()));
            Tensor v = Tensor.of(c.values(DType.F64, s.k()));
            Tensor y = q.attention(k, v, s.mask(), 0.7);
            var op = (Op.Attention) y.node().op();
            same(y, Decompose.attention(op));
            Tensor logSumExp = Tensor.of(op.as(Op.AttentionOf.LOG_SUM_EXP, op.operands()));
            same(logSumExp, Decompose.attention((Op.Attention) logSumExp.node().op()));
            Tensor g = Tensor.of(c.values(DType.F64, s.q()));
            for (Tensor gradient : Attentions.vjp(op, y, g).subList(0, 3)) {
                same(gradient, Decompose.attention((Op.Attention) gradient.node().op()));
            }
        });
    }

    @Test
    void itMatchesFiniteDifferencesTwice() {
        Cases.check("attention derivatives", 15, c -> {
            Setting s = Setting.random(c, true);
            GradientCheck.second(c, in -> in.get(0).attention(in.get(1), in.get(2), s.mask(), 0.7), c.values(DType.F64, s.q()),
                c.values(DType.F64, s.k()), c.values(DType.F64, s.k()));
        });
    }

    @Test
    void oneTensorMayBeQueriesKeysAndValues() {
        Cases.check("self-attention", 10, c -> GradientCheck.second(c, in -> {
            Tensor x = in.get(0);
            return x.attention(x.mul(2), x.add(x.square()), AttentionMask.CAUSAL);
        }, c.values(DType.F64, Shape.of(2, 3, 2))));
    }

    @Test
    void itIsMappedWhicheverOperandsAre() {
        Cases.check("mapped attention", 10, c -> {
            Setting s = Setting.random(c, true);
            BatchingTest.check(c, in -> in.get(0).attention(in.get(1), in.get(2), s.mask()), c.values(DType.F64, s.q()), c.values(DType.F64, s.k()),
                c.values(DType.F64, s.k()));
            int heads = s.q().size(-3);
            BatchingTest.check(c, in -> in.get(0).attention(in.get(1), in.get(1), AttentionMask.CAUSAL.slopes(in.get(2))), c.values(DType.F64, s.q()),
                c.values(DType.F64, s.k()), c.values(DType.F64, Shape.of(heads)));
        });
    }

    @Test
    void aQueryThatSeesNothingGetsZerosAndNoGradient() {
        Tensor q = Tensor.input("q", DType.F64, Shape.of(1, 2, 1));
        Tensor k = Tensor.ones(DType.F64, Shape.of(1, 2, 1));
        AttentionMask mask = AttentionMask.CAUSAL.at(Tensor.fill(DType.I32, Shape.SCALAR, -1));
        Tensor y = q.attention(k, k.mul(3), mask);
        List<Node> roots = new ArrayList<>(List.of(y.node(), Gradients.of(y.sum(), List.of(q)).get(0).node()));
        var values = Interpreter.evaluate(roots, java.util.Map.of("q", NDArray.wrap(DType.F64, new double[] {5, 7}, 1, 2, 1)), java.util.Map.of());
        assertThat(values.get(roots.get(0)).toDoubles()).containsExactly(0, 3);
        assertThat(values.get(roots.get(1)).toDoubles()).containsExactly(0, 0);
    }

    @Test
    void whatDoesNotFitIsNamed() {
        Tensor q = Tensor.zeros(DType.F32, Shape.of(3, 4, 8));
        assertThatThrownBy(() -> q.attention(Tensor.zeros(DType.F32, Shape.of(2, 4, 8)), Tensor.zeros(DType.F32, Shape.of(2, 4, 8)), AttentionMask.NONE))
            .isInstanceOf(TensorException.class).hasMessageContaining("multiple of the keys' heads").hasMessageContaining("[3,4,8]");
        assertThatThrownBy(() -> q.attention(q, q.to(DType.F64), AttentionMask.NONE)).hasMessageContaining("same float dtype");
        assertThatThrownBy(() -> q.attention(q, q, AttentionMask.NONE.segments(Tensor.zeros(DType.I32, Shape.of(5))))).hasMessageContaining("segments");
        assertThatThrownBy(() -> AttentionMask.NONE.window(3)).hasMessageContaining("causal");
    }

    private static void same(Tensor a, Tensor b) {
        assertThat(a.dtype()).isEqualTo(b.dtype());
        assertThat(a.shape()).isEqualTo(b.shape());
        double[] x = a.value().toDoubles();
        double[] y = b.value().toDoubles();
        for (int i = 0; i < x.length; i++) {
            if (Double.compare(x[i], y[i]) != 0) {
                assertThat(x[i]).as("element %d of %s", i, a.node().op().name()).isCloseTo(y[i], within(1e-11 * (1 + Math.abs(y[i]))));
            }
        }
    }
}
