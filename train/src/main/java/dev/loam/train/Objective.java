package dev.loam.train;

import dev.loam.data.DataSource;
import dev.loam.data.Dataset;
import dev.loam.data.Modality;
import dev.loam.nn.Layer;
import dev.loam.nn.ParameterLayout;
import dev.loam.nn.Task;
import dev.loam.tensor.Shape;
import java.util.Map;
import java.util.function.Consumer;

/// What is to be learned from a kind of data: how it becomes a task, what a loss says to a person, and what the report shows of it. The rest of the
/// harness does not know kinds of data apart.
sealed interface Objective permits Classification, Regression, LanguageModel, PixelModel {
    /// The objective that fits `source`.
    ///
    /// @throws TrainException where the config's loss does not fit it
    static Objective of(Config config, DataSource source) {
        if (source.pixels() != null) {
            return PixelModel.of(config, source);
        }
        if (source.modality() == Modality.TEXT) {
            return new LanguageModel(source);
        }
        return source.classes() > 0 ? new Classification(source) : new Regression(source);
    }

    DataSource source();

    /// The size of the model's last axis.
    int outputs();

    /// @param config for error messages
    /// @throws TrainException where the model does not fit the data
    Task task(Config config, Layer model, ParameterLayout layout);

    /// How many examples are measured at once.
    default int evaluationBatch() {
        return 256;
    }

    /// The examples to learn from on which the weights are measured too, beside the validation; empty for none.
    default Dataset trainSample(Dataset train) {
        return train.take(0);
    }

    /// What rates count: `images`, `characters`.
    default String unit() {
        return source().modality().plural();
    }

    /// How many of those an example is.
    default int unitsPerExample() {
        return 1;
    }

    /// The shape of what the model takes.
    default Shape input() {
        return Problem.shape(source().input());
    }

    /// The sets that are measured one by one for a part of the data, by name.
    ///
    /// @param all the part's examples, limits applied
    default Map<String, Dataset> sets(Part part, Dataset all) {
        return Map.of("", all);
    }

    /// What else a mean loss says, by name.
    ///
    /// @param part the examples it is the mean of
    /// @param set  the name among [#sets]; empty for all of them
    default Map<String, Double> figures(Part part, String set, double loss) {
        return Map.of();
    }

    /// Shows some of the training data, as paragraphs of Markdown.
    void glimpse(Problem problem, Consumer<String> page);

    /// Whether targets of -1 do not count, so that a last batch is filled up with them.
    default boolean fills() {
        return false;
    }

    /// Who looks at the model's outputs on the test examples after the last step; null where nobody does.
    default Watcher watcher(Problem problem) {
        return null;
    }

    /// Told outputs, and what to show of them.
    interface Watcher extends Evaluator.Outputs {
        /// Adds paragraphs of Markdown.
        void report(Consumer<String> page);
    }
}
