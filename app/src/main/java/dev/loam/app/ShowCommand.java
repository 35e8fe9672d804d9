package dev.loam.app;

import dev.loam.train.Config;
import dev.loam.train.Registries;
import dev.loam.train.Show;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "show", description = "Writes a page that shows what a config's training step becomes: the graph before and after each pass, what was fused "
    + "and why, loops, machine-near code, the memory plan, and how long each kernel takes.")
final class ShowCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "CONFIG", description = "A config that comes with Loam, or a YAML or JSON file.")
    private String name;

    @Parameters(index = "1..*", paramLabel = "KEY=VALUE", description = "Settings on top, such as data.batch-size=16 or threads=1.")
    private List<String> settings = new ArrayList<>();

    @Option(names = "--data", paramLabel = "DIR", description = "The folder to look for data in first.")
    private String data;

    @Option(names = {"-o", "--out"}, paramLabel = "FILE", description = "Where to write the page; CONFIG.html where not given.")
    private Path out;

    @Option(names = "--steps", paramLabel = "N", description = "Steps that are run and timed; 30 where not given, 0 for none.")
    private int steps = 30;

    @Option(names = "--open", description = "Opens the page in the browser.")
    private boolean open;

    @Override
    public Integer call() throws IOException {
        Config config = Config.load(name, Training.settings(settings, data), Registries.standard());
        Path file = out != null ? out : Path.of(config.name() + ".html");
        String page = Show.step(config, Training.data(), Math.max(0, steps));
        if (file.toAbsolutePath().getParent() != null) {
            Files.createDirectories(file.toAbsolutePath().getParent());
        }
        Files.writeString(file, page);
        System.out.println("page    " + file + "  (" + Machine.size(Files.size(file)) + ", needs no network)");
        if (open) {
            Browser.open(file.toAbsolutePath());
        }
        return 0;
    }
}
