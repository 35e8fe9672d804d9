package dev.loam.train;

import dev.loam.data.DataSource;
import dev.loam.data.Dataset;
import dev.loam.data.TextSource.Extent;
import dev.loam.data.TextSource.Portion;
import dev.loam.nn.Context;
import dev.loam.nn.CrossEntropy;
import dev.loam.nn.Feature;
import dev.loam.nn.Layer;
import dev.loam.nn.Loss;
import dev.loam.nn.ModelException;
import dev.loam.nn.PackedInput;
import dev.loam.nn.ParameterLayout;
import dev.loam.nn.Task;
import dev.loam.nn.TokenCrossEntropy;
import dev.loam.tensor.DType;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.TensorException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The next token at every place of a text; of packed documents, at every place but each document's last.
record LanguageModel(DataSource source) implements Objective {
    /// Logits that an evaluation holds at once.
    private static final int LOGITS = 1 << 22;
    private static final int SAMPLE = 256;

    @Override
    public int outputs() {
        return source.classes();
    }

    /// Cross-entropy, with the smoothing of a config that names it.
    private static Loss loss(Config config) {
        Loss named = config.newLoss();
        if (named != null && !(named instanceof CrossEntropy)) {
            throw new TrainException("config: loss.name=" + config.loss().name() + " is not for text, of which the next token is a class; take cross-entropy");
        }
        return named instanceof CrossEntropy c ? new TokenCrossEntropy(c.smoothing()) : new TokenCrossEntropy();
    }

    private boolean packed() {
        return source.input().shape().size() == 2;
    }

    /// Tokens in a row.
    private int context() {
        return source.label().elements();
    }

    @Override
    public Shape input() {
        return Shape.of(context());
    }

    @Override
    public Task task(Config config, Layer model, ParameterLayout layout) {
        Classification.refuse(config, source.title() + " is a text");
        Layer whole = packed() ? new PackedInput(model) : model;
        Shape rows = Problem.shape(source.input());
        Shape made;
        try {
            made = whole.apply(Tensor.input("x", DType.I32, Shape.of(1).append(rows)), Context.evaluation(layout)).shape();
        } catch (ModelException | TensorException e) {
            throw unfit(config, e.getMessage());
        }
        if (!made.equals(Shape.of(1, context(), outputs()))) {
            throw unfit(config, "it makes " + made + " of a text of " + context() + " tokens");
        }
        return new Task(whole, layout, Feature.of(DType.I32, rows), Feature.of(DType.I32, Shape.of(context())), loss(config));
    }

    private static TrainException unfit(Config config, String why) {
        return new TrainException("model " + config.model().name() + " does not predict a token at each place of this text (" + why + "); take model=gpt or model=lstm");
    }

    @Override
    public int evaluationBatch() {
        return (int) Math.clamp(LOGITS / ((long) context() * outputs()), 1, 256);
    }

    @Override
    public boolean fills() {
        return true;
    }

    @Override
    public Dataset trainSample(Dataset train) {
        return sample(train);
    }

    /// Examples at equal distances.
    private static Dataset sample(Dataset train) {
        long count = Math.min(SAMPLE, train.size());
        long[] which = new long[(int) count];
        for (int i = 0; i < count; i++) {
            which[i] = i * (train.size() / count);
        }
        return train.select(which);
    }

    @Override
    public String unit() {
        return source.text().unit();
    }

    @Override
    public int unitsPerExample() {
        return context();
    }

    private List<Portion> portions() {
        return source.text().portions();
    }

    /// Of a mixture each portion by itself.
    @Override
    public Map<String, Dataset> sets(Part part, Dataset all) {
        if (portions().size() == 1) {
            return Map.of("", all);
        }
        var out = new LinkedHashMap<String, Dataset>();
        for (Portion p : portions()) {
            out.put(p.unit(), part == Part.TRAIN_SAMPLE ? sample(p.train()) : p.heldOut().take(all.size()));
        }
        return out;
    }

    /// Bits per character and per byte are those of the whole part: the mean loss of a token, times the part's tokens by its characters or bytes. Of a mixture
    /// they are told for each portion.
    @Override
    public Map<String, Double> figures(Part part, String set, double loss) {
        var out = new LinkedHashMap<String, Double>();
        for (Portion p : portions()) {
            boolean alone = portions().size() == 1;
            if (alone || p.unit().equals(set)) {
                Extent extent = part == Part.TRAIN_SAMPLE ? p.trainSize() : p.heldOutSize();
                String of = alone ? "" : " of " + p.unit();
                double bits = loss / Math.log(2) * extent.tokens();
                if (extent.characters() > 0) {
                    out.put("bits-per-character" + of, bits / extent.characters());
                }
                if (extent.bytes() > 0) {
                    out.put("bits-per-byte" + of, bits / extent.bytes());
                }
            }
        }
        if (set.isEmpty()) {
            out.put("perplexity", Math.exp(loss));
        }
        return out;
    }

    @Override
    public void glimpse(Problem problem, Consumer<String> page) {
        TextGlimpse.of(problem.train(), source, page);
    }
}
