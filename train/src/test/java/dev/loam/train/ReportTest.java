package dev.loam.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    @TempDir
    private Path runs;

    @Test
    void aReportHoldsCurvesSamplesAndConfusionsAndNeedsNoOtherFile() throws Exception {
        Path run = Runs.finished(Runs.config(runs, Runs.MLP));
        String report = Files.readString(run.resolve("report.md"));
        assertThat(report).startsWith("# small-1\n").contains("**Test accuracy ", "## Scores", "## Curves", "![loss by step](data:image/svg+xml;base64,",
            "![accuracy by step](", "## The first test examples", "## Mistakes", "## Confusions", "| true ↓ predicted → | 0 | 1 |", "## Parameters",
            "./loam train " + run.resolve("config.json"), "result key `");
        var picture = Pattern.compile("!\\[[^]]*]\\(data:image/svg\\+xml;base64,([^)]*)\\)").matcher(report);
        int pictures = 0;
        int pngs = 0;
        while (picture.find()) {
            byte[] svg = Base64.getDecoder().decode(picture.group(1));
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(svg));
            var png = Pattern.compile("data:image/png;base64,([^\"]*)").matcher(new String(svg, StandardCharsets.UTF_8));
            while (png.find()) {
                assertThat(ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(png.group(1)))).getWidth()).isEqualTo(28);
                pngs++;
            }
            pictures++;
        }
        assertThat(pictures).isGreaterThanOrEqualTo(6);
        assertThat(pngs).isGreaterThanOrEqualTo(32);
        assertThat(confusions(report)).isEqualTo(40);
    }

    private static int confusions(String report) {
        String table = report.substring(report.indexOf("## Confusions"), report.indexOf("## Parameters"));
        int sum = 0;
        for (String row : table.lines().filter(l -> l.startsWith("| **")).toList()) {
            String[] cells = row.split("\\|");
            for (int i = 2; i < cells.length - 1; i++) {
                String cell = cells[i].replace("*", "").strip();
                sum += cell.matches("\\d+") ? Integer.parseInt(cell) : 0;
            }
        }
        return sum;
    }

    @Test
    @SuppressWarnings("unchecked")
    void theSummaryHasItsFields() throws IOException {
        Path run = Runs.finished(Runs.config(runs, Runs.MLP));
        var summary = Json.object(Files.readString(run.resolve("summary.json")), "summary.json");
        assertThat(summary).containsKeys("name", "completed", "step", "test", "validation", "train", "best", "seconds", "examples-per-second", "peak-memory-bytes",
            "result-key", "device", "target", "precision", "parameters", "data", "loam", "java", "system");
        assertThat((Map<String, Object>) summary.get("test")).containsKeys("accuracy", "loss").containsEntry("examples", 40);
        assertThat((Map<String, Object>) summary.get("best")).containsKeys("step", "epoch", "validation", "test");
        var config = Json.object(Files.readString(run.resolve("config.json")), "config.json");
        assertThat((Map<String, Object>) config.get("record")).containsEntry("result-key", summary.get("result-key"));
        Score test = Run.evaluate(run, "last").test();
        assertThat((Map<String, Object>) summary.get("test")).containsEntry("accuracy", test.accuracy()).containsEntry("loss", test.loss());
    }

    @Test
    void theConfigOfARunTrainsTheSameAgain() {
        Path run = Runs.finished(Runs.config(runs, Runs.MLP, "epochs=1"));
        Path again = Runs.finished(Config.load(run.resolve("config.json").toString()));
        assertThat(again).isNotEqualTo(run);
        assertThat(Runs.result(again)).isEqualTo(Runs.result(run));
        assertThat(RunFolder.open(again, new Storage()).record().resultKey()).isEqualTo(RunFolder.open(run, new Storage()).record().resultKey());
    }

    @Test
    void digitsAreLearnedInSeconds() {
        Summary summary = Run.of(Runs.config(runs, Runs.MLP, "model.widths=[32]", "model.dropout=0", "data.train-limit=1500", "data.test-limit=200", "epochs=4", "device=cpu")).train();
        assertThat(summary.test().accuracy()).isGreaterThan(0.6);
        assertThat(summary.test().loss()).isLessThan(summary.train() == null ? 0 : 2.0);
    }

    @Test
    void aLossThatIsNotFiniteIsKeptAsItIs() {
        var line = new MetricsLog.Line(3, 1, "test", "loss", Double.POSITIVE_INFINITY, 0.5);
        assertThat(MetricsLog.Line.of(line.json())).isEqualTo(line);
        var position = new Position(3, 0.5, Position.Sums.NONE, Position.Sums.NONE, null, new Score(Double.NaN, 0.5, 7), null);
        assertThat(Position.of(Json.object(Json.pretty(position.tree()), ""))).isEqualTo(position);
    }
}
