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

    @Test
    void truncatedNormalDrawsStayWithinTwoDeviations() {
        double[] x = draw(Initializer.truncatedNormal(0.5));
        double most = 0;
        for (double v : x) {
            most = Math.max(most, Math.abs(v));
        }
        assertThat(most).isBetween(0.99, 1.0);
        // the variance of a standard normal between -2 and 2 is 1 - 4 φ(2) / (2 Φ(2) - 1)
        assertThat(variance(x)).isCloseTo(0.25 * 0.7737413, within(0.004));
        assertThat(variance(draw(Initializer.lecunNormal()))).isCloseTo(1.0 / 72, within(0.03 / 72));
        assertThat(variance(draw(Initializer.lecunUniform()))).isCloseTo(1.0 / 72, within(0.02 / 72));
    }

    @Test
    void orthogonalMatricesHaveOrthonormalRowsOrColumns() {
        for (int[] size : new int[][] {{6, 11}, {11, 6}, {7, 7}, {3, 4, 5}}) {
            Shape shape = Shape.of(size);
            int columns = size[size.length - 1];
            double[] x = Initializer.orthogonal(2).values(shape, 1, 2);
            int rows = x.length / columns;
            boolean wide = rows <= columns;
            for (int i = 0; i < Math.min(rows, columns); i++) {
                for (int j = 0; j < Math.min(rows, columns); j++) {
                    double dot = 0;
                    for (int k = 0; k < Math.max(rows, columns); k++) {
                        dot += wide ? x[i * columns + k] * x[j * columns + k] : x[k * columns + i] * x[k * columns + j];
                    }
                    assertThat(dot).isCloseTo(i == j ? 4 : 0, within(1e-13));
                }
            }
        }
    }

    @Test
    void diracFiltersHandOnTheirInput() {
        double[] x = Initializer.dirac().values(Shape.of(3, 3, 2, 3), 1, 2);
        for (int i = 0; i < x.length; i++) {
            int filter = i % 3;
            int channel = i / 3 % 2;
            assertThat(x[i]).isEqualTo(i / 6 == 4 && filter == channel ? 1 : 0);
        }
        double[] grouped = Initializer.dirac(2).values(Shape.of(1, 1, 2, 4), 1, 2);
        assertThat(grouped).containsExactly(1, 0, 1, 0, 0, 1, 0, 1);
        assertThat(Initializer.dirac().values(Shape.of(2, 2), 1, 2)).containsExactly(1, 0, 0, 1);
        for (String name : Initializer.names()) {
            assertThat(Initializer.of(name).values(Shape.of(4, 4), 1, 2)).as(name).hasSize(16);
        }
    }
}
