package dev.loam.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.bench.BenchmarkPage.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkPageTest {
    private static final Path PAGE = Path.of("../docs/benchmarks.md");

    private static Row row(String key, int threads, double loam) {
        return new Row(key, threads, loam, loam, 2, 1.5, 1e6, 8, "mkl, fused", "2026-11-21");
    }

    private static Comparison comparison(String key, int threads, double loam) {
        double[] mine = {loam, loam, loam};
        double[] theirs = {2, 2, 2};
        return new Comparison(key, threads, 8, PeerSetting.parse("blas=mkl optimizer=fused"), Samples.of(mine, mine, 1, 1), Samples.of(theirs, theirs, 1, 1), 1e6);
    }

    @Test
    void thePageInTheRepositoryIsTheOneThatTheCommandWritesOfTheFiguresBesideIt() throws IOException {
        BenchmarkPage figures = BenchmarkPage.read(Results.figures(PAGE));
        assertThat(figures).as("docs/benchmarks.tsv; write it with ./loam bench --vs libtorch --write docs/benchmarks.md").isNotNull();
        assertThat(Files.readString(PAGE)).as("edit bench/src/main/resources/dev/loam/bench/benchmarks.md, not the page").isEqualTo(figures.text());
        assertThat(figures.rows()).isNotEmpty().allSatisfy(r -> {
            assertThat(Bench.compared()).contains(r.workload());
            assertThat(r.loam()).isPositive();
            assertThat(r.peer()).isPositive();
            assertThat(r.loamP10()).isLessThanOrEqualTo(r.loam());
        });
    }

    @Test
    void newFiguresTakeThePlaceOfOldOnesAndTheOrderIsThatOfTheWorkloads() {
        var page = new BenchmarkPage("m", "p", List.of(row("cnn batch=64", 1, 5), row("gemm 64 NN", 1, 7)));
        BenchmarkPage now = page.with("m", "p", List.of(row("mlp batch=64", 2, 1), row("mlp batch=64", 1, 1), row("cnn batch=64", 1, 4)));
        assertThat(now.rows()).extracting(r -> r.key() + " " + r.threads() + " " + r.loam())
            .containsExactly("mlp batch=64 1 1.0", "mlp batch=64 2 1.0", "cnn batch=64 1 4.0", "gemm 64 NN 1 7.0");
        assertThat(page.with("another machine", "p", List.of(row("mlp batch=64", 1, 1))).rows()).as("figures of two machines are not mixed").hasSize(1);
    }

    @Test
    void whatIsWrittenIsReadAgain(@TempDir Path folder) throws IOException {
        Path page = folder.resolve("sub/page.md");
        new Results("LibTorch 9", List.of(comparison("mlp batch=64", 1, 0.5))).write(page, "a machine");
        new Results("LibTorch 9", List.of(comparison("gemm 64 NN", 1, 0.01))).write(page, "a machine");
        BenchmarkPage read = BenchmarkPage.read(folder.resolve("sub/page.tsv"));
        assertThat(read.rows()).hasSize(2);
        assertThat(read.machine()).isEqualTo("a machine");
        assertThat(Files.readString(page)).isEqualTo(read.text()).contains("Measured on: a machine. Beside: LibTorch 9.",
            "| mlp batch=64 | 1 | 0.500 (0.500) | 2.000 (2.000) | **0.25** (0.25) | mkl, fused, of 8 |", "| 64 NN | 1 | 100 (100) | 1 (1) | **0.01** (0.01) |",
            "| `airbench94` | K. Jordan's network").doesNotContain("{{");
    }
}
