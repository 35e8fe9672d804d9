package dev.loam.train;

import dev.loam.nn.LossScale;
import dev.loam.nn.Optimizer;
import dev.loam.nn.ParameterLayout;
import dev.loam.runtime.Buffer;
import dev.loam.runtime.Device;
import dev.loam.runtime.States;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// The weights of a run that are evaluated and used: those that training changes, or what the optimiser says instead, such as their average.
final class EvaluatedWeights {
    private final ParameterLayout layout;
    private final Optimizer optimizer;
    private final States training;
    private final States states;

    /// @param training the states that training changes
    EvaluatedWeights(Device device, Problem problem, States training) {
        this.layout = problem.task().layout();
        this.optimizer = problem.step().optimizer();
        this.training = training;
        this.states = optimizer.evaluatesOthers() ? device.states() : training;
        if (optimizer.evaluatesOthers()) {
            layout.sizes().forEach((label, size) -> states.zeros(label, layout.dtype(), size));
        }
    }

    /// Where they lie, from the next [#at] on.
    States states() {
        return states;
    }

    /// Puts the weights and the running statistics after `steps` steps there.
    States at(long steps) {
        if (!optimizer.evaluatesOthers()) {
            return states;
        }
        // skipped steps changed nothing
        long step = training.labels().contains(LossScale.SKIPPED_STEPS)
            ? steps - training.get(LossScale.SKIPPED_STEPS).segment().get(ValueLayout.JAVA_LONG_UNALIGNED, 0) : steps;
        for (ParameterLayout.Group g : layout.groups()) {
            fetch(g, step);
        }
        if (!layout.statistics().isEmpty()) {
            states.get(ParameterLayout.STATISTICS).segment().copyFrom(training.get(ParameterLayout.STATISTICS).segment());
        }
        return states;
    }

    private void fetch(ParameterLayout.Group g, long steps) {
        Buffer from = training.get(g.state());
        Buffer to = states.get(g.state());
        List<Buffer> slots = g.frozen() ? List.of() : optimizer.slots(g).stream().map(slot -> training.get(g.state(slot))).toList();
        double[] at = new double[slots.size()];
        for (int i = 0; i < g.size(); i++) {
            for (int k = 0; k < at.length; k++) {
                at[k] = slots.get(k).getDouble(i);
            }
            to.setDouble(i, g.frozen() ? from.getDouble(i) : optimizer.evaluated(g, from.getDouble(i), at, steps));
        }
    }
}
