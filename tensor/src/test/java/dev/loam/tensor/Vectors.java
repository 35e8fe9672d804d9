package dev.loam.tensor;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Published test vectors in the folder that the environment variable `LOAM_DATA` names; tests that need them are skipped
/// where it is not set.
final class Vectors {
    private Vectors() {
    }

    /// The lines of `name`, a path below the data folder.
    static List<String> lines(String name) {
        String root = System.getenv("LOAM_DATA");
        assumeTrue(root != null, "LOAM_DATA is not set");
        Path file = Path.of(root).resolve(name);
        assumeTrue(Files.exists(file), () -> file + " is not there");
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
