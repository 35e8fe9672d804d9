package dev.loam.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The page of benchmarks: a text that stands in a template, with tables made of the figures in a file beside the page. Measuring some
/// workloads replaces their rows; all rows are of one machine and one peer.
///
/// @param machine what ran it, and its versions
/// @param peer    what Loam was compared with
/// @param rows    in the order of the page
record BenchmarkPage(String machine, String peer, List<Row> rows) {
    private static final String COLUMNS = "case\tthreads\tloam median ms\tloam p10 ms\tpeer median ms\tpeer p10 ms\tflop\tsettings tried\tpeer's best setting\tmeasured";

    BenchmarkPage {
        rows = List.copyOf(rows);
    }

    /// One line of the file.
    record Row(String key, int threads, double loam, double loamP10, double peer, double peerP10, double flops, int settings, String best, String date) {
        static Row of(Comparison c, String date) {
            return new Row(c.key(), c.threads(), c.loam().median(), c.loam().p10(), c.peer().median(), c.peer().p10(), c.flops(), c.settings(),
                c.best().text(), date);
        }

        private static Row parse(String line) {
            String[] f = line.split("\t", -1);
            return new Row(f[0], Integer.parseInt(f[1]), Double.parseDouble(f[2]), Double.parseDouble(f[3]), Double.parseDouble(f[4]),
                Double.parseDouble(f[5]), Double.parseDouble(f[6]), Integer.parseInt(f[7]), f[8], f[9]);
        }

        private String line() {
            return String.format(Locale.ROOT, "%s\t%d\t%.6f\t%.6f\t%.6f\t%.6f\t%.0f\t%d\t%s\t%s", key, threads, loam, loamP10, peer, peerP10, flops,
                settings, best, date);
        }

        String workload() {
            return key.split(" ")[0];
        }

        boolean isProduct() {
            return workload().equals("gemm");
        }
    }

    /// The page whose figures are in `file`; null where there is none.
    static BenchmarkPage read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        List<String> lines = Files.readAllLines(file);
        var rows = new ArrayList<Row>();
        for (String line : lines.subList(3, lines.size())) {
            rows.add(Row.parse(line));
        }
        return new BenchmarkPage(lines.get(0).replaceFirst("^# machine: ", ""), lines.get(1).replaceFirst("^# peer: ", ""), rows);
    }

    /// These figures in the place of those for the same cases and threads; all others go where machine or peer are others.
    BenchmarkPage with(String nowMachine, String nowPeer, List<Row> measured) {
        Map<String, Row> all = new LinkedHashMap<>();
        if (machine.equals(nowMachine) && peer.equals(nowPeer)) {
            rows.forEach(r -> all.put(r.key() + " " + r.threads(), r));
        }
        measured.forEach(r -> all.put(r.key() + " " + r.threads(), r));
        var sorted = new ArrayList<>(all.values());
        var places = new ArrayList<String>();
        sorted.forEach(r -> places.add(r.key()));
        sorted.sort(Comparator.comparingInt((Row r) -> Bench.names().indexOf(r.workload())).thenComparingInt(r -> places.indexOf(r.key()))
            .thenComparingInt(Row::threads));
        return new BenchmarkPage(nowMachine, nowPeer, sorted);
    }

    /// The text of the file.
    String figures() {
        var out = new StringBuilder("# machine: " + machine + "\n# peer: " + peer + "\n" + COLUMNS + "\n");
        rows.forEach(r -> out.append(r.line()).append('\n'));
        return out.toString();
    }

    /// The text of the page.
    String text() {
        return template().replace("{{machine}}", machine).replace("{{peer}}", peer).replace("{{workloads}}", workloads())
            .replace("{{training}}", training()).replace("{{products}}", products());
    }

    static String template() {
        try (InputStream in = BenchmarkPage.class.getResourceAsStream("benchmarks.md")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String workloads() {
        var out = new StringBuilder("| workload | what a step is | batch |\n|---|---|---|\n");
        for (String name : Bench.names()) {
            Workload w = Bench.find(name);
            out.append("| `").append(name).append("` | ").append(w.about()).append(" | ").append(w.size()).append(" |\n");
        }
        return out.toString().stripTrailing();
    }

    private String training() {
        var out = new StringBuilder("| a step of | threads | Loam ms (p10) | LibTorch ms (p10) | ratio (p10) | LibTorch's best setting | measured |\n|---|---|---|---|---|---|---|\n");
        for (Row r : rows) {
            if (!r.isProduct()) {
                out.append(String.format(Locale.ROOT, "| %s | %d | %s (%s) | %s (%s) | **%.2f** (%.2f) | %s, of %d | %s |%n", r.key(), r.threads(),
                    Comparison.milliseconds(r.loam()), Comparison.milliseconds(r.loamP10()), Comparison.milliseconds(r.peer()),
                    Comparison.milliseconds(r.peerP10()), r.loam() / r.peer(), r.loamP10() / r.peerP10(), r.best(), r.settings(), r.date()));
            }
        }
        return out.toString().stripTrailing();
    }

    private String products() {
        var out = new StringBuilder("| product | threads | Loam GFLOP/s (p10 of times) | LibTorch GFLOP/s (p10 of times) | ratio of times (p10) | BLAS | measured |\n|---|---|---|---|---|---|---|\n");
        for (Row r : rows) {
            if (r.isProduct()) {
                out.append(String.format(Locale.ROOT, "| %s | %d | %.0f (%.0f) | %.0f (%.0f) | **%.2f** (%.2f) | %s | %s |%n", r.key().substring(5), r.threads(),
                    r.flops() / r.loam() / 1e6, r.flops() / r.loamP10() / 1e6, r.flops() / r.peer() / 1e6, r.flops() / r.peerP10() / 1e6,
                    r.loam() / r.peer(), r.loamP10() / r.peerP10(), r.best(), r.date()));
            }
        }
        return out.toString().stripTrailing();
    }
}
