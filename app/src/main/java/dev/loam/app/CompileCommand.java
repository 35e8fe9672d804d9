package dev.loam.app;

import dev.loam.lang.CompiledProgram;
import dev.loam.lang.ErrorReport;
import dev.loam.lang.SchemeError;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "compile", description = "Compiles a program in Loam's Scheme into a runnable jar.")
final class CompileCommand implements Callable<Integer> {
    /// The modules that a program may need when it runs.
    private static final List<String> RUNTIME = List.of("lang", "runtime", "compiler", "tensor", "nn", "data", "train");

    @Parameters(index = "0", paramLabel = "FILE", description = "The program, FILE.scm.")
    private Path file;

    @Option(names = {"-o", "--output"}, paramLabel = "JAR", description = "The jar; by default the program's name with .jar, here.")
    private Path jar;

    @Option(names = "--strict", description = "Every definition of a procedure must have types.")
    private boolean strict;

    @Override
    public Integer call() throws IOException {
        Path to = jar != null ? jar : Path.of(file.getFileName().toString().replaceFirst("\\.scm$", "") + ".jar");
        try {
            CompiledProgram.write(file, strict, runtime(), to);
        } catch (SchemeError e) {
            System.err.println(ErrorReport.of(e));
            return 1;
        }
        String name = to.toString();
        System.out.println(name + ": java -jar " + name);
        System.out.println("with a class cache, which starts faster: java -XX:+AutoCreateSharedArchive -XX:SharedArchiveFile="
            + name.replaceFirst("\\.jar$", "") + ".jsa -jar " + name);
        return 0;
    }

    /// The jars, or folders of classes, of those modules on the class path.
    private static List<Path> runtime() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of).filter(p -> {
            Path parent = p.getParent() == null ? null : p.getParent().getParent();
            String name = p.getFileName().toString();
            String module = name.startsWith("loam-") ? name.substring(5).replaceFirst("-[0-9].*|\\.jar$", "")
                : name.equals("classes") && parent != null ? parent.getFileName().toString() : "";
            return RUNTIME.contains(module);
        }).toList();
    }
}
