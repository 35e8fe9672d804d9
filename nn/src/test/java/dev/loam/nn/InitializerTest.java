package dev.loam.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.loam.tensor.NDArray;
import dev.loam.tensor.Philox;
import dev.loam.tensor.Shape;
import org.junit.jupiter.api.Test;

class InitializerTest {
    private static final Shape SHAPE = Shape.of(3, 3, 8, 500);

    private static double[] draw(Initializer i) {
        return i.values(SHAPE, 42, Philox.stream("w"));
    }

    private static double variance(double[] x) {
        double mean = 0;
        double square = 0;
        for (double v : x) {
            mean += v / x.length;
            square += v * v / x.length;
        }
        assertThat(mean).isCloseTo(0, within(4 * Math.sqrt(square / x.length)));
        return square;
    }

    @Test
    void fansAreThoseOfTheLayersLayouts() {
        assertThat(Initializer.fanIn(SHAPE)).isEqualTo(72);
        assertThat(Initializer.fanOut(SHAPE)).isEqualTo(4500);
        assertThat(Initializer.fanIn(Shape.of(20, 30))).isEqualTo(20);
        assertThat(Initializer.fanOut(Shape.of(20, 30))).isEqualTo(30);
        assertThat(Initializer.fanIn(Shape.of(30))).isEqualTo(1);
    }

    @Test
    void drawsHaveTheVarianceOfTheirFormulas() {
        assertThat(variance(draw(Initializer.kaimingUniform()))).isCloseTo(1 / (3.0 * 72), within(0.02 / 216));
        assertThat(variance(draw(Initializer.kaimingNormal()))).isCloseTo(2.0 / 72, within(0.03 * 2 / 72));
        assertThat(variance(draw(Initializer.xavierUniform()))).isCloseTo(2.0 / 4572, within(0.03 * 2 / 4572));
        assertThat(variance(draw(Initializer.xavierNormal()))).isCloseTo(2.0 / 4572, within(0.03 * 2 / 4572));
        assertThat(variance(draw(Initializer.normal(0.5)))).isCloseTo(0.25, within(0.01));
        assertThat(draw(Initializer.ones())).containsOnly(1);
        assertThat(draw(Initializer.zeros())).containsOnly(0);
        assertThat(draw(Initializer.constant(0.3))).containsOnly(0.3);
    }

    @Test
    void uniformDrawsStayWithinPyTorchsBound() {
        double bound = 1 / Math.sqrt(72);
        double most = 0;
        for (double v : draw(Initializer.kaimingUniform())) {
            most = Math.max(most, Math.abs(v));
        }
        assertThat(most).isLessThanOrEqualTo(bound).isGreaterThan(0.999 * bound);
    }

    @Test
    void valuesDependOnNameAndSeedAndNotOnTheOrderOfDeclaration() {
        Scope one = Scope.root();
        Linear.of(one.at("a"), 5, 6);
        Linear.of(one.at("b"), 6, 7);
        Scope two = Scope.root();
        Linear.of(two.at("b"), 6, 7);
        Linear.of(two.at("more"), 9, 9);
        Linear.of(two.at("a"), 5, 6);
        assertThat(values(one, "a.weight", 1)).isEqualTo(values(two, "a.weight", 1)).isNotEqualTo(values(one, "a.weight", 2));
        assertThat(values(one, "b.bias", 1)).isEqualTo(values(two, "b.bias", 1));
    }

    private static double[] values(Scope scope, String name, long seed) {
        ParameterLayout layout = ParameterLayout.of(scope);
        return Check.read(Check.bindings(layout, seed), Check.view(layout, name));
    }

    @Test
    void initialValuesAreTheGoldenOnes() {
        Scope s = Scope.root();
        s.parameter("uniform", Shape.of(4, 3), Initializer.kaimingUniform());
        s.parameter("normal", Shape.of(4, 3), Initializer.normal(1));
        ParameterLayout layout = ParameterLayout.of(s);
        NDArray state = layout.initial("parameters/decay", 1234);
        assertThat(Float.floatToRawIntBits((float) state.getDouble(0))).isEqualTo(GOLDEN_UNIFORM[0]);
        assertThat(Float.floatToRawIntBits((float) state.getDouble(11))).isEqualTo(GOLDEN_UNIFORM[1]);
        Check.close(new double[] {state.getDouble(16), state.getDouble(17), state.getDouble(27)}, GOLDEN_NORMAL, 1e-6);
    }

    private static final int[] GOLDEN_UNIFORM = {1053520147, 1056228852};
    private static final double[] GOLDEN_NORMAL = {-2.02591006, -1.09197932, -1.79041948};
}
