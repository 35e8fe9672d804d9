package dev.loam.app;

import dev.loam.lang.Run;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "run", description = "Runs a program in Loam's Scheme.")
final class RunCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "The program, FILE.scm.")
    private Path file;

    @Parameters(index = "1..*", paramLabel = "ARGUMENT", description = "What (command-line) gives the program.")
    private List<String> arguments = List.of();

    @Option(names = "--strict", description = "Every definition of a procedure must have types.")
    private boolean strict;

    @Override
    public Integer call() {
        return Run.file(file, arguments, strict, System.err);
    }
}
