package dev.loam.train;

import dev.loam.data.DataSource;
import dev.loam.data.Dataset;
import dev.loam.data.TextSource.Extent;
import dev.loam.nn.Context;
import dev.loam.nn.CrossEntropy;
import dev.loam.nn.Feature;
import dev.loam.nn.Layer;
import dev.loam.nn.Loss;
import dev.loam.nn.ModelException;
import dev.loam.nn.ParameterLayout;
import dev.loam.nn.Task;
import dev.loam.nn.TokenCrossEntropy;
import dev.loam.tensor.DType;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.TensorException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// The next token at every place of a text.
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

    @Override
    public Task task(Config config, Layer model, ParameterLayout layout) {
        Classification.refuse(config, source.title() + " is a text");
        Shape tokens = Problem.shape(source.input());
        Shape wanted = Shape.of(1, tokens.size(0), outputs());
        Shape made;
        try {
            made = model.apply(Tensor.input("x", DType.I32, Shape.of(1, tokens.size(0))), Context.evaluation(layout)).shape();
        } catch (ModelException | TensorException e) {
            throw unfit(config, e.getMessage());
        }
        if (!made.equals(wanted)) {
            throw unfit(config, "it makes " + made + " of a text of " + tokens);
        }
        return new Task(model, layout, Feature.of(DType.I32, tokens), Feature.of(DType.I32, tokens), loss(config));
    }

    private static TrainException unfit(Config config, String why) {
        return new TrainException("model " + config.model().name() + " does not predict a token at each place of a text (" + why + "); take model=gpt or model=lstm");
    }

    @Override
    public int evaluationBatch() {
        return (int) Math.clamp(LOGITS / ((long) source.input().elements() * outputs()), 1, 256);
    }

    @Override
    public boolean fills() {
        return true;
    }

    /// Windows at equal distances.
    @Override
    public Dataset trainSample(Dataset train) {
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
        return source.input().elements();
    }

    /// Bits per character and per byte are those of the whole part: the mean loss of a token, times the part's tokens by its characters or bytes.
    @Override
    public Map<String, Double> figures(Part part, double loss) {
        Extent extent = part == Part.TRAIN_SAMPLE ? source.text().train() : source.text().heldOut();
        double bits = loss / Math.log(2) * extent.tokens();
        var out = new LinkedHashMap<String, Double>();
        if (extent.characters() > 0) {
            out.put("bits-per-character", bits / extent.characters());
        }
        if (extent.bytes() > 0) {
            out.put("bits-per-byte", bits / extent.bytes());
        }
        out.put("perplexity", Math.exp(loss));
        return out;
    }

    @Override
    public void glimpse(Problem problem, Consumer<String> page) {
        TextGlimpse.of(problem.train(), source, page);
    }
}
