package dev.loam.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Loam where LLVM cannot be had: a JVM without its jars.
class WithoutNativeCodeTest {
    @TempDir
    Path folder;

    private String train(String config, String... settings) throws Exception {
        String path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator)).filter(jar -> !jar.contains("bytedeco"))
            .collect(Collectors.joining(File.pathSeparator));
        var command = new java.util.ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", path, "dev.loam.app.Main", "train", config,
            "runs=" + folder.resolve("runs"), "run=one"));
        command.addAll(List.of(settings));
        Path log = folder.resolve("log");
        var process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        process.environment().put("LOAM_CACHE", System.getenv().getOrDefault("LOAM_CACHE", folder.toString()));
        assertThat(process.start().waitFor()).as(Files.readString(log)).isZero();
        return Files.readString(folder.resolve("runs/one/summary.json"));
    }

    @Test
    void aRunTrainsAndIsTested() throws Exception {
        assertThat(train("mnist-mlp", "mode=test", "data.name=digits", "steps=5")).contains("\"completed\" : true");
    }

    @Test
    @Tag("slow")
    void mnistIsLearnedTo98PerCent() throws Exception {
        String data = System.getenv().getOrDefault("LOAM_DATA", "");
        assumeThat(data).as("LOAM_DATA, with MNIST").isNotBlank();
        String summary = train("mnist-mlp");
        assertThat(summary).contains("MNIST");
        Matcher accuracy = Pattern.compile("\"test\" : \\{\\s*\"accuracy\" : ([0-9.]+)").matcher(summary);
        assertThat(accuracy.find()).isTrue();
        assertThat(Double.parseDouble(accuracy.group(1))).isGreaterThanOrEqualTo(0.98);
    }
}
