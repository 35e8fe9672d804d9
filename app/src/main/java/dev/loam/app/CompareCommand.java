package dev.loam.app;

import dev.loam.train.Comparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "compare", description = "Shows in which settings runs differ and what came of each, side by side; the best figures have a star.")
final class CompareCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", arity = "1..*", description = "Folders of runs, such as runs/mnist-1 runs/mnist-2.")
    private List<Path> folders = new ArrayList<>();

    @Option(names = {"-o", "--out"}, paramLabel = "FILE", description = "Also writes a page in Markdown with the curves on top of each other.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        Comparison comparison = Comparison.of(folders);
        System.out.print(comparison.text());
        if (out != null) {
            Files.writeString(out, comparison.markdown());
            System.out.println("\npage    " + out);
        }
        return 0;
    }
}
