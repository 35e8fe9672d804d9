package dev.loam.train;

import dev.loam.compiler.Program;
import dev.loam.nn.Schedule;
import dev.loam.runtime.Debug;
import dev.loam.runtime.Device;
import dev.loam.runtime.Executable;
import dev.loam.runtime.StartUp;
import dev.loam.runtime.States;
import dev.loam.runtime.Trace;
import dev.loam.tensor.Graph;
import java.lang.foreign.ValueLayout;
import java.util.Set;
import java.util.stream.Collectors;

/// The compiled training step and what it is fed: the batch is a pure function of (seed, step), the learning rate of (step, total).
final class StepProgram implements AutoCloseable {
    private final Problem problem;
    private final Schedule schedule;
    private final long total;
    private final Executable program;
    private final Set<String> inputs;
    private final boolean counts;
    private final DataWaitEvent wait = new DataWaitEvent();
    private final Loader loader;
    private boolean stepped;

    StepProgram(Device device, Problem problem, States states) {
        this.problem = problem;
        this.schedule = problem.config().newSchedule();
        this.total = problem.totalSteps();
        Graph graph = problem.step().graph();
        if (Debug.at(1)) {
            problem.config().policy().check(graph);
        }
        StartUp.mark("training graph");
        this.program = device.compile(graph, states);
        this.inputs = labels(program, Program.Kind.INPUT);
        this.counts = labels(program, Program.Kind.OUTPUT).contains("correct");
        this.loader = new Loader(new Epochs(problem), total, problem.config().data().workers());
    }

    private static Set<String> labels(Executable program, Program.Kind kind) {
        return program.program().buffers().stream().filter(b -> b.kind() == kind).map(Program.Buffer::label).collect(Collectors.toSet());
    }

    /// Runs step number `step`, counted from 0.
    void run(long step) {
        long start = Trace.begin();
        wait.begin();
        loader.read(step, program.input("x").segment(), program.input("y").segment());
        feed(program, inputs, step);
        wait.done(step);
        Trace.end(start, Trace.Kind.DATA, "data");
        program.run();
        if (!stepped) {
            stepped = true;
            StartUp.mark("first step");
        }
    }

    /// Gives another program, such as a diagnosis, the inputs of step `step`, as far as it has them.
    void feed(Executable other, long step) {
        Set<String> has = labels(other, Program.Kind.INPUT);
        if (has.contains("x")) {
            loader.fill(step, 0, other.input("x").segment());
        }
        if (has.contains("y")) {
            loader.fill(step, 1, other.input("y").segment());
        }
        feed(other, has, step);
    }

    private void feed(Executable target, Set<String> has, long step) {
        if (has.contains("learning-rate")) {
            target.input("learning-rate").setDouble(0, schedule.at(step, total));
        }
        if (has.contains("step")) {
            target.input("step").set(0, step);
        }
        if (has.contains("seed")) {
            target.input("seed").set(0, problem.config().seed());
        }
        if (has.contains("base")) {
            target.input("base").set(0, 0L);
        }
    }

    /// The mean loss of the last step.
    double loss() {
        return program.output("loss").getDouble(0);
    }

    double gradientNorm() {
        return program.output("gradient-norm").getDouble(0);
    }

    /// False where the last step's loss, gradient or statistics were not finite; it has then changed nothing.
    boolean finite() {
        return program.output("finite").segment().get(ValueLayout.JAVA_BYTE, 0) != 0;
    }

    /// True where the last step was skipped: its gradients overflowed under a loss scale, and nothing else went wrong.
    boolean overflow() {
        return scales() && program.output("overflow").getBoolean(0);
    }

    /// Whether the loss is scaled.
    boolean scales() {
        return problem.step().scale().isOn();
    }

    /// The scale of the last step's loss.
    double lossScale() {
        return program.output("loss-scale").getDouble(0);
    }

    /// The number of steps skipped so far.
    long skipped() {
        return scales() ? program.output("skipped-steps").segment().get(ValueLayout.JAVA_LONG_UNALIGNED, 0) : 0;
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

    Executable executable() {
        return program;
    }

    int kernels() {
        return program.program().kernels().size();
    }

    @Override
    public void close() {
        loader.close();
        program.close();
    }
}
