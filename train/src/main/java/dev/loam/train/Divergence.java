package dev.loam.train;

import dev.loam.nn.TrainingStep;
import dev.loam.runtime.Device;
import dev.loam.runtime.Executable;
import dev.loam.runtime.States;
import dev.loam.tensor.Graph;
import java.util.List;
import java.util.function.Consumer;

/// Finds where in a step a value stopped being finite. The step left the states as they were, so it can be run again,
/// instrumented.
final class Divergence {
    private Divergence() {
    }

    /// What happened at step `step` (counted from 0), where, and what to try.
    static String sentence(Workbench bench, long step) {
        Problem problem = bench.problem();
        long perEpoch = problem.stepsPerEpoch();
        double loss = bench.program().loss();
        double norm = bench.program().gradientNorm();
        String what = !Double.isFinite(loss) ? "loss became " + Text.short3(loss)
            : !Double.isFinite(norm) ? "the gradient's norm became " + Text.short3(norm) : "a running statistic stopped being finite";
        String where = locate(bench.device(), problem.step(), bench.states(), other -> bench.program().feed(other, step));
        Config.OptimizerSection optimizer = problem.config().optimizer();
        String rate = "optimizer.learning-rate=" + Text.number(optimizer.learningRate() / 10);
        String cure = optimizer.clipNorm() > 0 ? rate : "optimizer.clip-norm=1 or " + rate;
        List<Long> saved = bench.checkpoints().steps();
        return what + " at step " + (step + 1) + " (epoch " + (step / perEpoch + 1) + ", batch " + (step % perEpoch + 1) + ")\n"
            + "  first seen in " + where + "\n"
            + (saved.isEmpty() ? "  there is no checkpoint yet: start again with " + cure
                : "  last good checkpoint: " + bench.checkpoints().path(saved.getLast()) + ". Try " + Hints.command("resume " + bench.folder().path())
                    + " with " + cure);
    }

    /// Runs the step whose inputs `fill` gives once more and says where it went wrong: `"conv2; values before it up to 3.1e5"`.
    private static String locate(Device device, TrainingStep step, States states, Consumer<Executable> fill) {
        Graph graph = step.diagnosis();
        try (Executable program = device.compile(graph, states)) {
            fill.accept(program);
            program.run();
            double before = 0;
            String gradient = null;
            for (String label : graph.outputs().keySet()) {
                double greatest = program.output(label).getDouble(0);
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
