package dev.loam.app;

import dev.loam.data.DataOptions;
import dev.loam.data.DatasetEntry;
import dev.loam.data.Datasets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "data", description = "Where a dataset is; fetches it where it is not found. Without a name: all datasets.")
final class DataCommand implements Callable<Integer> {
    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "The dataset.")
    private String name;

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
        if (entry.generated()) {
            System.out.println(entry.title() + ": made by Loam when it is needed");
            return 0;
        }
        var there = entry.locate(options);
        Path path = there.isPresent() ? there.get() : entry.fetch(options);
        System.out.println(entry.title() + (there.isPresent() ? " is in " : " was fetched into ") + Launch.tilde(path));
        return 0;
    }

    /// One line per dataset: where it is, or how to get it.
    static List<String> describe(DataOptions options) {
        return Datasets.entries().stream().map(entry -> entry.name() + " ".repeat(Math.max(1, 16 - entry.name().length())) + entry.title() + ": "
            + (entry.generated() ? "made by Loam when it is needed"
                : entry.locate(options).map(p -> "in " + Launch.tilde(p)).orElse("not found; " + entry.remedy(options)))).toList();
    }
}
