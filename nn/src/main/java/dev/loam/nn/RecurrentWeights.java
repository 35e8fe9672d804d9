package dev.loam.nn;

import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;

/// The parameters of one recurrent layer, its gates side by side in PyTorch's order. All start uniform within `±1 / √hidden`, as
/// PyTorch's do.
///
/// @param inputWeight  `weight_ih_l0`, `[in, gates · hidden]`
/// @param hiddenWeight `weight_hh_l0`, `[hidden, gates · hidden]`
/// @param inputBias    `bias_ih_l0`, `[gates · hidden]`
/// @param hiddenBias   `bias_hh_l0`, `[gates · hidden]`
public record RecurrentWeights(Parameter inputWeight, Parameter hiddenWeight, Parameter inputBias, Parameter hiddenBias) {
    /// Declares them under PyTorch's names.
    ///
    /// @param layer the number at the end of the names, 0 for the first of several
    static RecurrentWeights of(Scope scope, int layer, int gates, int in, int hidden) {
        Initializer uniform = Initializer.uniform(1 / Math.sqrt(hidden));
        return new RecurrentWeights(
            scope.parameter("weight_ih_l" + layer, Shape.of(in, gates * hidden), uniform),
            scope.parameter("weight_hh_l" + layer, Shape.of(hidden, gates * hidden), uniform),
            scope.parameter("bias_ih_l" + layer, Shape.of(gates * hidden), uniform),
            scope.parameter("bias_hh_l" + layer, Shape.of(gates * hidden), uniform));
    }

    /// The size of a state.
    int hidden() {
        return hiddenWeight.shape().size(0);
    }

    /// `x · inputWeight + inputBias`, for any axes before the last.
    Tensor input(Tensor x, Context c) {
        return x.matmul(c.value(inputWeight)).add(c.value(inputBias));
    }

    /// The part of gate `number` of values `[batch, gates · hidden]`.
    Tensor gate(Tensor gates, int number) {
        return gates.slice(1, number * hidden(), (number + 1) * hidden());
    }
}
