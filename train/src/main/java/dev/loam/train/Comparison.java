package dev.loam.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Runs side by side: in which settings they differ, and what came of each.
public final class Comparison {
    /// The figures that are shown, when a run has them; those of which less is better.
    private static final List<String> LESS = List.of("loss", "bits-per-byte", "bits-per-character", "perplexity", "nats-per-image", "bits-per-dim");
    private static final List<String> SPLITS = List.of("test", "validation", "train");

    private final List<One> runs;

    /// What is known of a run.
    ///
    /// @param summary what `summary.json` holds; empty while the run goes on
    private record One(String name, Map<String, Object> settings, Map<String, Object> summary, List<MetricsLog.Line> lines) {
    }

    /// A line of a table.
    private record Row(String name, List<String> cells) {
    }

    private Comparison(List<One> runs) {
        this.runs = runs;
    }

    /// Reads the folders of two or more runs.
    ///
    /// @throws TrainException where one is no run, or there are fewer than two
    public static Comparison of(List<Path> folders) {
        if (folders.size() < 2) {
            throw new TrainException("compare: give it two runs or more, as in " + Hints.command("compare runs/mnist-1 runs/mnist-2"));
        }
        var runs = new ArrayList<One>();
        for (Path path : folders) {
            RunFolder folder = RunFolder.open(path, new Storage());
            Map<String, Object> settings = new TreeMap<>(folder.config(Registries.standard()).flat());
            RunRecord record = folder.record();
            settings.keySet().removeAll(List.of("run", "runs"));
            settings.put("(data)", record.segments().getLast().data());
            settings.put("(code)", record.segments().getLast().code());
            settings.put("(target)", record.segments().getLast().target());
            runs.add(new One(folder.name(), settings, folder.summary(), Files.isRegularFile(folder.metrics()) ? MetricsLog.read(folder.metrics()) : List.of()));
        }
        return new Comparison(runs);
    }

    /// The tables for a terminal.
    public String text() {
        List<Row> differences = differences();
        return (differences.isEmpty() ? "The settings are the same.\n" : table("settings that differ", differences)) + "\n" + table("results", results());
    }

    /// The tables and the curves on one page.
    public String markdown() {
        var out = new StringBuilder("# " + runs.stream().map(One::name).collect(Collectors.joining(", ")) + "\n\n## Results\n\n" + markdown(results()));
        out.append("\n## Settings that differ\n\n").append(differences().isEmpty() ? "None.\n" : markdown(differences())).append("\n## Curves\n\n");
        for (String[] curve : new String[][] {{"train", "loss"}, {"validation", "loss"}, {"validation", "accuracy"}}) {
            var chart = new Chart(curve[0] + " " + curve[1] + " by step");
            runs.forEach(r -> chart.add(r.name, r.lines.stream().filter(l -> l.split().equals(curve[0]) && l.metric().equals(curve[1])).toList()));
            if (!chart.isEmpty()) {
                out.append(chart.markdown()).append('\n');
            }
        }
        return out.toString();
    }

    private List<Row> differences() {
        var keys = new TreeMap<String, Boolean>();
        runs.forEach(r -> r.settings.keySet().forEach(k -> keys.put(k, true)));
        var out = new ArrayList<Row>();
        for (String key : keys.keySet()) {
            List<String> cells = runs.stream().map(r -> shown(r.settings.get(key))).toList();
            if (cells.stream().distinct().count() > 1) {
                out.add(new Row(key, cells));
            }
        }
        return out;
    }

    private static String shown(Object value) {
        String text = value == null ? "" : value instanceof Double d ? Text.number(d) : value instanceof String s ? s : Json.canonical(Map.of("v", value)).replaceFirst("\\{\"v\":", "").replaceFirst("}$", "");
        return text.length() > 28 ? text.substring(0, 27) + "…" : text;
    }

    private List<Row> results() {
        var rows = new LinkedHashMap<String, Row>();
        for (String split : SPLITS) {
            for (String metric : figures(split)) {
                List<Double> values = runs.stream().map(r -> figure(r, split, metric)).toList();
                rows.put(split + " " + metric, new Row(split + " " + metric.replace('-', ' '), marked(values, metric)));
            }
        }
        rows.put("step", new Row("steps", runs.stream().map(r -> r.summary.get("step") instanceof Number n ? Text.count(n.longValue()) + (Boolean.TRUE.equals(r.summary.get("completed")) ? "" : " (stopped)")
            : r.lines.isEmpty() ? "none" : Text.count(r.lines.getLast().step()) + " (goes on)").toList()));
        rows.put("seconds", new Row("seconds", numbers("seconds", "%.1f")));
        rows.put("rate", new Row("examples per second", numbers("examples-per-second", "%,.0f")));
        rows.put("memory", new Row("peak memory, MB", runs.stream().map(r -> r.summary.get("peak-memory-bytes") instanceof Number n ? Text.count(n.longValue() / 1_000_000) : "").toList()));
        return List.copyOf(rows.values());
    }

    private List<String> figures(String split) {
        var names = new LinkedHashMap<String, Boolean>();
        runs.forEach(r -> {
            if (r.summary.get(split) instanceof Map<?, ?> m) {
                m.keySet().forEach(k -> names.put((String) k, true));
            }
        });
        names.remove("examples");
        return List.copyOf(names.keySet());
    }

    private static Double figure(One run, String split, String metric) {
        return run.summary.get(split) instanceof Map<?, ?> m && m.get(metric) instanceof Number n ? n.doubleValue() : null;
    }

    /// The best one has a star.
    private static List<String> marked(List<Double> values, String metric) {
        double sign = LESS.contains(metric) ? -1 : 1;
        double best = Double.NEGATIVE_INFINITY;
        for (Double v : values) {
            best = v == null || v.isNaN() ? best : Math.max(best, sign * v);
        }
        var out = new ArrayList<String>();
        for (Double v : values) {
            String text = v == null ? "" : metric.equals("accuracy") ? Text.percent(v) : Text.fixed(v, 4);
            out.add(v != null && sign * v == best ? text + " *" : text);
        }
        return out;
    }

    private List<String> numbers(String key, String format) {
        return runs.stream().map(r -> r.summary.get(key) instanceof Number n ? String.format(Locale.ROOT, format, n.doubleValue()) : "").toList();
    }

    private String table(String title, List<Row> rows) {
        var all = new ArrayList<>(List.of(new Row(title, runs.stream().map(One::name).toList())));
        all.addAll(rows);
        int[] widths = new int[runs.size() + 1];
        for (Row r : all) {
            widths[0] = Math.max(widths[0], r.name.length());
            for (int k = 0; k < r.cells.size(); k++) {
                widths[k + 1] = Math.max(widths[k + 1], r.cells.get(k).length());
            }
        }
        var out = new StringBuilder();
        for (Row r : all) {
            var line = new StringBuilder(r.name + " ".repeat(widths[0] - r.name.length()));
            for (int k = 0; k < r.cells.size(); k++) {
                line.append("   ").append(r.cells.get(k)).append(" ".repeat(widths[k + 1] - r.cells.get(k).length()));
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }

    private String markdown(List<Row> rows) {
        var out = new StringBuilder("| |" + runs.stream().map(r -> " " + r.name + " |").collect(Collectors.joining()) + "\n|---|" + "---|".repeat(runs.size()) + "\n");
        rows.forEach(r -> out.append("| ").append(r.name).append(" | ").append(String.join(" | ", r.cells)).append(" |\n"));
        return out.toString();
    }
}
