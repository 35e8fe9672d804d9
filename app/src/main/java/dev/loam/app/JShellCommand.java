package dev.loam.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import jdk.jshell.tool.JavaShellToolBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "jshell", description = "Java's own shell with Loam's packages imported: tensors, functions and their derivatives, layers, data, training.")
final class JShellCommand implements Callable<Integer> {
    private static final String STARTUP = """
        import dev.loam.tensor.*;
        import dev.loam.nn.*;
        import dev.loam.data.*;
        import dev.loam.train.*;
        import dev.loam.runtime.Device;
        import static dev.loam.runtime.Jit.jit;
        import static dev.loam.tensor.Functions.*;
        """;

    @Parameters(paramLabel = "FILE", arity = "0..*", description = "Files of Java to run first; - reads from the standard input.")
    private List<String> files = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        Path startup = Files.createTempFile("loam", ".jsh");
        try {
            Files.writeString(startup, STARTUP);
            return JavaShellToolBuilder.builder().start(arguments(startup));
        } finally {
            Files.deleteIfExists(startup);
        }
    }

    private String[] arguments(Path startup) {
        var all = new ArrayList<>(List.of("--class-path", System.getProperty("java.class.path"), "-R--enable-native-access=ALL-UNNAMED", "-R-Xmx4g",
            "--startup", "DEFAULT", "--startup", "PRINTING", "--startup", startup.toString(), "--feedback", "concise"));
        all.addAll(files);
        return all.toArray(String[]::new);
    }
}
