package dev.loam.app;

import dev.loam.runtime.StartUp;
import dev.loam.train.Config;
import dev.loam.train.Registries;
import dev.loam.train.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "train", description = "Trains what a config describes, and leaves a folder with checkpoints, metrics and a report.")
final class TrainCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "CONFIG", description = "A config that comes with Loam (mnist, digits, iris, shakespeare-char, stories …; a wrong name lists all), or a YAML or JSON file.")
    private String name;

    @Parameters(index = "1..*", paramLabel = "KEY=VALUE", description = "Settings on top, such as epochs=1 or optimizer.learning-rate=1e-3.")
    private List<String> settings = new ArrayList<>();

    @Option(names = "--data", paramLabel = "DIR", description = "The folder to look for data in first.")
    private String data;

    @Option(names = "--trace", paramLabel = "FILE", description = "Writes what was done when: steps, kernels, data, checkpoints; for chrome://tracing "
        + "or ui.perfetto.dev.")
    private Path trace;

    @Override
    public Integer call() throws Exception {
        StartUp.mark("the JVM, the command line");
        var run = Run.of(Config.load(name, Training.settings(settings, data), Registries.standard()));
        return Traced.call(trace, () -> Training.run(run));
    }
}
