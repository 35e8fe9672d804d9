package dev.loam.train;

import dev.loam.data.DataSource;
import dev.loam.data.Dataset;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// The first training examples on a page: a sheet of pictures, or rows of a table.
final class Glimpse {
    private static final int PICTURES = 16;
    private static final int ROWS = 8;

    private Glimpse() {
    }

    static void of(Dataset train, DataSource source, Consumer<String> page) {
        if (Panel.shows(train)) {
            page.accept(Panel.markdown("training examples", train, IntStream.range(0, (int) Math.min(PICTURES, train.size()))
                .mapToObj(i -> new Panel.Cell(i, source.classNames().get(train.readInt(i, 1)), false)).toList()));
        } else if (!source.featureNames().isEmpty()) {
            page.accept(rows(train, source) + "\nNumbers as the model gets them.");
        }
    }

    private static String rows(Dataset train, DataSource source) {
        var table = new StringBuilder("| " + String.join(" | ", source.featureNames()) + " | " + source.label().name() + " |\n|"
            + "---|".repeat(source.featureNames().size() + 1) + "\n");
        float[] features = new float[source.input().elements()];
        float[] number = new float[1];
        for (int i = 0; i < Math.min(ROWS, train.size()); i++) {
            train.read(i, 0, features, 0);
            table.append("| ");
            for (float f : features) {
                table.append(Text.short3(f)).append(" | ");
            }
            if (source.classes() == 0) {
                train.read(i, 1, number, 0);
            }
            table.append(source.classes() > 0 ? source.classNames().get(train.readInt(i, 1)) : Text.short3(number[0])).append(" |\n");
        }
        return table.toString();
    }
}
