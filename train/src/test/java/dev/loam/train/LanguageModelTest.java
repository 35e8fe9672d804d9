package dev.loam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.loam.data.DataOptions;
import dev.loam.data.TextWindows;
import dev.loam.data.TokenizerFiles;
import dev.loam.data.tokenize.TokenizerJson;
import dev.loam.data.tokenize.Tokenizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Language models as runs like any other.
class LanguageModelTest {
    /// Twenty-four steps, eight to an epoch.
    private static final String TINY = """
        model: {name: lstm, kind: rnn, width: 8}
        data: {name: stories, text-limit: 1500, context: 10, batch-size: 16}
        optimizer: {name: adamw, learning-rate: 0.01, clip-norm: 1}
        epochs: 3
        log-interval: 3
        threads: 1
        checkpoint: {steps: 5, seconds: 0}
        """;

    @TempDir
    private Path runs;

    private Config tiny(String... settings) {
        return Runs.config(runs, TINY, settings);
    }

    /// A recurrent model and a transformer, characters, bytes and a trained vocabulary, stopped in the middle of an epoch.
    @ParameterizedTest
    @CsvSource({"rnn, characters, 7", "lstm, bytes, 12", "gru, characters, 3", "gpt, bpe, 7"})
    void aStoppedRunGoesOnToTheSameBits(String kind, String tokenizer, int stop) {
        String[] model = kind.equals("gpt") ? new String[] {"model=gpt", "model.layers=1", "model.heads=2", "model.channels=8", "model.dropout=0.1"} : new String[] {"model.kind=" + kind};
        Config config = tiny(model).with("data.tokenizer", tokenizer).with("data.vocabulary", 270).with("validation-interval", 4);
        Path whole = Runs.finished(config);

        Summary stopped = Run.of(config).stop(Runs.after(stop)).train();
        assertThat(stopped.completed()).isFalse();
        Run.resume(stopped.folder(), "threads=2").train();

        assertThat(Runs.result(stopped.folder())).isEqualTo(Runs.result(whole));
    }

    @Test
    void everyHeldOutTokenIsCountedOnce() {
        Summary s = Run.of(tiny("epochs=1")).train();
        // the last tenth of 1,500 characters; the first of them is given, not predicted
        assertThat(s.validation().examples()).isEqualTo(149);
        assertThat(s.test()).isEqualTo(s.validation());
        assertThat(Run.evaluate(s.folder(), "last").test()).isEqualTo(s.test());
        double bits = s.validation().loss() / Math.log(2);
        assertThat(s.validation().figures().get("bits-per-character")).isCloseTo(bits, within(1e-12));
        assertThat(s.validation().figures().get("perplexity")).isCloseTo(Math.exp(s.validation().loss()), within(1e-12));
    }

    @Test
    void vocabulariesCompareByTheBitsOfAByte() throws IOException {
        Path corpus = Files.writeString(runs.resolve("kana.txt"), "かなとカナ、".repeat(200));
        Summary s = Run.of(tiny("epochs=1", "data.name=text", "data.path=" + corpus, "data.text-limit=0")).train();
        double bits = s.validation().loss() / Math.log(2);
        assertThat(s.validation().figures().get("bits-per-byte")).isCloseTo(bits / 3, within(1e-12));
        assertThat(s.toString()).contains("bits per byte");
    }

    @Test
    void theTokenizerStaysWithTheRun() throws IOException {
        Path own = Files.writeString(runs.resolve("own.txt"), "abc abd abe ".repeat(200));
        Path run = Runs.finished(tiny("data.name=text", "data.path=" + own, "data.tokenizer=bpe", "data.vocabulary=260", "epochs=1"));
        Path kept = run.resolve("tokenizer.json");
        assertThat(TokenizerFiles.read(kept).size()).isEqualTo(260);
        long step = Checkpoints.steps(run.resolve("checkpoints")).getLast();
        assertThat(run.resolve("checkpoints/step-" + step + "/tokenizer.json")).hasSameBinaryContentAs(kept);
        Run.resume(run, "epochs=2").train();

        assertThat(Checkpoints.steps(run.resolve("checkpoints"))).last().isEqualTo(2 * step);
    }

    @Test
    void anotherTokenizerIsRefused() throws IOException {
        Path run = Runs.finished(tiny("steps=2"));
        Files.writeString(run.resolve("tokenizer.json"), TokenizerJson.write(Tokenizers.bytes()));
        assertThatThrownBy(() -> Run.resume(run, "steps=3").train()).isInstanceOf(TrainException.class)
            .hasMessageStartingWith("the tokenizer that the config gives is not the one of this run, " + run.resolve("tokenizer.json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "cnn"})
    void aModelThatPredictsNoTokensIsRefusedInASentence(String model) {
        assertThatThrownBy(() -> Run.of(tiny("model=" + model)).train()).isInstanceOfAny(TrainException.class, dev.loam.nn.ModelException.class)
            .hasMessageContaining("model").hasMessageNotContaining("\n");
    }

    /// Documents in packed rows: a recurrent model and a transformer, in the middle of an epoch.
    @ParameterizedTest
    @CsvSource({"lstm, 5", "gpt, 3"})
    void packedDocumentsTrainAndGoOnToTheSameBits(String kind, int stop) {
        String[] model = kind.equals("gpt") ? new String[] {"model=gpt", "model.layers=1", "model.heads=2", "model.channels=8"} : new String[] {"model.kind=" + kind};
        Config config = tiny(model).with("data.documents", "paragraphs").with("data.context", 160).with("data.text-limit", 12000).with("data.batch-size", 8);
        Path whole = Runs.finished(config);

        Summary stopped = Run.of(config).stop(Runs.after(stop)).train();
        Run.resume(stopped.folder(), "threads=2").train();

        assertThat(Runs.result(stopped.folder())).isEqualTo(Runs.result(whole));
    }

    @Test
    void tokensAndBytesInOneRunAreMeasuredEach() throws IOException {
        Summary s = Run.of(tiny("data.tokenizer=bpe", "data.vocabulary=280", "data.byte-share=0.5", "epochs=2")).train();
        assertThat(s.validation().figures()).containsKeys("bits-per-byte of tokens", "bits-per-byte of bytes", "perplexity").doesNotContainKey("bits-per-byte");
        assertThat(s.best().validation().figures()).isEqualTo(s.validation().figures());
        assertThat(s.folder().resolve("report.md")).content().contains("bits per byte of tokens", "mixed with");
        assertThat(Run.evaluate(s.folder(), "last").validation()).isEqualTo(s.validation());
    }

    @Test
    void theReportShowsTheTextItsTokensAndTheFigures() throws IOException {
        Summary s = Run.of(tiny("epochs=1", "data.tokenizer=bytes")).train();
        String page = Files.readString(s.folder().resolve("report.md"));
        assertThat(page).contains("Once there", "| 0 | `O` | 79 |", "bits per byte", "perplexity", "training, a sample", "tokenizer.json").doesNotContain("accuracy |");
        assertThat(Files.readString(s.folder().resolve("metrics.jsonl"))).contains("\"train-sample\"", "bits-per-byte");
        assertThat(Files.readString(s.folder().resolve("summary.json"))).contains("bits-per-byte");
    }

    @Test
    void theBestWeightsAreThoseOfTheLeastLoss() {
        Summary s = Run.of(tiny("epochs=12", "optimizer.learning-rate=0.1", "model.width=32", "validation-interval=4")).train();
        assertThat(s.best().validation().loss()).isLessThanOrEqualTo(s.validation().loss());
        assertThat(s.best().test().loss()).isEqualTo(s.best().validation().loss());
        assertThat(Run.evaluate(s.folder(), "best").validation().loss()).isEqualTo(s.best().validation().loss());
    }

    @Test
    void aStepSeesWindowsOfTheTextInAnOrderOfItsOwn() {
        Problem problem = Problem.of(tiny(), DataOptions.defaults());
        assertThat(problem.stepsPerEpoch()).isEqualTo(8);
        int[] first = new int[10];
        int[] again = new int[10];
        problem.train().shuffle(1, 0).read(3, 0, first, 0);
        problem.train().shuffle(1, 0).read(3, 0, again, 0);
        assertThat(again).isEqualTo(first);
        problem.train().shuffle(1, 1).read(3, 0, again, 0);
        assertThat(again).isNotEqualTo(first);
        assertThat(problem.train().fields().get(1).elements()).isEqualTo(10);
        assertThat(TextWindows.IGNORED).isNegative();
    }
}
