package dev.loam.train;

import dev.loam.data.Dataset;
import dev.loam.runtime.Buffer;
import java.util.List;
import java.util.function.Consumer;

/// What a classifier said about each example of a set: its class, how sure it was, and the true one.
final class Predictions implements Objective.Watcher {
    private final Dataset data;
    private final List<String> names;
    private final int classes;
    private final int[] predicted;
    private final float[] confidence;
    private final int[][] confusion;

    /// @param names of the classes
    Predictions(Dataset data, List<String> names) {
        this.data = data;
        this.names = names;
        this.classes = names.size();
        int n = Math.toIntExact(data.size());
        this.predicted = new int[n];
        this.confidence = new float[n];
        this.confusion = new int[classes][classes];
    }

    @Override
    public void batch(long first, int rows, Buffer output) {
        for (int row = 0; row < rows; row++) {
            int i = (int) first + row;
            long base = (long) row * classes;
            int top = 0;
            for (int c = 1; c < classes; c++) {
                top = output.getDouble(base + c) > output.getDouble(base + top) ? c : top;
            }
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += Math.exp(output.getDouble(base + c) - output.getDouble(base + top));
            }
            predicted[i] = top;
            confidence[i] = (float) (1 / sum);
            confusion[data.readInt(i, 1)][top]++;
        }
    }

    @Override
    public void report(Consumer<String> page) {
        if (size() > 0) {
            new PredictionsReport(this, names, page).write();
        }
    }

    int size() {
        return predicted.length;
    }

    int predicted(int i) {
        return predicted[i];
    }

    /// The softmax of the predicted class.
    float confidence(int i) {
        return confidence[i];
    }

    int truth(int i) {
        return data.readInt(i, 1);
    }

    /// How often each true class (first index) was taken for each class.
    int[][] confusion() {
        return confusion;
    }

    Dataset data() {
        return data;
    }
}
