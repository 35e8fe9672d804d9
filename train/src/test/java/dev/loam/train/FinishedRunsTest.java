package dev.loam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.data.DataOptions;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.framework.HistogramProto;
import org.tensorflow.framework.Summary.Value;
import org.tensorflow.util.Event;

/// What can be done with runs that have ended: comparing them, doing them again, showing them in TensorBoard.
class FinishedRunsTest {
    @TempDir
    static Path runs;
    private static Path first;
    private static Path second;

    @BeforeAll
    static void train() {
        first = Runs.finished(Runs.config(runs, Runs.CNN));
        second = Runs.finished(Runs.config(runs, Runs.MLP, "optimizer.learning-rate=0.003", "seed=5"));
    }

    private static Reproduction again(Path run, String... settings) {
        return Reproduction.of(run, List.of(settings), DataOptions.defaults(), new Listener() { }, new StopRequest());
    }

    @Test
    void aComparisonShowsWhatDiffersAndTheBestFigures() {
        String text = Comparison.of(List.of(first, second)).text();
        assertThat(text).containsPattern("settings that differ +small-1 +small-2").containsPattern("optimizer.learning-rate +0.01 +0.003").containsPattern("seed +\\d+ +5")
            .containsPattern("model.name +cnn +mlp").doesNotContain("log-interval").containsPattern("test accuracy .*\\*").containsPattern("steps +30 +30");
        assertThat(Comparison.of(List.of(first, second)).markdown()).contains("# small-1, small-2", "| optimizer.learning-rate | 0.01 | 0.003 |", "validation loss by step");
        assertThat(Comparison.of(List.of(first, first)).text()).startsWith("The settings are the same.");
        assertThatThrownBy(() -> Comparison.of(List.of(first))).isInstanceOf(TrainException.class).hasMessageContaining("two runs or more");
    }

    @Test
    void aRunDoneAgainHasTheSameBits() {
        Reproduction again = again(first, "threads=2");
        assertThat(again.different()).isNull();
        assertThat(again.changed()).isEmpty();
        assertThat(again.folder()).isEqualTo(runs.toAbsolutePath().resolve("small-1-again"));
        assertThat(again.figures()).isGreaterThan(20);
        assertThat(again(first).folder().getFileName()).hasToString("small-1-again-2");
    }

    @Test
    void whatIsNotTheSameIsNamed() throws IOException {
        Path copy = Files.createDirectories(runs.resolve("copy"));
        for (String name : List.of("config.json", "summary.json", "metrics.jsonl")) {
            Files.copy(second.resolve(name), copy.resolve(name));
        }
        Files.createDirectories(copy.resolve("checkpoints"));
        String metrics = Files.readString(copy.resolve("metrics.jsonl"));
        String line = metrics.lines().filter(l -> l.contains("\"metric\":\"loss\"") && l.contains("\"step\":6,")).findFirst().orElseThrow();
        Files.writeString(copy.resolve("metrics.jsonl"), metrics.replace(line, line.replaceFirst("\"value\":[^,]+", "\"value\":0.5")));
        Files.createDirectories(copy.resolve("checkpoints/step-30"));
        Files.copy(second.resolve("checkpoints/step-30/model.safetensors"), copy.resolve("checkpoints/step-30/model.safetensors"));
        assertThat(again(copy).different()).startsWith("train loss at step 6 was 0.5, is ");
    }

    @Test
    void anUnfinishedRunCanNotBeDoneAgain() {
        Config config = Runs.config(runs, Runs.MLP, "run=stopped");
        Run.of(config).stop(Runs.after(7)).train();
        assertThatThrownBy(() -> again(runs.resolve("stopped"))).isInstanceOf(TrainException.class).hasMessageContaining("is not finished");
    }

    @Test
    void tensorBoardsMessagesHoldFiguresHistogramsAndPictures(@TempDir Path into) throws IOException {
        List<Event> events = read(EventFile.write(first, into));
        assertThat(events.getFirst().getFileVersion()).isEqualTo("brain.Event:2");
        List<Value> values = events.stream().flatMap(e -> e.getSummary().getValueList().stream()).toList();
        List<MetricsLog.Line> lines = MetricsLog.read(first.resolve("metrics.jsonl"));
        assertThat(values.stream().filter(v -> v.getTag().equals("validation/loss")).map(Value::getSimpleValue))
            .isEqualTo(lines.stream().filter(l -> l.split().equals("validation") && l.metric().equals("loss")).map(l -> (float) l.value()).toList());
        assertThat(events.stream().filter(e -> e.getSummary().getValueCount() > 0 && e.getSummary().getValue(0).getTag().equals("train/loss")).map(Event::getStep))
            .isEqualTo(lines.stream().filter(l -> l.split().equals("train") && l.metric().equals("loss")).map(MetricsLog.Line::step).toList());
        HistogramProto h = values.stream().filter(v -> v.getTag().equals("weights/conv1.weight")).findFirst().orElseThrow().getHisto();
        assertThat(h.getBucketList().stream().mapToDouble(x -> x).sum()).isEqualTo(h.getNum()).isEqualTo(18);
        assertThat(h.getBucketLimit(h.getBucketLimitCount() - 1)).isEqualTo(h.getMax());
        assertThat(values).anyMatch(v -> v.getTag().startsWith("report/") && v.getImage().getWidth() > 0 && v.getImage().getEncodedImageString().size() > 50);
    }

    private static List<Event> read(Path file) throws IOException {
        var out = new ArrayList<Event>();
        try (var in = new DataInputStream(Files.newInputStream(file))) {
            while (in.available() > 0) {
                byte[] length = in.readNBytes(8);
                checkSum(length, in);
                byte[] data = in.readNBytes((int) Long.reverseBytes(java.nio.ByteBuffer.wrap(length).getLong()));
                checkSum(data, in);
                out.add(Event.parseFrom(data));
            }
        }
        return out;
    }

    private static void checkSum(byte[] data, DataInputStream in) throws IOException {
        var crc = new CRC32C();
        crc.update(data);
        int sum = (int) crc.getValue();
        assertThat(Integer.reverseBytes(in.readInt())).isEqualTo((sum >>> 15 | sum << 17) + 0xa282ead8);
    }
}
