package dev.loam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.loam.data.DataOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What runs generate.
class SampleTest {
    private static final String TEXT = """
        model: {name: gpt, layers: 1, heads: 2, channels: 8, positions: rotary}
        data: {name: stories, text-limit: 1500, context: 10, batch-size: 16}
        epochs: 1
        threads: 1
        samples: 2
        """;
    private static final String PIXELS = """
        model: {name: made, widths: [20]}
        data: {name: digits, pixels: dynamic, size: 7, batch-size: 16, train-limit: 160, test-limit: 32}
        epochs: 2
        threads: 1
        samples: 5
        """;

    @TempDir
    private Path runs;

    private final List<String> parts = new ArrayList<>();

    private Sample sample(Path run, String... settings) {
        return Sample.of(run, SampleOptions.of(List.of(settings)), DataOptions.defaults(), Registries.standard(), parts::add);
    }

    @Test
    void textGoesOnBeyondTheContextAndASeedGivesTheSame() throws IOException {
        Path run = Run.of(Runs.config(runs, TEXT)).train().folder();
        Path file = runs.resolve("replay.json");
        Sample first = sample(run, "prompt=The ", "tokens=40", "temperature=0.9", "top-p=0.95", "seed=7", "save=" + file);
        assertThat(first.texts()).hasSize(1);
        assertThat(first.texts().getFirst().codePoints().count()).isEqualTo(40);
        assertThat(String.join("", parts)).isEqualTo(first.texts().getFirst());
        assertThat(sample(run, "prompt=The ", "tokens=40", "temperature=0.9", "top-p=0.95", "seed=7").texts()).isEqualTo(first.texts());
        assertThat(sample(run, "prompt=The ", "tokens=40", "temperature=0.9", "top-p=0.95", "seed=8").texts()).isNotEqualTo(first.texts());
        assertThat(sample(run, "prompt=The ", "tokens=40", "temperature=0.9", "top-p=0.95", "seed=7", "count=3", "threads=2").texts()).hasSize(3).startsWith(first.texts().getFirst());
        assertThat(sample(run, "tokens=5", "precision=bf16", "temperature=0").texts().getFirst()).hasSize(5);

        Sample again = Sample.replay(file, null, List.of(), DataOptions.defaults(), Registries.standard(), parts::add);
        assertThat(again.texts()).isEqualTo(first.texts());
        Files.writeString(file, Files.readString(file).replace(first.hash(), "0"));
        assertThatThrownBy(() -> Sample.replay(file, run, List.of(), DataOptions.defaults(), Registries.standard(), parts::add)).isInstanceOf(TrainException.class)
            .hasMessageContaining("is not what came out then");

        String stop = first.texts().getFirst().substring(20, 22);
        String cut = sample(run, "prompt=The ", "tokens=40", "temperature=0.9", "top-p=0.95", "seed=7", "stop=" + stop).texts().getFirst();
        assertThat(first.texts().getFirst()).startsWith(cut + stop);

        assertThatThrownBy(() -> sample(run, "prompt=日本")).isInstanceOf(TrainException.class).hasMessageContaining("the run's tokenizer does not know all of '日本'");
        assertThatThrownBy(() -> sample(run, "keep=0.5")).hasMessageContaining("keep is for pictures");
        assertThatThrownBy(() -> sample(run, "checkpoint=3")).hasMessageContaining("checkpoint=3");
        assertThat(Files.readString(run.resolve("report.md"))).contains("## Samples", "―――");
    }

    @Test
    void picturesAreDrawnAndCompleted() throws IOException {
        Path run = Run.of(Runs.config(runs, PIXELS)).train().folder();
        Sample drawn = sample(run, "count=6");
        var image = ImageIO.read(drawn.picture().toFile());
        assertThat(image.getWidth()).isEqualTo(2 * (3 * 8 + 1));
        assertThat(image.getHeight()).isEqualTo(2 * (2 * 8 + 1));
        assertThat(sample(run, "count=6").hash()).isEqualTo(drawn.hash()).isNotEqualTo(sample(run, "count=6", "seed=1").hash());

        // what is given stays as it is, whatever is drawn below it
        Path a = runs.resolve("a.png");
        var one = ImageIO.read(sample(run, "count=4", "keep=0.43", "out=" + a).picture().toFile());
        var other = ImageIO.read(sample(run, "count=4", "keep=0.43", "seed=9", "out=" + a).picture().toFile());
        boolean differs = false;
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < one.getWidth(); x++) {
                if (y < 8) {
                    assertThat(one.getRGB(x, y)).isEqualTo(other.getRGB(x, y));
                }
                differs |= one.getRGB(x, y) != other.getRGB(x, y);
            }
        }
        assertThat(differs).isTrue();
        assertThatThrownBy(() -> sample(run, "keep=0.5", "count=33")).isInstanceOf(TrainException.class).hasMessageContaining("only 32 test pictures");
        assertThatThrownBy(() -> sample(run, "prompt=a")).hasMessageContaining("prompt and stop are for texts");
        String report = Files.readString(run.resolve("report.md"));
        assertThat(report).contains("## Samples", "nats per image", "bits per dim", "drawn anew each epoch (dynamic binarisation), in raster order", "after step 10", "after step 20");
    }

    @Test
    void aStoppedRunOfPixelsGoesOnToTheSameBits() {
        for (String model : List.of("made", "lstm", "gpt")) {
            Config config = Runs.config(runs, PIXELS, "model=" + model, "samples=0");
            Path whole = Runs.finished(config);
            Path stopped = Run.of(config).stop(Runs.after(13)).train().folder();
            Run.resume(stopped, "threads=2").train();
            assertThat(Runs.result(stopped)).as(model).isEqualTo(Runs.result(whole));
        }
    }

    @Test
    void theLossIsOfPixelsOrOfPictures() {
        Score mean = Run.of(Runs.config(runs, PIXELS, "samples=0")).train().test();
        Score sum = Run.of(Runs.config(runs, PIXELS, "samples=0", "loss=nll")).train().test();
        assertThat(mean.figures().get("nats-per-image")).isCloseTo(49 * mean.loss(), within(1e-9));
        assertThat(mean.figures().get("bits-per-dim")).isCloseTo(mean.loss() / Math.log(2), within(1e-9));
        assertThat(mean.examples()).isEqualTo(49 * 32);
        assertThat(sum.figures().get("nats-per-image")).isEqualTo(sum.loss()).isCloseTo(49 * mean.loss(), within(1.0));
        assertThat(sum.examples()).isEqualTo(32);
        assertThatThrownBy(() -> Run.of(Runs.config(runs, PIXELS, "loss=mse")).train()).isInstanceOf(TrainException.class).hasMessageContaining("is no loss of pixels");
    }

    @Test
    void modelsThatDoNotPredictPixelsAreRefused() {
        assertThatThrownBy(() -> Run.of(Runs.config(runs, PIXELS, "model=mlp")).train()).isInstanceOf(TrainException.class)
            .hasMessageContaining("model mlp does not predict each pixel from those before it");
        assertThatThrownBy(() -> Runs.config(runs, PIXELS, "data.order=spiral")).hasMessageContaining("there is no order 'spiral'");
        Path run = Run.of(Runs.config(runs, PIXELS, "data.pixels=", "data.size=0", "model=mlp", "model.widths=[4]", "epochs=1")).train().folder();
        assertThatThrownBy(() -> sample(run)).isInstanceOf(TrainException.class).hasMessageContaining("generates nothing");
    }

    @Test
    void settingsThatMakeNoSenseAreAnsweredInASentence() {
        for (String[] c : new String[][] {{"temperatur=1", "Did you mean 'temperature'?"}, {"temperature=hot", "temperature must be a number, not 'hot'"},
            {"temperature=-1", "temperature must be at least 0"}, {"tokens=0", "tokens must be a whole number of at least 1, not '0'"}, {"top-p=0", "top-p must be above 0"},
            {"keep=1", "below 1, not 1"}, {"stop=", "stop string must not be empty"}, {"precision=f16", "precision is f32 or bf16"}, {"prompt", "'prompt' is no setting"}}) {
            assertThatThrownBy(() -> SampleOptions.of(List.of(c[0]))).as(c[0]).isInstanceOf(TrainException.class).hasMessageStartingWith("sample: ").hasMessageContaining(c[1]);
        }
        assertThat(SampleOptions.of(List.of("prompt=a\\nb\\\\n", "stop=\\n")).prompt()).isEqualTo("a\nb\\n");
    }
}
