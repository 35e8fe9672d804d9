package dev.loam.app;

import dev.loam.train.Reproduction;
import dev.loam.train.StopRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "reproduce", description = "Does a finished run again, in a folder beside it, and says whether every figure and every weight came out the same, "
    + "bit for bit. The exit code is 0 where they did.")
final class ReproduceCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "RUN", description = "The run's folder, such as runs/mnist-1.")
    private Path folder;

    @Parameters(index = "1..*", paramLabel = "KEY=VALUE", description = "What has no part in the result, such as threads=1.")
    private List<String> settings = new ArrayList<>();

    @Option(names = "--data", paramLabel = "DIR", description = "The folder to look for data in first.")
    private String data;

    @Override
    public Integer call() throws Exception {
        var stop = new StopRequest();
        var display = new ProgressDisplay(System.out, Launch.terminal());
        Reproduction again;
        try (var _ = stop.onShutdown(Training.PATIENCE_SECONDS)) {
            again = Reproduction.of(folder, Training.settings(settings, data), Training.data(), display, stop);
        } finally {
            display.clear();
        }
        again.changed().forEach(c -> System.out.println("note    " + c));
        if (again.agrees()) {
            System.out.println("same    " + again.figures() + " figures and all weights, bit for bit (SHA-256 " + again.weights().substring(0, 12) + "…)");
            return 0;
        }
        System.out.println("differs " + again.different());
        return 1;
    }
}
