package dev.loam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The inputs that fuzzing found to reach different code, and those that once broke something.
class FuzzTest {
    private static final Path CORPUS = Path.of("src/test/resources/dev/loam/train/fuzz");

    static List<String> targets() {
        return List.copyOf(Fuzz.TARGETS.keySet());
    }

    @ParameterizedTest
    @MethodSource("targets")
    void everyKeptInputGivesAValueOrASentence(String name) throws IOException {
        List<Path> files;
        try (var all = Files.list(CORPUS.resolve(name))) {
            files = all.sorted().toList();
        }
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            byte[] input = Files.readAllBytes(file);
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Fuzz.run(Fuzz.TARGETS.get(name), input), () -> file + " takes too long");
        }
    }
}
