package dev.loam.app;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.spi.ToolProvider;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "package", description = "Makes Loam with a Java runtime of its own, for machines that have no JDK: a folder to copy, or a package of this system.")
final class PackageCommand implements Callable<Integer> {
    /// What Loam and the libraries that come with it use of the JDK; the last ones are for its shell and for scripts.
    private static final String MODULES = "java.base,java.desktop,java.logging,java.management,java.naming,java.net.http,java.scripting,java.sql,java.xml,"
        + "jdk.crypto.ec,jdk.jfr,jdk.unsupported,jdk.zipfs,jdk.compiler,jdk.jshell";

    enum Type { image, deb, rpm, dmg, msi }

    @Option(names = "--type", paramLabel = "TYPE", description = "${COMPLETION-CANDIDATES}; image, a folder with bin/loam, where not given.")
    private Type type = Type.image;

    @Option(names = {"-o", "--out"}, paramLabel = "DIR", description = "Where to put it; dist where not given.")
    private Path out = Path.of("dist");

    @Override
    public Integer call() throws IOException {
        Path image = out.resolve("loam");
        if (type == Type.image && Files.exists(image)) {
            throw new UserError(image + " is there already; remove it, or choose another folder with --out.");
        }
        Path jars = Files.createTempDirectory("loam-package");
        try {
            for (String jar : System.getProperty("java.class.path").split(File.pathSeparator)) {
                if (!Files.isRegularFile(Path.of(jar))) {
                    throw new UserError("package: Loam was not started from its jars but from " + jar + "; start it with the launcher, " + Launch.command() + ".");
                }
                Files.copy(Path.of(jar), jars.resolve(Path.of(jar).getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
            Files.createDirectories(out);
            run(jars);
        } finally {
            try (var files = Files.walk(jars)) {
                files.sorted((a, b) -> b.compareTo(a)).forEach(f -> f.toFile().delete());
            }
        }
        if (type == Type.image) {
            System.out.println("image   " + image + "  (" + Machine.size(size(image)) + "; start it with " + image.resolve("bin/loam") + ")");
        } else {
            try (var made = Files.newDirectoryStream(out, "*." + type)) {
                for (Path p : made) {
                    System.out.println("package " + p + "  (" + Machine.size(Files.size(p)) + ")");
                }
            }
        }
        return 0;
    }

    private void run(Path jars) {
        ToolProvider jpackage = ToolProvider.findFirst("jpackage").orElseThrow(() -> new UserError("package: this Java has no jpackage; use a whole JDK."));
        String version = PackageCommand.class.getPackage().getImplementationVersion();
        var arguments = new ArrayList<>(List.of("--type", type == Type.image ? "app-image" : type.name(), "--name", "loam", "--app-version", version == null ? "0.1.0" : version,
            "--input", jars.toString(), "--main-jar", "loam-app.jar", "--main-class", "dev.loam.app.Main", "--add-modules", MODULES,
            "--jlink-options", "--strip-debug --no-header-files --no-man-pages --compress zip-6", "--java-options", "--enable-native-access=ALL-UNNAMED",
            "--java-options", "-Dloam.command=loam", "--java-options", "-Dstdout.encoding=UTF-8", "--java-options", "-Dstderr.encoding=UTF-8",
            "--vendor", "Loam", "--description", "From a derivative to a trained model", "--dest", out.toString()));
        if (type == Type.deb) {
            arguments.addAll(List.of("--linux-deb-maintainer", "loam@localhost", "--linux-app-category", "science"));
        }
        if (type == Type.msi) {
            arguments.add("--win-console");
        }
        var said = new ByteArrayOutputStream();
        var print = new PrintStream(said, true, StandardCharsets.UTF_8);
        if (jpackage.run(print, print, arguments.toArray(String[]::new)) != 0) {
            throw new UserError("package: jpackage could not make it: " + said.toString(StandardCharsets.UTF_8).strip().replaceAll("\\s+", " "));
        }
    }

    private static long size(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum();
        }
    }
}
