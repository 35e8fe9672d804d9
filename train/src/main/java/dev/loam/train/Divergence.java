package dev.loam.train;

import dev.loam.nn.TrainingStep;
import dev.loam.runtime.Device;
import dev.loam.runtime.Executable;
import dev.loam.runtime.States;
import dev.loam.tensor.Graph;
import java.util.function.Consumer;

/// Finds where in a step a value stopped being finite. The step left the states as they were, so it can be run again,
/// instrumented.
final class Divergence {
    private Divergence() {
    }

    /// Runs the step whose inputs `fill` gives once more and says where it went wrong: `"conv2; values before it up to 3.1e5"`.
    static String locate(Device device, TrainingStep step, States states, Consumer<Executable> fill) {
        Graph graph = step.diagnosis();
        try (Executable program = device.compile(graph, states)) {
            fill.accept(program);
            program.run();
            double before = 0;
            String gradient = null;
            for (String label : graph.outputs().keySet()) {
                double greatest = program.output(label).getFloat(0);
                if (label.startsWith("gradient/")) {
                    // the pass backward begins at the last layer
                    gradient = Double.isFinite(greatest) ? gradient : label.substring("gradient/".length());
                } else if (!Double.isFinite(greatest)) {
                    return forward(label, before);
                } else {
                    before = greatest;
                }
            }
            return gradient != null ? "the gradient of " + gradient + "; values of the forward pass up to " + Text.short3(before)
                : "the norm of the gradients; each of them is finite";
        }
    }

    private static String forward(String label, double before) {
        String up = "; values before it up to " + Text.short3(before);
        if (label.equals("input")) {
            return "the input itself: this batch's data holds a value that is not finite";
        }
        return label.equals("loss") ? "the loss itself" + up
            : label.startsWith("statistic/") ? "the running statistic " + label.substring("statistic/".length()) + up
            : label.substring("tap/".length()) + up;
    }
}
