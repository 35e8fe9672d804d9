package dev.loam.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ElementwiseGradientTest {
    /// Values where the function is smooth.
    private static NDArray domain(Op.UnaryFn fn, Cases c, Shape s) {
        return switch (fn) {
            case SQRT, LOG -> c.values(s, 0.5, 3);
            case LOG1P -> c.values(s, -0.5, 3);
            case ABS, SIGN -> c.distinct(s);
            case FLOOR, CEIL, ROUND -> c.betweenSteps(s);
            case NEG, EXP, EXPM1, TANH, ERF, SIN, COS, NOT -> c.values(DType.F64, s);
        };
    }

    @ParameterizedTest
    @EnumSource(value = Op.UnaryFn.class, mode = EnumSource.Mode.EXCLUDE, names = "NOT")
    void everyFunctionOfOneOperandMatchesFiniteDifferencesTwice(Op.UnaryFn fn) {
        Cases.check("unary " + fn, c -> {
            Shape s = c.shape(c.between(0, 3), 5);
            GradientCheck.second(c, in -> Tensor.of(new Op.Unary(fn, in.get(0).node())), domain(fn, c, s));
        });
    }

    @ParameterizedTest
    @EnumSource(value = Op.BinaryFn.class, names = {"ADD", "SUB", "MUL", "DIV", "REM", "POW", "MIN", "MAX"})
    void everyFunctionOfTwoOperandsMatchesFiniteDifferencesTwiceUnderBroadcasting(Op.BinaryFn fn) {
        Cases.check("binary " + fn, c -> {
            Shape full = c.shape(c.between(0, 3), 4);
            boolean left = c.coin();
            Shape a = left ? full : c.narrower(full);
            Shape b = left ? c.narrower(full) : full;
            NDArray x = switch (fn) {
                case POW -> c.values(a, 0.5, 2);
                // fractions of 0.1 to 0.25 on the left and 0.25 to 0.4 on the right are never equal
                case MIN, MAX, REM -> shifted(c.betweenSteps(a), 0.5, -0.03);
                default -> c.values(DType.F64, a);
            };
            NDArray y = switch (fn) {
                case DIV -> c.values(b, 0.5, 2);
                case REM -> shifted(NDArray.zeros(DType.F64, b.toArray()), 1, c.coin() ? 0.5 : -0.5);
                case MIN, MAX -> shifted(c.betweenSteps(b), 0.5, 0.25);
                default -> c.values(DType.F64, b);
            };
            GradientCheck.second(c, in -> apply(fn, in.get(0), in.get(1)), x, y);
        });
    }

    private static Tensor apply(Op.BinaryFn fn, Tensor a, Tensor b) {
        return switch (fn) {
            case ADD -> a.add(b);
            case SUB -> a.sub(b);
            case MUL -> a.mul(b);
            case DIV -> a.div(b);
            case REM -> a.rem(b);
            case POW -> a.pow(b);
            case MIN -> a.min(b);
            case MAX -> a.max(b);
            default -> throw new IllegalArgumentException(fn.name());
        };
    }

    private static NDArray shifted(NDArray x, double scale, double by) {
        for (int i = 0; i < x.size(); i++) {
            x.setDouble(i, x.getDouble(i) * scale + by);
        }
        return x;
    }

    @Test
    void compositesMatchFiniteDifferencesTwice() {
        List<GradientCheck.Function> composites = List.of(in -> in.get(0).sigmoid(), in -> in.get(0).silu(), in -> in.get(0).gelu(),
            in -> in.get(0).softmax(), in -> in.get(0).logSoftmax(), in -> in.get(0).logSumExp(), in -> in.get(0).variance(0),
            in -> in.get(0).variance(), in -> in.get(0).mean(-1), in -> in.get(0).square().add(0.5).rsqrt(),
            in -> in.get(0).square().add(0.5).reciprocal(), in -> in.get(0).pow(3), in -> in.get(0).clip(-0.5, 0.5), in -> in.get(0).relu());
        Cases.check("composites", c -> {
            NDArray x = c.distinct(c.shape(c.between(1, 3), 4));
            for (var f : composites) {
                GradientCheck.second(c, f, x);
            }
        });
    }

    @Test
    void selectAndMasksPassTheGradientOfTheChosenOnly() {
        Cases.check("select", c -> {
            Shape s = c.shape(c.between(0, 3), 4);
            Tensor mask = Tensor.of(c.values(DType.BOOL, s));
            GradientCheck.second(c, in -> mask.where(in.get(0).square(), in.get(1).exp()), c.values(DType.F64, s), c.values(DType.F64, c.narrower(s)));
        });
    }

    @Test
    void equalOperandsOfAMaximumShareTheGradient() {
        Tensor a = Tensor.of(new double[] {1, 2, 3});
        Tensor b = Tensor.of(new double[] {1, 5, 0});
        var max = Gradients.of(a.max(b).sum(), List.of(a, b));
        var min = Gradients.of(a.min(b).sum(), List.of(a, b));
        assertThat(max.get(0).value().toDoubles()).containsExactly(0.5, 0, 1);
        assertThat(max.get(1).value().toDoubles()).containsExactly(0.5, 1, 0);
        assertThat(min.get(0).value().toDoubles()).containsExactly(0.5, 1, 0);
        assertThat(min.get(1).value().toDoubles()).containsExactly(0.5, 0, 1);
    }

    @Test
    void powersOfZeroHaveFiniteGradients() {
        Tensor x = Tensor.of(new double[] {0, 0, 0, -2});
        Tensor y = Tensor.of(new double[] {0, 1, 2, 3});
        var g = Gradients.of(x.pow(y).sum(), List.of(x, y));
        assertThat(g.get(0).value().toDoubles()).containsExactly(0, 1, 0, 12);
        assertThat(g.get(1).value().toDoubles()).containsExactly(0, 0, 0, 0);
    }

    @Test
    void reluHasNoGradientAtZeroAndKeepsNan() {
        Tensor x = Tensor.of(new double[] {-1, 0, 2, Double.NaN});
        assertThat(x.relu().value().toDoubles()).containsExactly(0, 0, 2, Double.NaN);
        assertThat(Gradients.of(x.relu().sum(), List.of(x)).get(0).value().toDoubles()).containsExactly(0, 0, 1, 1);
    }

    @Test
    void castsPassTheGradientInTheOperandsDtype() {
        Tensor x = Tensor.of(new double[] {1, 2, 3});
        Tensor g = Gradients.of(x.to(DType.F16).square().sum(), List.of(x)).get(0);
        assertThat(g.dtype()).isEqualTo(DType.F64);
        assertThat(g.value().toDoubles()).containsExactly(2, 4, 6);
        Tensor none = Gradients.of(x.to(DType.I32).to(DType.F64).mul(x).sum(), List.of(x)).get(0);
        assertThat(none.value().toDoubles()).containsExactly(1, 2, 3);
    }

    @Test
    void detachedValuesHaveNoGradient() {
        Tensor x = Tensor.of(new double[] {1, 2, 3});
        assertThat(Gradients.of(x.detach().mul(x).sum(), List.of(x)).get(0).value().toDoubles()).containsExactly(1, 2, 3);
        assertThat(Gradients.of(x.detach().sum(), List.of(x)).get(0).value().toDoubles()).containsExactly(0, 0, 0);
    }

    @Test
    void readingAValueDoesNotCutTheGradientOfWhatWasWrittenBefore() {
        Tensor x = Tensor.of(new double[] {1, 2}).mul(3);
        Tensor y = x.square().sum();
        assertThat(y.item()).isEqualTo(45);
        x.value();
        assertThat(Gradients.of(y, List.of(x)).get(0).value().toDoubles()).containsExactly(6, 12);
        assertThat(Gradients.of(x.sum(), List.of(x)).get(0).value().toDoubles()).containsExactly(1, 1);
    }
}
