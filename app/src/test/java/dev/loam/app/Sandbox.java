package dev.loam.app;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A made-up machine for the real launcher: a checkout of a few files, a `PATH` of named tools only, JDKs and a Maven that are
/// scripts. Nothing of the machine the tests run on shows through.
final class Sandbox {
    /// What the launcher may take from any system. No curl, wget, java, mvn, unzip, git.
    private static final List<String> TOOLS = List.of("cat", "cksum", "dirname", "find", "grep", "gzip", "head", "ln", "mkdir", "mv",
        "ps", "readlink", "rm", "sed", "sh", "sleep", "sort", "tail", "tar", "touch", "tr", "wc");

    final Path folder;
    final Path checkout;
    final Path bin;
    final Path cache;
    final Map<String, String> environment = new HashMap<>();

    record Result(int code, String out, String err) {}

    Sandbox(Path folder) throws IOException {
        this.folder = folder.toRealPath();
        checkout = Files.createDirectories(this.folder.resolve("checkout"));
        bin = Files.createDirectories(this.folder.resolve("bin"));
        cache = this.folder.resolve("cache");
        for (String tool : TOOLS) {
            tool(tool);
        }
        for (String sum : List.of("sha256sum", "shasum", "openssl")) {
            if (installed(sum)) {
                tool(sum);
            }
        }
        script(bin.resolve("uname"), "case $1 in -m) echo x86_64 ;; *) echo Linux ;; esac");
        script(bin.resolve("id"), "case $1 in -u) echo 0 ;; *) echo root ;; esac");

        Path real = sources();
        Files.createDirectories(checkout.resolve("app/launch"));
        Files.createDirectories(checkout.resolve(".mvn/wrapper"));
        for (String file : List.of("loam", "app/launch/jdk.sh", "app/launch/build.sh", "app/launch/lock.sh", ".mvn/wrapper/maven-wrapper.properties")) {
            Files.copy(real.resolve(file), checkout.resolve(file));
        }
        executable(checkout.resolve("loam"));
        write("pom.xml", "<llvm.version>20.1.7-1.5.12</llvm.version>\n");
        write("app/pom.xml", "<project/>\n");
        write("app/src/main/java/One.java", "class One {}\n");

        environment.put("PATH", bin.toString());
        environment.put("HOME", Files.createDirectories(this.folder.resolve("home")).toString());
        environment.put("LOAM_CACHE", cache.toString());
        environment.put("LOAM_JDK_DIRS", this.folder.resolve("jdks").toString());
        environment.put("LOAM_JDK_URL", "http://127.0.0.1:1"); // nothing listens there
        osRelease("debian", "12", "Debian GNU/Linux 12 (bookworm)");
    }

    /// The checkout that this test was built from.
    private static Path sources() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("app/launch/build.sh"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    void osRelease(String id, String version, String name) throws IOException {
        Path file = folder.resolve("os-release");
        Files.writeString(file, "PRETTY_NAME=\"" + name + "\"\nID=" + id + "\nVERSION_ID=\"" + version + "\"\n");
        environment.put("LOAM_OS_RELEASE", file.toString());
    }

    /// A folder that looks like a JDK; its java prints its arguments, one to a line, and ends with code 7.
    Path jdk(String place, String version) throws IOException {
        Path home = folder.resolve(place);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Someone\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(home.resolve("bin/java"), "printf '%s\\n' \"$@\"\nexit 7");
        script(home.resolve("bin/javac"), "exit 0");
        return home;
    }

    /// A Maven that writes its arguments to the file `maven-calls`, does what `body` says, then leaves what a build leaves.
    void maven(String body) throws IOException {
        script(bin.resolve("mvn"), """
            [ "$1" != -v ] || { echo "Apache Maven 3.9.9"; exit; }
            echo "$@" >>"%s"
            %s
            mkdir -p app/target
            echo jar >app/target/loam-app.jar
            printf '%%s' "$PWD/pom.xml" >app/target/classpath.txt
            """.formatted(folder.resolve("maven-calls"), body));
    }

    List<String> mavenCalls() throws IOException {
        Path calls = folder.resolve("maven-calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    Path write(String file, String text) throws IOException {
        Path path = checkout.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        return finish(start("./loam", arguments));
    }

    Result finish(Process process) throws IOException, InterruptedException {
        int code = process.waitFor();
        return new Result(code, new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8),
            new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    Process start(String command, String... arguments) throws IOException {
        var line = new ArrayList<>(List.of(command));
        line.addAll(List.of(arguments));
        // sh looks the command up in the made-up PATH, as a person's shell would
        var builder = new ProcessBuilder(bin.resolve("sh").toString(), "-c", "exec \"$@\"", "sh");
        builder.command().addAll(line);
        builder.directory(checkout.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    /// Puts a tool of this machine into the made-up `PATH`.
    void tool(String name) throws IOException {
        for (String place : System.getenv("PATH").split(File.pathSeparator)) {
            Path file = Path.of(place, name);
            if (Files.isExecutable(file)) {
                script(bin.resolve(name), "exec " + file + " \"$@\"");
                return;
            }
        }
        throw new IOException("the launcher's tests need " + name);
    }

    static boolean installed(String name) {
        for (String place : System.getenv("PATH").split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(place, name))) {
                return true;
            }
        }
        return false;
    }

    void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        executable(file);
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
