package dev.loam.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// What a classifier said about the test examples, on a page: the first ones, its mistakes, and which classes it took for which.
final class PredictionsReport {
    private static final int SHOWN = 16;
    private static final int MOST_CLASSES = 20;

    private final Predictions predictions;
    private final List<String> names;
    private final Consumer<String> page;

    /// @param names of the classes
    PredictionsReport(Predictions predictions, List<String> names, Consumer<String> page) {
        this.predictions = predictions;
        this.names = names;
        this.page = page;
    }

    void write() {
        samples();
        mistakes();
        confusion();
    }

    private String label(int number) {
        return names.get(number);
    }

    private void samples() {
        page.accept("## The first test examples");
        List<Integer> first = IntStream.range(0, Math.min(SHOWN, predictions.size())).boxed().toList();
        show("predictions", first);
    }

    private void mistakes() {
        List<Integer> wrong = new ArrayList<>(IntStream.range(0, predictions.size()).filter(i -> predictions.predicted(i) != predictions.truth(i)).boxed().toList());
        int all = wrong.size();
        wrong.sort(Comparator.comparingDouble((Integer i) -> -predictions.confidence(i)).thenComparingInt(i -> i));
        page.accept("## Mistakes");
        if (all == 0) {
            page.accept("None among " + Text.count(predictions.size()) + " test examples.");
            return;
        }
        page.accept(Text.count(all) + " of " + Text.count(predictions.size()) + " test examples; those of which the model was surest first: true class → predicted class, how sure.");
        show("mistakes", wrong.subList(0, Math.min(2 * SHOWN, all)));
    }

    private void show(String title, List<Integer> which) {
        if (Panel.shows(predictions.data())) {
            page.accept(Panel.markdown(title, predictions.data(), which.stream().map(i -> new Panel.Cell(i, caption(i), predictions.predicted(i) != predictions.truth(i))).toList()));
            return;
        }
        var table = new StringBuilder("| example | true | predicted | how sure |\n|---|---|---|---|\n");
        for (int i : which) {
            table.append("| ").append(i).append(" | ").append(label(predictions.truth(i))).append(" | ").append(label(predictions.predicted(i))).append(" | ")
                .append(Text.percent(predictions.confidence(i))).append(" |\n");
        }
        page.accept(table.toString());
    }

    private String caption(int i) {
        return (predictions.predicted(i) == predictions.truth(i) ? "" : label(predictions.truth(i)) + " → ") + label(predictions.predicted(i)) + " "
            + Math.round(100 * predictions.confidence(i)) + " %";
    }

    private void confusion() {
        int classes = names.size();
        if (classes > MOST_CLASSES) {
            return;
        }
        page.accept("## Confusions");
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
        page.accept(table.toString());
    }
}
