package dev.loam.nn;

import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;

/// `x · weight + bias`: `[…, in]` becomes `[…, out]`.
///
/// @param weight `[in, out]`
/// @param bias   `[out]`, or null for none
public record Linear(Parameter weight, Parameter bias) implements Layer {
    /// With a bias; both start uniform within `±1 / √in`, as PyTorch's do.
    public static Linear of(Scope scope, int in, int out) {
        return of(scope, in, out, true, Initializer.kaimingUniform());
    }

    /// @param bias        whether there is one; it starts uniform within `±1 / √in`
    /// @param initializer of the weight
    public static Linear of(Scope scope, int in, int out, boolean bias, Initializer initializer) {
        return new Linear(scope.parameter("weight", Shape.of(in, out), initializer),
            bias ? scope.parameter("bias", Shape.of(out), Initializer.uniform(1 / Math.sqrt(Math.max(1, in)))) : null);
    }

    @Override
    public Tensor apply(Tensor x, Context c) {
        Tensor y = x.matmul(c.value(weight));
        return c.tap(weight.scope(), bias == null ? y : y.add(c.value(bias)));
    }
}
