package dev.loam.runtime;

import dev.loam.compiler.Compiler;
import dev.loam.tensor.Graph;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/// Which build of the compiler this is. What lowering a graph gave is kept for the same build alone.
final class CompilerBuild {
    private static final List<Class<?>> MODULES = List.of(Graph.class, Compiler.class, CompilerBuild.class);

    private CompilerBuild() {
    }

    /// The sizes and times of the files that hold the compiler; null where they are not to be found.
    static String id() {
        var id = new StringBuilder();
        try {
            for (Class<?> c : MODULES) {
                add(id, new File(c.getProtectionDomain().getCodeSource().getLocation().toURI()).toPath());
            }
        } catch (IOException | URISyntaxException | NullPointerException | IllegalArgumentException e) {
            return null;
        }
        return id.toString();
    }

    private static void add(StringBuilder id, Path file) throws IOException {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isDirectory()) {
            id.append(attributes.size()).append(' ').append(attributes.lastModifiedTime().toMillis()).append('\n');
            return;
        }
        try (var files = Files.list(file)) {
            for (Path f : files.sorted().toList()) {
                add(id, f);
            }
        }
    }
}
