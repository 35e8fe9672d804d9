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
    private static final int SHOWN = 16;
    private static final int MOST_CLASSES = 20;

    private final Problem problem;
    private final Summary summary;
    private final List<MetricsLog.Line> lines;
    private final Predictions predictions;
    private final StringBuilder page = new StringBuilder();

    /// @param predictions of the last weights on the test examples; null where the task has no classes
    Report(Problem problem, Summary summary, List<MetricsLog.Line> lines, Predictions predictions) {
        this.problem = problem;
        this.summary = summary;
        this.lines = lines;
        this.predictions = predictions;
    }

    String text() {
        header();
        scores();
        curves();
        glimpse();
        if (predictions != null && predictions.size() > 0) {
            samples();
            mistakes();
            confusion();
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
                + Text.count(Math.round(summary.rate())) + " " + source.modality().plural() + " per second.");
        }
    }

    private void scores() {
        add("## Scores");
        var table = new StringBuilder("| examples | weights | accuracy | loss | how many |\n|---|---|---|---|---|\n");
        row(table, "training", "while they changed, last epoch", summary.train());
        row(table, "validation", "last, step " + summary.step(), summary.validation());
        row(table, "test", "last, step " + summary.step(), summary.test());
        Summary.Best best = summary.best();
        if (best != null && best.step() != summary.step()) {
            row(table, "validation", "best, step " + best.step(), best.validation());
            row(table, "test", "best, step " + best.step(), best.test());
        } else if (best != null) {
            table.append("\nThe last weights are also the best ones on the validation examples.\n");
        }
        add(table.toString());
    }

    private static void row(StringBuilder table, String examples, String weights, Score score) {
        if (score != null) {
            table.append("| ").append(examples).append(" | ").append(weights).append(" | ").append(score.hasAccuracy() ? Text.percent(score.accuracy()) : "")
                .append(" | ").append(String.format(Locale.ROOT, "%.4f", score.loss())).append(" | ").append(Text.count(score.examples())).append(" |\n");
        }
    }

    private void curves() {
        add("## Curves");
        chart(new Chart("loss by step").add("training", lines("train", "loss")).add("validation", lines("validation", "loss")));
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

    private void glimpse() {
        add("## A glimpse of the training data");
        DataSource source = problem.source();
        int count = (int) Math.min(SHOWN, problem.train().size());
        if (Panel.shows(problem.train())) {
            add(Panel.markdown("training examples", problem.train(), IntStream.range(0, count)
                .mapToObj(i -> new Panel.Cell(i, label(problem.train().readInt(i, 1)), false)).toList()));
            return;
        }
        if (source.featureNames().isEmpty()) {
            return;
        }
        var table = new StringBuilder("| " + String.join(" | ", source.featureNames()) + " | " + source.label().name() + " |\n|"
            + "---|".repeat(source.featureNames().size() + 1) + "\n");
        float[] features = new float[source.input().elements()];
        for (int i = 0; i < Math.min(8, count); i++) {
            problem.train().read(i, 0, features, 0);
            table.append("| ");
            for (float f : features) {
                table.append(Text.short3(f)).append(" | ");
            }
            float[] number = new float[1];
            if (source.classes() == 0) {
                problem.train().read(i, 1, number, 0);
            }
            table.append(source.classes() > 0 ? label(problem.train().readInt(i, 1)) : Text.short3(number[0])).append(" |\n");
        }
        add(table + "\nNumbers as the model gets them.");
    }

    private String label(int number) {
        return problem.source().classNames().get(number);
    }

    private void samples() {
        add("## The first test examples");
        List<Integer> first = IntStream.range(0, Math.min(SHOWN, predictions.size())).boxed().toList();
        show("predictions", first);
    }

    private void mistakes() {
        List<Integer> wrong = new ArrayList<>(IntStream.range(0, predictions.size()).filter(i -> predictions.predicted(i) != predictions.truth(i)).boxed().toList());
        int all = wrong.size();
        wrong.sort(Comparator.comparingDouble((Integer i) -> -predictions.confidence(i)).thenComparingInt(i -> i));
        add("## Mistakes");
        if (all == 0) {
            add("None among " + Text.count(predictions.size()) + " test examples.");
            return;
        }
        add(Text.count(all) + " of " + Text.count(predictions.size()) + " test examples; those of which the model was surest first: true class → predicted class, how sure.");
        show("mistakes", wrong.subList(0, Math.min(2 * SHOWN, all)));
    }

    private void show(String title, List<Integer> which) {
        if (Panel.shows(predictions.data())) {
            add(Panel.markdown(title, predictions.data(), which.stream().map(i -> new Panel.Cell(i, caption(i), predictions.predicted(i) != predictions.truth(i))).toList()));
            return;
        }
        var table = new StringBuilder("| example | true | predicted | how sure |\n|---|---|---|---|\n");
        for (int i : which) {
            table.append("| ").append(i).append(" | ").append(label(predictions.truth(i))).append(" | ").append(label(predictions.predicted(i))).append(" | ")
                .append(Text.percent(predictions.confidence(i))).append(" |\n");
        }
        add(table.toString());
    }

    private String caption(int i) {
        return (predictions.predicted(i) == predictions.truth(i) ? "" : label(predictions.truth(i)) + " → ") + label(predictions.predicted(i)) + " "
            + Math.round(100 * predictions.confidence(i)) + " %";
    }

    private void confusion() {
        int classes = problem.source().classes();
        if (classes > MOST_CLASSES) {
            return;
        }
        add("## Confusions");
        var table = new StringBuilder("| true ↓ predicted → | ");
        IntStream.range(0, classes).forEach(c -> table.append(label(c)).append(" | "));
        table.append("recall |\n|---|").append("---|".repeat(classes + 1)).append('\n');
        for (int truth = 0; truth < classes; truth++) {
            int[] row = predictions.confusion()[truth];
            int sum = IntStream.of(row).sum();
            table.append("| **").append(label(truth)).append("** | ");
            for (int c = 0; c < classes; c++) {
                table.append(c == truth ? "**" + row[c] + "**" : row[c] == 0 ? "·" : Integer.toString(row[c])).append(" | ");
            }
            table.append(sum == 0 ? "" : Text.percent((double) row[truth] / sum)).append(" |\n");
        }
        add(table.toString());
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
