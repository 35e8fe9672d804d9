package dev.loam.nn;

import dev.loam.tensor.Tensor;
import java.util.List;

/// How parameters move along their gradients. An optimiser is a value; what it remembers lies in *slots*, flat tensors as
/// long as the parameters, which are zero at first.
public interface Optimizer {
    /// What one step makes of a group of parameters.
    ///
    /// @param parameters their new values
    /// @param slots      the new values of the slots, in their order
    record Update(Tensor parameters, List<Tensor> slots) {
    }

    /// The learning rate where no schedule says otherwise.
    double learningRate();

    /// The names of the slots.
    List<String> slots();

    /// One step for a group of parameters, in one elementwise expression.
    ///
    /// @param p            the parameters, `[n]`
    /// @param g            their gradients, `[n]`
    /// @param slots        the slots' values, each `[n]`
    /// @param learningRate a float scalar
    /// @param step         an i64 scalar: how many steps were done before this one
    /// @param decay        whether weight decay applies to this group
    Update update(Tensor p, Tensor g, List<Tensor> slots, Tensor learningRate, Tensor step, boolean decay);
}
