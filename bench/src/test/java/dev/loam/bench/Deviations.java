package dev.loam.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.assertj.core.api.Assertions;

/// Deviations of Loam from LibTorch, each `max|a - b| / max|b|` over a tensor. Collects them under a few headings, fails with all
/// that exceed their bars, and leaves the greatest of each heading in a file for whoever wants the figures.
final class Deviations {
    private final String subject;
    private final TreeMap<String, Double> greatest = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();

    Deviations(String subject) {
        this.subject = subject;
    }

    static double of(double[] found, double[] expected) {
        Assertions.assertThat(found).hasSameSizeAs(expected);
        double difference = 0;
        double scale = 0;
        for (int i = 0; i < found.length; i++) {
            double d = Math.abs(found[i] - expected[i]);
            difference = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(difference, d);
            scale = Math.max(scale, Math.abs(expected[i]));
        }
        return difference == 0 ? 0 : difference / scale;
    }

    void check(String heading, String what, double[] found, double[] expected, double bar) {
        double d = note(heading, found, expected);
        if (!(d <= bar)) {
            failures.add(String.format(Locale.ROOT, "%s of %s: %.2e, more than %.0e", heading, what, d, bar));
        }
    }

    /// Notes a deviation that has no bar.
    double note(String heading, double[] found, double[] expected) {
        double d = of(found, expected);
        greatest.merge(heading, d, Math::max);
        return d;
    }

    /// Fails if a bar was exceeded.
    void report() {
        var line = new StringBuilder(subject);
        greatest.forEach((heading, d) -> line.append(String.format(Locale.ROOT, "  %s %.1e", heading, d)));
        try {
            Path folder = Path.of("target");
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("libtorch-deviations.txt"), line.append('\n'), java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Assertions.assertThat(failures).as(subject + " against LibTorch, max|a-b|/max|b|").isEmpty();
    }
}
