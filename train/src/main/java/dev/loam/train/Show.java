package dev.loam.train;

import dev.loam.data.DataOptions;
import dev.loam.runtime.Device;
import dev.loam.runtime.States;
import dev.loam.runtime.Viewer;

/// Shows the program that a config's training step becomes: as a page, with the times of its kernels.
public final class Show {
    private static final int WARM = 5;

    private Show() {
    }

    /// The page, see [Viewer].
    ///
    /// @param steps of training that are run, on the config's own data, and timed; 0 for none
    public static String step(Config config, DataOptions data, int steps) {
        Problem problem = Problem.of(config, data);
        try (Device device = Run.device(config)) {
            String title = problem.runName() + ": a training step, batch " + config.data().batchSize();
            if (steps == 0) {
                return Viewer.page(title, device, problem.step().graph(), null);
            }
            States states = device.states();
            problem.step().initial(config.seed()).forEach(states::set);
            try (var program = new StepProgram(device, problem, states)) {
                long last = problem.totalSteps();
                for (int i = 0; i < WARM + steps; i++) {
                    if (i == WARM) {
                        program.executable().timeKernels();
                    }
                    program.run(i % last);
                }
                return Viewer.page(title, device, problem.step().graph(), program.executable());
            }
        }
    }
}
