package dev.loam.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class WarmStartTest {
    @TempDir
    Path cache;

    private List<String> start() throws IOException, InterruptedException {
        var builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--enable-native-access=ALL-UNNAMED",
            "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), WarmStart.class.getName());
        builder.environment().put("LOAM_CACHE", cache.toString());
        builder.environment().remove("LOAM_DEBUG");
        Process p = builder.redirectErrorStream(true).start();
        String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(p.waitFor()).as(said).isZero();
        return said.lines().toList();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aSecondStartRunsTheSameCodeWithoutLlvmInMemory() throws Exception {
        // the library is large: the one that is unpacked already serves
        Llvm.get();
        Files.createSymbolicLink(cache.resolve("llvm"), Cache.folder().resolve("llvm"));
        List<String> first = start();
        List<String> second = start();
        assertThat(first).contains("loaded true true");
        assertThat(second).contains("loaded false false");
        assertThat(second.get(0)).startsWith("loss").isEqualTo(first.get(0));
    }
}
