package dev.loam.train;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `metrics.jsonl`: one line per figure, `{"step":50,"epoch":1,"split":"train","metric":"loss","value":0.42,"seconds":1.3}`.
final class MetricsLog implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private final BufferedWriter out;

    /// One figure. Epochs count from 1; `seconds` is the time spent training so far.
    record Line(long step, int epoch, String split, String metric, double value, double seconds) {
        String json() {
            return Json.line(Json.of("step", step, "epoch", epoch, "split", split, "metric", metric, "value", value, "seconds", Math.round(seconds * 1e3) / 1e3));
        }

        /// The line's figure, or null where a crash cut the line off.
        static Line of(String text) {
            try {
                Map<String, Object> m = Json.object(text, "metrics.jsonl");
                return new Line(((Number) m.get("step")).longValue(), ((Number) m.get("epoch")).intValue(), (String) m.get("split"),
                    (String) m.get("metric"), Json.number(m.get("value")), ((Number) m.get("seconds")).doubleValue());
            } catch (TrainException | ClassCastException | NullPointerException e) {
                return null;
            }
        }
    }

    private MetricsLog(Path file, FileChannel channel, Storage storage) {
        this.file = file;
        this.channel = channel;
        this.out = new BufferedWriter(new OutputStreamWriter(storage.open(channel), StandardCharsets.UTF_8));
    }

    /// Opens the log to go on after `step`: lines of later steps, and test results of this one, are dropped, so that
    /// no step is there twice.
    static MetricsLog open(Path file, long step, Storage storage) {
        try {
            if (Files.exists(file)) {
                long keep = lengthUntil(file, step);
                var channel = FileChannel.open(file, StandardOpenOption.WRITE);
                channel.truncate(keep).position(keep);
                return new MetricsLog(file, channel, storage);
            }
            return new MetricsLog(file, FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), storage);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /// The bytes of the lines to keep; they come first, since steps only grow.
    private static long lengthUntil(Path file, long step) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int end = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '\n') {
                Line line = Line.of(new String(bytes, end, at - end, StandardCharsets.UTF_8));
                if (line == null || line.step > step || line.step == step && line.split.startsWith("test")) {
                    break;
                }
                end = at + 1;
            }
        }
        return end;
    }

    void add(Line line) {
        try {
            out.write(line.json());
            out.write('\n');
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /// Hands all lines to the system, and with `sync` to the disk.
    void flush(boolean sync) {
        try {
            out.flush();
            if (sync) {
                channel.force(false);
            }
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static TrainException failed(Path file, IOException e) {
        return new TrainException(file + " could not be written: " + Storage.reason(e), e);
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            // a flush has told of it
        }
    }

    /// All whole lines of a log.
    static List<Line> read(Path file) {
        var lines = new ArrayList<Line>();
        try (BufferedReader in = Files.newBufferedReader(file)) {
            for (String text = in.readLine(); text != null; text = in.readLine()) {
                Line line = Line.of(text);
                if (line != null) {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            throw new TrainException(file + ": cannot be read: " + Storage.reason(e), e);
        }
        return lines;
    }
}
