package dev.loam.train;

import dev.loam.data.DataSource;
import dev.loam.nn.Parameter;
import dev.loam.nn.ParameterLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// `report.md`: a run on one page that needs no other file. Curves and pictures are data URIs.
final class Report {
    private final Problem problem;
    private final RunFolder folder;
    private final Summary summary;
    private final List<MetricsLog.Line> lines;
    private final Objective.Watcher watcher;
    private final StringBuilder page = new StringBuilder();

    /// @param watcher who saw the last weights' outputs on the test examples; may be null
    Report(Problem problem, RunFolder folder, Summary summary, List<MetricsLog.Line> lines, Objective.Watcher watcher) {
        this.problem = problem;
        this.folder = folder;
        this.summary = summary;
        this.lines = lines;
        this.watcher = watcher;
    }

    String text() {
        header();
        scores();
        curves();
        add("## A glimpse of the training data");
        problem.objective().glimpse(problem, this::add);
        SampleSheet.report(folder, this::add);
        if (watcher != null) {
            watcher.report(this::add);
        }
        parameters();
        settings();
        return page.toString();
    }

    private void header() {
        DataSource source = problem.source();
        add("# " + summary.name());
        add(problem.config().model().name() + ", " + Text.count(problem.task().layout().parameterCount()) + " parameters, on " + problem.dataWords().replaceFirst("^only ", "") + ".");
        if (!source.notice().isEmpty()) {
            add("> " + source.notice());
        }
        if (summary.test() != null) {
            add("**Test " + summary.test() + "** after " + Text.count(summary.step()) + " steps in " + Text.seconds(summary.seconds()) + ", "
                + Text.count(Math.round(summary.rate() * problem.objective().unitsPerExample())) + " " + problem.objective().unit() + " per second.");
        }
    }

    private void scores() {
        add("## Scores");
        Score last = summary.validation() != null ? summary.validation() : summary.test();
        List<String> figures = last == null ? List.of() : List.copyOf(last.figures().keySet());
        boolean accuracy = last != null && last.hasAccuracy();
        var table = new StringBuilder("| examples | weights | " + (accuracy ? "accuracy | " : "") + "loss |");
        figures.forEach(f -> table.append(' ').append(f.replace('-', ' ')).append(" |"));
        table.append(" how many |\n|---|---|---|").append("---|".repeat(figures.size() + (accuracy ? 2 : 1))).append('\n');
        boolean one = problem.test() == problem.validation();
        row(table, "training", "while they changed, last epoch", summary.train());
        List<MetricsLog.Line> sample = lines("train-sample", "loss");
        if (!sample.isEmpty()) {
            double loss = sample.getLast().value();
            row(table, "training, a sample", "last, step " + summary.step(), new Score(loss, Double.NaN, problem.trainSample().size() * problem.objective().unitsPerExample(),
                problem.objective().figures(Part.TRAIN_SAMPLE, "", loss)));
        }
        row(table, one ? "held out" : "validation", "last, step " + summary.step(), summary.validation());
        row(table, "test", "last, step " + summary.step(), one ? null : summary.test());
        Summary.Best best = summary.best();
        if (best != null && best.step() != summary.step()) {
            row(table, one ? "held out" : "validation", "best, step " + best.step(), best.validation());
            row(table, "test", "best, step " + best.step(), one ? null : best.test());
        } else if (best != null) {
            table.append("\nThe last weights are also the best ones on the ").append(one ? "held-out text" : "validation examples").append(".\n");
        }
        add(table.toString());
        if (one) {
            add("One part of the text is held out, for validation and test alike, as is the custom with small texts; nothing of it was learned from.");
        }
    }

    private static void row(StringBuilder table, String examples, String weights, Score score) {
        if (score != null) {
            table.append("| ").append(examples).append(" | ").append(weights).append(" | ").append(score.hasAccuracy() ? Text.percent(score.accuracy()) + " | " : "")
                .append(Text.fixed(score.loss(), 4));
            score.figures().values().forEach(v -> table.append(" | ").append(Text.fixed(v, v < 100 ? 4 : 1)));
            table.append(" | ").append(Text.count(score.examples())).append(" |\n");
        }
    }

    private void curves() {
        add("## Curves");
        chart(new Chart("loss by step").add("training", lines("train", "loss")).add("training sample", lines("train-sample", "loss"))
            .add("validation", lines("validation", "loss")));
        chart(new Chart("accuracy by step").add("training", lines("train", "accuracy")).add("validation", lines("validation", "accuracy")));
        chart(new Chart("learning rate by step").add("learning rate", lines("train", "learning-rate")));
        chart(new Chart("gradient norm by step").add("gradient norm", lines("train", "gradient-norm")));
    }

    private void chart(Chart chart) {
        if (!chart.isEmpty()) {
            add(chart.markdown());
        }
    }

    private List<MetricsLog.Line> lines(String split, String metric) {
        return lines.stream().filter(l -> l.split().equals(split) && l.metric().equals(metric)).toList();
    }

    private void parameters() {
        add("## Parameters");
        var table = new StringBuilder("| name | shape | values | weight decay |\n|---|---|---|---|\n");
        ParameterLayout layout = problem.task().layout();
        for (ParameterLayout.Group g : layout.groups()) {
            for (Parameter p : g.parameters()) {
                table.append("| `").append(p.name()).append("` | ").append(p.shape()).append(" | ").append(Text.count(p.size())).append(" | ")
                    .append(g.frozen() ? "frozen" : p.decay() ? "yes" : "no").append(" |\n");
            }
        }
        table.append("| all | | ").append(Text.count(layout.parameterCount())).append(" | |\n");
        add(table.toString());
    }

    private void settings() {
        add("## How it came about");
        add("- result key `" + summary.resultKey() + "`\n- device: " + summary.environment().get("device") + "\n- Loam " + summary.environment().get("loam")
            + ", Java " + summary.environment().get("java") + "\n- precision " + problem.task().precision() + scaled() + "\n- data: " + problem.source().title() + ", content hash `"
            + problem.source().provenance().contentHash() + "`\n- peak memory: " + Text.count(summary.peakMemory() / 1_000_000) + " MB");
        add("The same again: `" + Hints.command("train " + summary.folder().resolve("config.json")) + "`");
        add("```yaml\n" + problem.config().yaml() + "```");
    }

    private String scaled() {
        return summary.environment().get("loss-scale") instanceof java.util.Map<?, ?> m ? "; " + m.get("kind") + " loss scale, at last " + m.get("scale") + ", "
            + m.get("skipped-steps") + " steps skipped" : "";
    }

    private void add(String paragraph) {
        page.append(paragraph.stripTrailing()).append("\n\n");
    }
}
