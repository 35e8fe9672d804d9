package dev.loam.app;

import dev.loam.train.Registries;
import dev.loam.train.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "resume", description = "Goes on with a run from its newest good checkpoint, in the same folder.")
final class ResumeCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "RUN", description = "The run's folder, such as runs/mnist-1.")
    private Path folder;

    @Parameters(index = "1..*", paramLabel = "KEY=VALUE", description = "What to change, such as epochs=6.")
    private List<String> settings = new ArrayList<>();

    @Option(names = "--data", paramLabel = "DIR", description = "The folder to look for data in first.")
    private String data;

    @Override
    public Integer call() throws Exception {
        return Training.run(Run.resume(folder, Training.settings(settings, data), Registries.standard()));
    }
}
