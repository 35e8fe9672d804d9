package dev.loam.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.loam.tensor.DType;
import dev.loam.tensor.Elementary;
import dev.loam.tensor.Graph;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Compiled elementary functions stay within their published errors, whatever the code generator fuses.
class ElementaryOnDevicesTest {
    private static final int N = 4001;

    private static Device device(String name) {
        if (name.equals("java")) {
            return Device.java();
        }
        try {
            return Device.cpu(1);
        } catch (DeviceException e) {
            return abort("no LLVM here: " + e.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource({"cpu, f32", "cpu, f64", "java, f32", "java, f64"})
    void everyFunctionStaysWithinItsError(String target, String type) {
        DType dtype = DType.of(type);
        boolean wide = dtype == DType.F64;
        Tensor x = Tensor.input("x", dtype, Shape.of(N));
        Tensor y = Tensor.input("y", dtype, Shape.of(N));
        var outputs = new LinkedHashMap<String, Node>();
        outputs.put("exp", x.exp().node());
        outputs.put("expm1", x.expm1().node());
        outputs.put("log", x.abs().log().node());
        outputs.put("log1p", x.abs().log1p().node());
        outputs.put("tanh", x.tanh().node());
        outputs.put("erf", x.erf().node());
        outputs.put("sin", x.sin().node());
        outputs.put("cos", x.cos().node());
        outputs.put("pow", x.abs().pow(y).node());
        DoubleUnaryOperator log = v -> Elementary.log(Math.abs(v));
        DoubleUnaryOperator log1p = v -> Elementary.log1p(Math.abs(v));
        Map<String, DoubleUnaryOperator> exact = Map.of("exp", Elementary::exp, "expm1", Elementary::expm1, "log", log, "log1p", log1p,
            "tanh", Elementary::tanh, "erf", Elementary::erf, "sin", Elementary::sin, "cos", Elementary::cos);
        DoubleBinaryOperator pow = (a, b) -> Elementary.pow(Math.abs(a), b);
        var random = new Random(3);
        NDArray xs = NDArray.zeros(dtype, N);
        NDArray ys = NDArray.zeros(dtype, N);
        for (int i = 0; i < N; i++) {
            xs.setDouble(i, i % 3 == 0 ? random.nextGaussian() * 20 : i % 3 == 1 ? Math.scalb(random.nextGaussian(), random.nextInt(24) - 20)
                : 1 + random.nextGaussian() * 0.2);
            // exponents that make the power large but finite
            double size = Math.abs(Math.log(Math.abs(xs.getDouble(i))));
            ys.setDouble(i, random.nextGaussian() * (wide ? 200 : 25) / Math.max(size, 1e-3));
        }
        try (Device device = device(target);
             Executable e = device.compile(Graph.of(outputs, Map.of()), device.states())) {
            e.input("x").write(xs);
            e.input("y").write(ys);
            e.run();
            for (String name : outputs.keySet()) {
                NDArray out = e.output(name).read(N);
                double worst = 0;
                int at = 0;
                for (int i = 0; i < N; i++) {
                    double v = xs.getDouble(i);
                    double expected = name.equals("pow") ? pow.applyAsDouble(v, ys.getDouble(i)) : exact.get(name).applyAsDouble(v);
                    double unit = wide ? Math.ulp(expected) : Math.ulp((float) expected);
                    double actual = out.getDouble(i);
                    // devices may flush subnormal numbers to zero
                    boolean flushed = actual == 0 && Math.abs(expected) < (wide ? Double.MIN_NORMAL : Float.MIN_NORMAL);
                    boolean same = actual == expected || !wide && actual == (float) expected || flushed;
                    double error = same ? 0 : Math.abs(actual - expected) / unit;
                    if (!(error <= worst)) {
                        worst = error;
                        at = i;
                    }
                }
                // against the double function, which itself may be one off in f64
                assertThat(worst).as("%s of %s (and %s) on %s", name, xs.getDouble(at), ys.getDouble(at), target).isLessThanOrEqualTo(2);
            }
        }
    }
}
