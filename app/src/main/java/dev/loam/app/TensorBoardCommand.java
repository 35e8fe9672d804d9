package dev.loam.app;

import dev.loam.train.EventFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "tensorboard", description = "Writes runs as event files, which TensorBoard reads: figures, histograms of the weights, pictures.")
final class TensorBoardCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", arity = "1..*", description = "Folders of runs, such as runs/mnist-1.")
    private List<Path> folders = new ArrayList<>();

    @Option(names = {"-o", "--out"}, paramLabel = "DIR", description = "Where to write, a folder for each run; tensorboard where not given.")
    private Path out = Path.of("tensorboard");

    @Override
    public Integer call() {
        for (Path folder : folders) {
            System.out.println("events  " + EventFile.write(folder, out.resolve(folder.toAbsolutePath().normalize().getFileName().toString())));
        }
        System.out.println("look    tensorboard --logdir " + out);
        return 0;
    }
}
