package dev.loam.train;

import dev.loam.runtime.Device;
import dev.loam.runtime.States;

/// What a run works with: the memory on a device, the two programs compiled against it, and where to save.
///
/// @param states         parameters, statistics and the optimiser's slots
/// @param compileSeconds how long compiling took
record Workbench(Problem problem, RunFolder folder, Device device, States states, StepProgram program, Evaluator evaluator,
                 Checkpoints checkpoints, Listener listener, double compileSeconds) implements AutoCloseable {

    /// Lays out the states with their first values and compiles the programs.
    static Workbench of(Problem problem, RunFolder folder, Device device, Storage storage, Listener listener) {
        States states = device.states();
        var initial = problem.step().initial(problem.config().seed());
        initial.forEach(states::set);
        long start = System.nanoTime();
        var program = new StepProgram(device, problem, states);
        var evaluator = new Evaluator(device, problem, states);
        return new Workbench(problem, folder, device, states, program, evaluator,
            new Checkpoints(folder.checkpoints(), storage, problem.step().views(), initial), listener, (System.nanoTime() - start) / 1e9);
    }

    /// A copy of all states.
    Snapshot snapshot(Position position) {
        return Snapshot.take(position, states, states.labels());
    }

    /// What a listener is told before the first step.
    Listener.Start start(String resultKey, long fromStep) {
        Config config = problem.config();
        String model = config.model().name() + ", " + Text.count(problem.task().layout().parameterCount()) + " parameters";
        return new Listener.Start(folder.path(), folder.name(), model, problem.dataWords(), device.description(), problem.source().modality().plural(),
            compileSeconds, program.kernels() + evaluator.kernels(), resultKey, fromStep, problem.totalSteps());
    }

    @Override
    public void close() {
        program.close();
        evaluator.close();
    }
}
