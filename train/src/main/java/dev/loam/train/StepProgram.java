package dev.loam.train;

import dev.loam.compiler.Program;
import dev.loam.data.Batches;
import dev.loam.nn.Schedule;
import dev.loam.runtime.Device;
import dev.loam.runtime.Executable;
import dev.loam.runtime.States;
import java.lang.foreign.ValueLayout;
import java.util.Set;
import java.util.stream.Collectors;

/// The compiled training step and what it is fed: the batch is a pure function of (seed, step), the learning rate of (step, total).
final class StepProgram implements AutoCloseable {
    private final Problem problem;
    private final Schedule schedule;
    private final long total;
    private final Executable program;
    private final boolean counts;
    private Batches batches;
    private int epoch = -1;

    StepProgram(Device device, Problem problem, States states) {
        this.problem = problem;
        this.schedule = problem.config().newSchedule();
        this.total = problem.totalSteps();
        this.program = device.compile(problem.step().graph(), states);
        this.counts = labels(program, Program.Kind.OUTPUT).contains("correct");
    }

    private static Set<String> labels(Executable program, Program.Kind kind) {
        return program.program().buffers().stream().filter(b -> b.kind() == kind).map(Program.Buffer::label).collect(Collectors.toSet());
    }

    /// Runs step number `step`, counted from 0.
    void run(long step) {
        long perEpoch = problem.stepsPerEpoch();
        fill(program, (int) (step / perEpoch), step % perEpoch);
        scalars(program, step);
        program.run();
    }

    /// Fills another program, such as a diagnosis, with the inputs of step `step`, as far as it has them.
    void feed(Executable other, long step) {
        long perEpoch = problem.stepsPerEpoch();
        Set<String> inputs = labels(other, Program.Kind.INPUT);
        if (inputs.contains("x")) {
            fill(other, (int) (step / perEpoch), step % perEpoch);
        }
        scalars(other, step, inputs);
    }

    private void fill(Executable target, int ofEpoch, long batch) {
        if (ofEpoch != epoch) {
            epoch = ofEpoch;
            batches = problem.train().shuffle(problem.config().seed(), ofEpoch).batches(problem.config().data().batchSize(), true);
        }
        batches.fill(batch, 0, target.input("x").segment());
        batches.fill(batch, 1, target.input("y").segment());
    }

    private Set<String> ownInputs;

    private void scalars(Executable target, long step) {
        if (ownInputs == null) {
            ownInputs = labels(program, Program.Kind.INPUT);
        }
        scalars(target, step, ownInputs);
    }

    private void scalars(Executable target, long step, Set<String> inputs) {
        if (inputs.contains("learning-rate")) {
            target.input("learning-rate").set(0, (float) schedule.at(step, total));
        }
        if (inputs.contains("step")) {
            target.input("step").set(0, step);
        }
        if (inputs.contains("seed")) {
            target.input("seed").set(0, problem.config().seed());
        }
        if (inputs.contains("base")) {
            target.input("base").set(0, 0L);
        }
    }

    /// The mean loss of the last step.
    double loss() {
        return program.output("loss").getFloat(0);
    }

    double gradientNorm() {
        return program.output("gradient-norm").getFloat(0);
    }

    /// False where the last step's loss, gradient or statistics were not finite; it has then changed nothing.
    boolean finite() {
        return program.output("finite").segment().get(ValueLayout.JAVA_BYTE, 0) != 0;
    }

    /// Whether the task counts right predictions, and how many the last step had.
    boolean counts() {
        return counts;
    }

    int correct() {
        return counts ? program.output("correct").getInt(0) : 0;
    }

    double learningRate(long step) {
        return schedule.at(step, total);
    }

    int kernels() {
        return program.program().kernels().size();
    }

    @Override
    public void close() {
        program.close();
    }
}
