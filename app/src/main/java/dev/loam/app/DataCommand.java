package dev.loam.app;

import dev.loam.data.DataOptions;
import dev.loam.data.DatasetEntry;
import dev.loam.data.Datasets;
import dev.loam.train.Config;
import dev.loam.train.DataGlimpse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "data", description = "Shows a dataset: sizes, classes, a few examples; fetches it where it is not found. Without a name: all datasets.")
final class DataCommand implements Callable<Integer> {
    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "The dataset.")
    private String name;

    @Parameters(index = "1..*", paramLabel = "KEY=VALUE", description = "Settings as in a config, such as data.path=own.csv or augment.rotate=15.")
    private List<String> settings = new ArrayList<>();

    @Option(names = "--data", paramLabel = "DIR", description = "The folder to look in first.")
    private Path dir;

    @Override
    public Integer call() {
        DataOptions options = dir == null ? Training.data() : Training.data().dir(dir);
        if (name == null) {
            describe(options).forEach(System.out::println);
            return 0;
        }
        DatasetEntry entry = Datasets.entry(name);
        Config config = Config.parse(name, "{data: {name: " + name + "}}", Training.settings(settings, dir == null ? null : dir.toString()).toArray(String[]::new));
        boolean own = !config.data().path().isEmpty();
        if (!entry.generated() && !own) {
            var there = entry.locate(options);
            Path path = there.isPresent() ? there.get() : entry.fetch(options);
            System.out.println(entry.title() + (there.isPresent() ? " is in " : " was fetched into ") + Launch.tilde(path));
        }
        DataGlimpse.of(config, options).forEach(System.out::println);
        return 0;
    }

    /// One line per dataset: where it is, or how to get it.
    static List<String> describe(DataOptions options) {
        return Datasets.entries().stream().map(entry -> entry.name() + " ".repeat(Math.max(1, 16 - entry.name().length())) + entry.title() + ": "
            + (entry.generated() ? "made by Loam when it is needed"
                : entry.locate(options).map(p -> "in " + Launch.tilde(p)).orElse("not found; " + entry.remedy(options)))).toList();
    }
}
