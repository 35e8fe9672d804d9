package dev.loam.nn;

import dev.loam.tensor.DType;
import dev.loam.tensor.Tensor;
import java.util.List;
import java.util.Map;

/// How parameters move along their gradients. An optimiser is a value; what it remembers lies in *slots*, flat tensors as long as
/// a group's parameters, and in *scalars*, one number for all groups.
///
/// One of your own needs [#learningRate], [#slots()] and [#update]; the rest has defaults.
public interface Optimizer {
    /// What one step makes of a group of parameters.
    ///
    /// @param parameters their new values
    /// @param slots      the new values of the slots, in their order
    record Update(Tensor parameters, List<Tensor> slots) {
        public Update {
            slots = List.copyOf(slots);
        }

        public static Update of(Tensor parameters, Tensor... slots) {
            return new Update(parameters, List.of(slots));
        }
    }

    /// One step of one group, as an optimiser is asked for it.
    ///
    /// @param group        whose parameters these are, and where each of them lies
    /// @param parameters   `[n]`
    /// @param gradient     `[n]`, clipped
    /// @param slots        the slots' values, each `[n]`
    /// @param scalars      the scalars' new values, by name
    /// @param learningRate a float scalar: the schedule's rate times the group's
    /// @param step         an i64 scalar: how many steps were done before this one
    /// @param products     the dtype to which the run's precision policy rounds the operands of matrix products
    record Step(ParameterLayout.Group group, Tensor parameters, Tensor gradient, List<Tensor> slots, Map<String, Tensor> scalars,
                Tensor learningRate, Tensor step, DType products) {
        public Tensor slot(int i) {
            return slots.get(i);
        }

        /// The weight decay of this group: its own, or `usual` where decay applies to its parameters, else 0.
        public double decay(double usual) {
            return group.weightDecay(usual);
        }

        /// This step with other slots.
        Step slots(List<Tensor> other) {
            return new Step(group, parameters, gradient, other, scalars, learningRate, step, products);
        }
    }

    /// The learning rate where no schedule says otherwise.
    double learningRate();

    /// The names of the slots.
    List<String> slots();

    /// The names of a group's slots, where groups have different ones.
    default List<String> slots(ParameterLayout.Group group) {
        return slots();
    }

    /// Whether a slot begins as a copy of the parameters; the others begin with zeros.
    default boolean copies(String slot) {
        return false;
    }

    /// One step for a group of parameters. Written in elementwise operations it is one kernel per group.
    Update update(Step step);

    /// How this optimiser wants to treat a parameter, where not all in the same way: parameters of different kinds are in different
    /// groups. Empty is the usual kind.
    default String kind(Parameter parameter) {
        return "";
    }

    /// Numbers that go from step to step (f64), with their first values.
    default Map<String, Double> scalars() {
        return Map.of();
    }

    /// The scalars' values after this step, made before the parameters move.
    ///
    /// @param before       f64 scalars
    /// @param learningRate of the schedule
    /// @param step         an i64 scalar: how many steps were done before this one
    default Map<String, Tensor> scalars(Map<String, Tensor> before, Tensor learningRate, Tensor step) {
        return before;
    }

    /// Whether the weights to evaluate are others than those that training moves: see [#evaluated].
    default boolean evaluatesOthers() {
        return false;
    }

    /// The weight to evaluate in the place of one that training moves.
    ///
    /// @param slots that element of each slot of the group
    /// @param steps how many steps have changed the parameters
    default double evaluated(ParameterLayout.Group group, double parameter, double[] slots, long steps) {
        return parameter;
    }
}
