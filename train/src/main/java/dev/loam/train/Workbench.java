package dev.loam.train;

import dev.loam.nn.LossScale;
import dev.loam.runtime.Device;
import dev.loam.runtime.StartUp;
import dev.loam.runtime.States;
import dev.loam.tensor.Precision;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/// What a run works with: the memory on a device, the two programs compiled against it, and where to save.
///
/// @param states         parameters, statistics and the optimiser's slots
/// @param compileSeconds how long compiling took
record Workbench(Problem problem, RunFolder folder, Device device, States states, StepProgram program, Evaluator evaluator,
                 Checkpoints checkpoints, SampleTaker samples, Listener listener, double compileSeconds) implements AutoCloseable {

    /// Lays out the states with their first values and compiles the programs.
    static Workbench of(Problem problem, RunFolder folder, Device device, Storage storage, Listener listener) {
        States states = device.states();
        var initial = problem.step().initial(problem.config().seed());
        if (!problem.config().init().isEmpty()) {
            FirstWeights.load(Path.of(problem.config().init()), problem.task().layout().views(), initial);
        }
        initial.forEach(states::set);
        StartUp.mark("first values");
        long start = System.nanoTime();
        var program = new StepProgram(device, problem, states);
        StartUp.mark("training program");
        var evaluator = new Evaluator(device, problem, states);
        StartUp.mark("evaluation program");
        return new Workbench(problem, folder, device, states, program, evaluator,
            problem.checkpoints(folder, storage, initial), new SampleTaker(device, problem, folder, evaluator.weights()), listener, (System.nanoTime() - start) / 1e9);
    }

    /// A copy of all states.
    Snapshot snapshot(Position position) {
        return Snapshot.take(position, states, states.labels());
    }

    /// Steps that the loss scale made overflow so far.
    long skipped() {
        return !problem.step().scale().isOn() ? 0 : states.get(LossScale.SKIPPED_STEPS).segment().get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
    }

    /// The scale of the next step's loss.
    double lossScale() {
        LossScale scale = problem.step().scale();
        return scale.kind() == LossScale.Kind.DYNAMIC ? states.get(LossScale.SCALE).getDouble(0) : scale.initial();
    }

    /// What a listener is told before the first step.
    Listener.Start start(String resultKey, long fromStep) {
        Config config = problem.config();
        String model = config.model().name() + ", " + Text.count(problem.task().layout().parameterCount()) + " parameters"
            + (problem.task().precision() == Precision.F32 ? "" : ", " + problem.task().precision().name());
        return new Listener.Start(folder.path(), folder.name(), model, problem.dataWords(), device.description(), problem.objective().unit(),
            compileSeconds, program.kernels() + evaluator.kernels(), resultKey, fromStep, problem.totalSteps());
    }

    @Override
    public void close() {
        program.close();
        evaluator.close();
        samples.close();
    }
}
