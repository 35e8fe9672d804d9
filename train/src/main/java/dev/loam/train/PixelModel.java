package dev.loam.train;

import dev.loam.data.DataSource;
import dev.loam.data.Dataset;
import dev.loam.data.PixelSequences;
import dev.loam.nn.Context;
import dev.loam.nn.Feature;
import dev.loam.nn.Layer;
import dev.loam.nn.ModelException;
import dev.loam.nn.SequenceLikelihood;
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

/// The next pixel of a picture, from all before it.
///
/// @param summed whether the loss is that of a whole picture (`nll`), not the mean over its pixels
record PixelModel(DataSource source, boolean summed) implements Objective {
    /// Values that an evaluation holds at once.
    private static final int LOGITS = 1 << 22;
    private static final int SHOWN = 16;

    /// @throws TrainException for a loss that is not one of pixels
    static PixelModel of(Config config, DataSource source) {
        return switch (config.loss().name()) {
            case Criteria.AUTO, "cross-entropy" -> new PixelModel(source, false);
            case "nll" -> new PixelModel(source, true);
            default -> throw new TrainException("config: loss.name=" + config.loss().name() + " is no loss of pixels; take cross-entropy, the mean over pixels, or nll, the sum over those of "
                + "a picture");
        };
    }

    private PixelSequences pixels() {
        return source.pixels();
    }

    @Override
    public int outputs() {
        return source.classes();
    }

    @Override
    public Task task(Config config, Layer model, ParameterLayout layout) {
        Shape tokens = Problem.shape(source.input());
        Shape wanted = Shape.of(1, tokens.size(0), outputs());
        Shape made;
        try {
            made = model.apply(Tensor.input("x", DType.I32, Shape.of(1, tokens.size(0))), Context.evaluation(layout)).shape();
        } catch (ModelException | TensorException e) {
            throw unfit(config, e.getMessage());
        }
        if (!made.equals(wanted)) {
            throw unfit(config, "it makes " + made + " of pixels " + tokens);
        }
        return new Task(model, layout, Feature.of(DType.I32, tokens), Feature.of(DType.I32, tokens), summed ? new SequenceLikelihood() : new TokenCrossEntropy());
    }

    private static TrainException unfit(Config config, String why) {
        return new TrainException("model " + config.model().name() + " does not predict each pixel from those before it (" + why + "); take model=made, model=gpt or model=lstm");
    }

    @Override
    public int evaluationBatch() {
        return (int) Math.clamp(LOGITS / ((long) source.input().elements() * Math.max(outputs(), 32)), 1, 256);
    }

    @Override
    public boolean fills() {
        return true;
    }

    @Override
    public String unit() {
        return "images";
    }

    @Override
    public Map<String, Double> figures(Part part, String set, double loss) {
        int size = source.input().elements();
        double nats = summed ? loss : loss * size;
        var out = new LinkedHashMap<String, Double>();
        out.put("nats-per-image", nats);
        out.put("bits-per-dim", nats / size / Math.log(2));
        return out;
    }

    @Override
    public void glimpse(Problem problem, Consumer<String> page) {
        Dataset train = problem.train();
        int[][] some = PixelGeneration.examples(train, (int) Math.min(SHOWN, train.size()));
        page.accept(SampleSheet.markdown("training examples", PixelGeneration.sheet(PixelGeneration.bytes(pixels(), some), pixels().height(), pixels().width(), 8)));
        page.accept("Pictures of " + pixels().height() + " × " + pixels().width() + " pixels, " + pixels().options().words() + ".");
    }
}
