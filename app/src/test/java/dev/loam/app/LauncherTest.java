package dev.loam.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The shell launcher itself, on a made-up machine: which JDK it takes, when it builds, what it starts.
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    private Sandbox machine;

    @BeforeEach
    void machine(@TempDir Path folder) throws IOException {
        machine = new Sandbox(folder);
        machine.maven("");
    }

    // ---- which JDK

    @Test
    void withoutJdkAndNetworkDebian12GetsTheArchive() throws Exception {
        machine.environment.put("JAVA_HOME", machine.jdk("java-17", "17.0.15").toString());
        machine.tool("curl");

        var result = machine.run("train", "mnist");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("""
            Loam needs JDK 25 or newer, and none was found (passed over: Java 17.0.15 from JAVA_HOME (FOLDER/java-17)).
            Fetching one failed: http://127.0.0.1:1 could not be reached, or has none for linux on x64.
            On Debian GNU/Linux 12 (bookworm), unpack this archive (fetched here, or on another machine) and say where it is:
              mkdir -p ~/jdk-25
              curl -fL http://127.0.0.1:1/v3/binary/latest/25/ga/linux/x64/jdk/hotspot/normal/eclipse | tar xz -C ~/jdk-25 --strip-components=1
              LOAM_JAVA_HOME=~/jdk-25 ./loam
            """.replace("FOLDER", machine.folder.toString()).replace("linux", Files.exists(Path.of("/etc/alpine-release")) ? "alpine-linux" : "linux"));
        assertThat(machine.mavenCalls()).isEmpty();
    }

    @Test
    void withoutJdkAndNetworkDebian13GetsItsPackage() throws Exception {
        machine.osRelease("debian", "13", "Debian GNU/Linux 13 (trixie)");

        var result = machine.run();

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("""
            Loam needs JDK 25 or newer, and none was found.
            Neither curl nor wget is here to fetch one.
            On Debian GNU/Linux 13 (trixie) this installs it:
              apt install openjdk-25-jdk-headless
            """);
    }

    @Test
    void withoutJdkAndNetworkMacGetsTheArchiveAndTheFolderInside() throws Exception {
        machine.script(machine.bin.resolve("uname"), "case $1 in -m) echo arm64 ;; *) echo Darwin ;; esac");
        machine.script(machine.bin.resolve("sw_vers"), "echo 26.1");

        var result = machine.run("--offline");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("On macOS 26.1, unpack this archive", "/mac/aarch64/jdk/", "LOAM_JAVA_HOME=~/jdk-25/Contents/Home ./loam");
    }

    @Test
    void anOldJdkIsPassedOverAndNamed() throws Exception {
        machine.environment.put("JAVA_HOME", machine.jdk("java-17", "17.0.15").toString());
        machine.jdk("jdks/a-8", "1.8.0_392");
        Path jdk = machine.jdk("jdks/b-25", "25.0.3");

        var result = machine.run("doctor");

        assertThat(result.code()).isEqualTo(7);
        assertThat(result.err()).contains("(JDK 25.0.3 from " + jdk + ", Maven 3.9.9)",
            "Passed over: Java 17.0.15 from JAVA_HOME (" + machine.folder.resolve("java-17") + "); Java 1.8.0_392 from ");
        assertThat(result.out().lines()).contains("dev.loam.app.Main", "doctor", "-Dloam.java.from=" + machine.folder.resolve("jdks"));
    }

    @Test
    void loamJavaHomeWins() throws Exception {
        machine.environment.put("JAVA_HOME", machine.jdk("java-25", "25").toString());
        machine.environment.put("LOAM_JAVA_HOME", machine.jdk("java-26", "26-ea").toString());

        assertThat(machine.run("--jdk").out()).isEqualTo(machine.folder.resolve("java-26") + "\n");
    }

    @Test
    void anOldLoamJavaHomeIsNamedEveryTime() throws Exception {
        machine.environment.put("LOAM_JAVA_HOME", machine.jdk("java-21", "21.0.5").toString());
        Path jdk = machine.jdk("jdks/25", "25.0.3");

        var result = machine.run("--jdk");

        assertThat(result.out()).isEqualTo(jdk + "\n");
        assertThat(result.err()).isEqualTo("LOAM_JAVA_HOME is not used: Java 21.0.5 from LOAM_JAVA_HOME (" + machine.folder.resolve("java-21") + ").\n");
    }

    @Test
    void aJavaOnThePathIsFoundThroughItsLinks() throws Exception {
        Path jdk = machine.jdk("somewhere/25", "25.0.3");
        Files.createSymbolicLink(machine.bin.resolve("java"), jdk.resolve("bin/java"));

        assertThat(machine.run("--jdk").out()).isEqualTo(jdk + "\n");
    }

    @Test
    void aRuntimeWithoutCompilerIsPassedOver() throws Exception {
        Files.delete(machine.jdk("jdks/jre", "25.0.3").resolve("bin/javac"));

        var result = machine.run("--offline");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("passed over: Java 25.0.3 without javac from ");
    }

    // ---- when it builds

    @Test
    void aWarmStartNeverCallsMaven() throws Exception {
        machine.jdk("jdks/25", "25.0.3");
        assertThat(machine.run("doctor").err()).contains("Building Loam: the first time takes a while");
        machine.script(machine.bin.resolve("mvn"), "echo called >>" + machine.folder.resolve("maven-calls") + "; exit 1");

        var warm = machine.run("--offline", "doctor");

        assertThat(warm.code()).isEqualTo(7);
        assertThat(warm.err()).isEmpty();
        assertThat(machine.mavenCalls()).containsExactly("-B -Dstyle.color=never package -DskipTests");
    }

    @Test
    void aTouchedFileIsNotBuiltAgainButAChangedAnAddedAndARemovedOneAre() throws Exception {
        machine.jdk("jdks/25", "25.0.3");
        machine.run();
        Path one = machine.write("app/src/main/java/One.java", "class One {}\n");
        later(one);
        machine.run();
        assertThat(machine.mavenCalls()).as("touched").hasSize(1);

        later(machine.write("app/src/main/java/One.java", "class One { int a; }\n"));
        assertThat(machine.run().err()).contains("its sources have changed");
        assertThat(machine.mavenCalls()).as("changed").hasSize(2);

        past(one);
        later(machine.write("app/src/main/java/Two.java", "class Two {}\n").getParent());
        machine.run();
        assertThat(machine.mavenCalls()).as("added").hasSize(3);

        Files.delete(one.resolveSibling("Two.java"));
        later(one.getParent());
        machine.run();
        assertThat(machine.mavenCalls()).as("removed").hasSize(4);
    }

    @Test
    void aJarThatVanishedIsBuiltAgain() throws Exception {
        machine.jdk("jdks/25", "25.0.3");
        machine.run();
        Files.delete(machine.checkout.resolve("app/target/loam-app.jar"));

        machine.run();

        assertThat(machine.mavenCalls()).hasSize(2);
    }

    @Test
    void aBuildThatFailsIsToldInASentenceAndTriedAgain() throws Exception {
        machine.jdk("jdks/25", "25.0.3");
        machine.maven("echo '[ERROR] Could not transfer artifact a:b:1 from central'; exit 1");

        var result = machine.run("doctor");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("Maven lacks parts that it has to fetch, and could not reach them.", "[ERROR] Could not transfer artifact");
        assertThat(result.out()).isEmpty();
        machine.maven("");
        assertThat(machine.run("doctor").code()).isEqualTo(7);
    }

    @Test
    void aCheckoutThatCannotBeWrittenIsSaid() throws Exception {
        machine.jdk("jdks/25", "25.0.3");
        machine.write("app/target", "a file where the folder would be");

        var result = machine.run("doctor");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("Loam has to be built, but " + machine.checkout + " cannot be written: make it writable, or copy it to where it can be.\n");
    }

    @Test
    void aHomeThatCannotBeWrittenLeavesEverythingToTheCache() throws Exception {
        machine.jdk("jdks/25", "25.0.3");
        machine.environment.put("HOME", "/dev/null/home");

        assertThat(machine.run("doctor").code()).isEqualTo(7);
        assertThat(machine.mavenCalls().getFirst()).contains("-Dmaven.repo.local=" + machine.cache + "/maven/repository");
    }

    @Test
    void twoFirstStartsBuildOnce() throws Exception {
        machine.jdk("jdks/25", "25.0.3");
        Path gate = machine.folder.resolve("gate");
        assertThat(new ProcessBuilder("mkfifo", gate.toString()).start().waitFor()).isZero();
        machine.maven("echo '[INFO] Building app 1 [1/1]'; cat '" + gate + "' >/dev/null");

        Process first = machine.start("./loam", "doctor");
        var firstSays = new BufferedReader(new InputStreamReader(first.getErrorStream(), StandardCharsets.UTF_8));
        while (!firstSays.readLine().contains("building app")) { }
        Process second = machine.start("./loam", "doctor");
        var secondSays = new BufferedReader(new InputStreamReader(second.getErrorStream(), StandardCharsets.UTF_8));
        assertThat(secondSays.readLine()).startsWith("Waiting for process " + first.pid() + ", which builds Loam");
        Files.writeString(gate, "go");

        assertThat(first.waitFor()).isEqualTo(7);
        assertThat(second.waitFor()).isEqualTo(7);
        assertThat(machine.mavenCalls()).hasSize(1);
    }

    @Test
    void theLockOfADeadProcessIsTakenOver() throws Exception {
        machine.jdk("jdks/25", "25.0.3");
        Path target = Files.createDirectories(machine.checkout.resolve("app/target"));
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.createSymbolicLink(target.resolve(".building"), Path.of(Long.toString(dead.pid())));

        assertThat(machine.run("doctor").code()).isEqualTo(7);
        try (var left = Files.list(target)) {
            assertThat(left.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("loam-app.jar", "classpath.txt", "loam.stamp", "build.log");
        }
    }

    // ---- what it starts

    @Test
    void argumentsArriveAsTheyWereAndOfflineIsTakenOut() throws Exception {
        machine.jdk("jdks/25", "25.0.3");
        machine.environment.put("LOAM_JAVA_OPTS", "-Xmx1g -Da=b");

        var lines = machine.run("train", "two words", "--offline", "", "*", "--", "--offline").out().lines().toList();

        int main = lines.indexOf("dev.loam.app.Main");
        assertThat(lines.subList(main + 1, lines.size())).containsExactly("train", "two words", "", "*", "--", "--offline");
        assertThat(lines).contains("-Dloam.offline=true", "-Xmx1g", "-Da=b", "--enable-native-access=ALL-UNNAMED", "-Dloam.command=./loam");
        assertThat(lines.get(main - 1)).isEqualTo(machine.checkout + "/app/target/loam-app.jar:" + machine.checkout + "/pom.xml");
    }

    @Test
    void hintsShowTheCommandAsItWasTyped() throws Exception {
        machine.jdk("jdks/25", "25.0.3");
        Files.createSymbolicLink(machine.bin.resolve("loam"), Path.of("../checkout/loam"));

        assertThat(machine.finish(machine.start("loam")).out().lines()).contains("-Dloam.command=loam", "-Dloam.root=" + machine.checkout);
        assertThat(machine.finish(machine.start("../checkout/loam")).out().lines()).contains("-Dloam.command=../checkout/loam");
    }

    @Test
    void testsEndWithTheSumOfSurefiresClosingLines() throws Exception {
        machine.jdk("jdks/25", "25.0.3");
        machine.maven("""
            echo '[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.1 s -- in A'
            echo '[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0'
            echo '[ERROR] Tests run: 2, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.1 s <<< FAILURE! -- in B'
            echo '[ERROR] Tests run: 2, Failures: 1, Errors: 0, Skipped: 0'
            exit 3""");

        var result = machine.run("test", "--all", "--", "-pl", "tensor");

        assertThat(result.code()).isEqualTo(3);
        assertThat(result.out()).endsWith("Tests run: 5, Failures: 1, Errors: 0, Skipped: 0\n");
        assertThat(machine.mavenCalls()).containsExactly(
            "-B -Dstyle.color=never -ntp -fae test -DexcludedTags= -Dtest.args=-Dloam.cases=200 -pl tensor");
    }

    /// As if the file had been written some time after the build, however coarse the file system's clock.
    private static void later(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
    }

    private static void past(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600)));
    }
}
