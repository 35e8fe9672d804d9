package dev.loam.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;

/// What comparing workloads with a peer gave.
public final class Results {
    private final String peer;
    private final List<Comparison> rows;

    Results(String peer, List<Comparison> rows) {
        this.peer = peer;
        this.rows = List.copyOf(rows);
    }

    /// The peer with the versions of its libraries.
    public String peer() {
        return peer;
    }

    /// Writes the page of benchmarks with these figures, and the figures into a file beside it (`.tsv`). What was measured before on the
    /// same machine stays.
    ///
    /// @param machine what ran it, with the versions that matter
    public void write(Path page, String machine) throws IOException {
        Path figures = figures(page);
        BenchmarkPage before = BenchmarkPage.read(figures);
        String today = LocalDate.now().toString();
        BenchmarkPage now = (before == null ? new BenchmarkPage(machine, peer, List.of()) : before)
            .with(machine, peer, rows.stream().map(c -> BenchmarkPage.Row.of(c, today)).toList());
        if (page.toAbsolutePath().getParent() != null) {
            Files.createDirectories(page.toAbsolutePath().getParent());
        }
        Files.writeString(figures, now.figures());
        Files.writeString(page, now.text());
    }

    /// The file of figures that belongs to a page.
    static Path figures(Path page) {
        return page.resolveSibling(page.getFileName().toString().replaceFirst("\\.md$", "") + ".tsv");
    }
}
