package dev.loam.train;

import dev.loam.data.PixelSequences;
import dev.loam.data.TextSource;
import dev.loam.nn.Sampling;
import dev.loam.runtime.Device;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Draws samples as a run goes on, for its report: what a model of texts or pixels makes with the weights that are validated. The draws follow from the run's
/// seed, so that the samples of two validations can be compared.
final class SampleTaker implements AutoCloseable {
    private static final int TOKENS = 200;

    private final Device device;
    private final Problem problem;
    private final RunFolder folder;
    private final EvaluatedWeights weights;
    private final int count;
    private Generator generator;

    SampleTaker(Device device, Problem problem, RunFolder folder, EvaluatedWeights weights) {
        this.device = device;
        this.problem = problem;
        this.folder = folder;
        this.weights = weights;
        boolean generates = problem.source().text() != null || problem.source().pixels() != null;
        this.count = generates ? problem.config().samples() : 0;
    }

    /// Writes samples of the weights after `step` steps into the run's folder.
    void take(long step) {
        if (count == 0) {
            return;
        }
        if (generator == null) {
            generator = Generator.of(device, problem, count, problem.task().precision());
        }
        generator.weights(weights.at(step));
        Sampling how = Sampling.standard().seed(problem.config().seed());
        PixelSequences pixels = problem.source().pixels();
        if (pixels != null) {
            int[][] drawn = PixelGeneration.pictures(generator, new int[count][0], pixels.height() * pixels.width(), problem.source().classes(), how);
            SampleSheet.write(folder, step, "png", PixelGeneration.sheet(PixelGeneration.bytes(pixels, drawn), pixels.height(), pixels.width(), columns(count)));
            return;
        }
        TextSource text = problem.source().text();
        List<String> texts = TextGeneration.texts(generator, count, text.tokenizer(), TextGeneration.prompt(text.tokenizer(), ""), TOKENS, how, List.of(), null);
        SampleSheet.write(folder, step, "txt", String.join("\n\n―――\n\n", texts).getBytes(StandardCharsets.UTF_8));
    }

    /// How many pictures stand side by side.
    static int columns(int count) {
        return Math.min(count, Math.max(1, (int) Math.ceil(Math.sqrt(count))));
    }

    @Override
    public void close() {
        if (generator != null) {
            generator.close();
        }
    }
}
