package dev.loam.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Builds the peer, which lies in the test scope of `bench`, with Maven, and fetches LibTorch. Loam itself needs neither.
final class PeerBuild {
    private final Path root;
    private final Path classPath;

    private PeerBuild(Path root, boolean mkl) {
        this.root = root;
        this.classPath = root.resolve("bench/target").resolve(mkl ? "peer-mkl.txt" : "peer.txt");
    }

    /// The peer of the checkout at `root`, built where its sources have changed.
    ///
    /// @param mkl     with Intel's library of matrix products
    /// @param offline whether Maven may use the network
    /// @param notes   gets a line before anything that takes long
    static PeerBuild of(Path root, boolean mkl, boolean offline, Consumer<String> notes) {
        if (root == null || !Files.isRegularFile(root.resolve("bench/pom.xml"))) {
            throw new BenchException("bench: --vs needs a checkout of Loam, from which it builds the peer; start it there with ./loam bench --vs libtorch");
        }
        var build = new PeerBuild(root, mkl);
        if (!build.isCurrent()) {
            notes.accept("Building the peer with Maven; the first time it fetches LibTorch, 110 MB" + (mkl ? ", and MKL, 180 MB" : ""));
            build.build(mkl, offline);
        }
        return build;
    }

    /// Whether MKL can take the place of OpenBLAS on this platform.
    static boolean hasMkl() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return os.contains("linux") && List.of("amd64", "x86_64").contains(System.getProperty("os.arch"));
    }

    private boolean isCurrent() {
        try {
            if (!Files.exists(classPath) || !jarsAreThere()) {
                return false;
            }
            FileTime built = Files.getLastModifiedTime(classPath);
            for (String module : List.of("tensor", "compiler", "runtime", "nn", "bench")) {
                try (Stream<Path> files = Files.walk(root.resolve(module).resolve("src"))) {
                    if (files.filter(f -> !f.toString().contains("/src/test/") || module.equals("bench")).anyMatch(f -> newer(f, built))) {
                        return false;
                    }
                }
            }
            return !newer(root.resolve("pom.xml"), built) && !newer(root.resolve("bench/pom.xml"), built);
        } catch (IOException e) {
            return false;
        }
    }

    private boolean jarsAreThere() throws IOException {
        for (String jar : Files.readString(classPath).strip().split(java.io.File.pathSeparator)) {
            if (!Files.exists(Path.of(jar))) {
                return false;
            }
        }
        return true;
    }

    private static boolean newer(Path file, FileTime than) {
        try {
            return Files.getLastModifiedTime(file).compareTo(than) > 0;
        } catch (IOException e) {
            return true;
        }
    }

    private void build(boolean mkl, boolean offline) {
        var command = new ArrayList<>(List.of(maven(), "-q", "-B", "-pl", "bench", "-am", "test-compile", "dependency:build-classpath",
            "-Dmdep.outputFile=target/" + classPath.getFileName(), "-Dstyle.color=never"));
        if (mkl) {
            command.add("-Pmkl");
        }
        if (offline) {
            command.add("-o");
        }
        try {
            Files.deleteIfExists(classPath);
            var builder = new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true);
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            Process p = builder.start();
            String said = new String(p.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (p.waitFor() != 0 || !Files.exists(classPath)) {
                throw new BenchException("bench: Maven could not build the peer" + (offline ? ", and --offline lets it fetch nothing" : "") + ":\n" + said.strip());
            }
        } catch (IOException e) {
            throw new BenchException("bench: Maven could not be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("bench: interrupted");
        }
    }

    private String maven() {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        String name = windows ? "mvn.cmd" : "mvn";
        String path = System.getenv("PATH");
        for (String folder : path == null ? new String[0] : path.split(java.io.File.pathSeparator)) {
            if (Files.isExecutable(Path.of(folder, name))) {
                return Path.of(folder, name).toString();
            }
        }
        return root.resolve(windows ? "mvnw.cmd" : "mvnw").toString();
    }

    /// The peer's classes, Loam's, and LibTorch.
    String classPath() {
        try {
            Path target = root.resolve("bench/target");
            return String.join(java.io.File.pathSeparator, target.resolve("test-classes").toString(), target.resolve("classes").toString(),
                Files.readString(classPath).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where native libraries are unpacked.
    Path natives() {
        return root.resolve("bench/target/natives");
    }

    /// The version of a library of bytedeco, without bytedeco's own; empty where it is not there.
    String version(String library) {
        String start = java.io.File.separator + library + "-";
        for (String jar : classPath().split(java.io.File.pathSeparator)) {
            int at = jar.lastIndexOf(start);
            if (at >= 0) {
                String rest = jar.substring(at + start.length());
                int end = rest.indexOf('-');
                return end < 0 ? rest.replace(".jar", "") : rest.substring(0, end);
            }
        }
        return "";
    }
}
