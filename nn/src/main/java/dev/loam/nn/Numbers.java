package dev.loam.nn;

import dev.loam.tensor.Interpreter;
import dev.loam.tensor.DType;
import dev.loam.tensor.Node;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.List;
import java.util.Map;

/// Elementary functions of single numbers by Loam's own formulas, so that schedules and optimisers are the same on every
/// machine.
final class Numbers {
    private Numbers() {
    }

    static double log(double x) {
        return value(scalar(x).log());
    }

    static double cos(double x) {
        return value(scalar(x).cos());
    }

    private static Tensor scalar(double x) {
        return Tensor.fill(DType.F64, Shape.SCALAR, x);
    }

    private static double value(Tensor t) {
        Node n = t.node();
        return Interpreter.evaluate(List.of(n), Map.of(), Map.of()).get(n).getDouble(0);
    }
}
