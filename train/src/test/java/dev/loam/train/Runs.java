package dev.loam.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.data.DataOptions;
import dev.loam.data.DataSource;
import dev.loam.data.DatasetEntry;
import dev.loam.data.Datasets;
import dev.loam.data.Field;
import dev.loam.data.InMemory;
import dev.loam.data.Modality;
import dev.loam.data.Provenance;
import dev.loam.tensor.DType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/// Small runs that end in about a second, and what two runs must have in common.
final class Runs {
    /// Thirty steps with dropout, ten to an epoch.
    static final String MLP = """
        model: {name: mlp, widths: [12], dropout: 0.2}
        data: {name: digits, batch-size: 16, train-limit: 160, test-limit: 40}
        optimizer: {name: adamw, learning-rate: 0.01}
        schedule: {name: cosine, warmup: 4}
        epochs: 3
        log-interval: 3
        threads: 1
        device: java
        checkpoint: {steps: 4, seconds: 0}
        """;
    static final String CNN = MLP.replace("{name: mlp, widths: [12], dropout: 0.2}", "{name: cnn, channels: [2, 3], width: 8, dropout: 0.2}");

    static {
        Datasets.register(new Blobs("test-blobs", -1));
        Datasets.register(new Blobs("test-poisoned", 37));
    }

    private Runs() {}

    static Config config(Path runs, String text, String... settings) {
        return Config.parse("small", text, settings).with("runs", runs.toString());
    }

    static Path finished(Config config) {
        Summary summary = Run.of(config).train();
        assertThat(summary.completed()).isTrue();
        return summary.folder();
    }

    /// Asks for the stop after `steps` steps.
    static StopRequest after(int steps) {
        return new StopRequest() {
            private int asked;

            @Override
            public boolean requested() {
                return ++asked > steps;
            }
        };
    }

    /// Every tensor of the last checkpoint, every figure and the position, down to the bit; times left out.
    static TreeMap<String, String> result(Path run) {
        try {
            var out = new TreeMap<String, String>();
            List<Long> steps = Checkpoints.steps(run.resolve("checkpoints"));
            Path last = run.resolve("checkpoints/step-" + steps.getLast());
            for (String file : List.of("model.safetensors", "optimizer.safetensors")) {
                out.put(file, Json.sha256(java.util.HexFormat.of().formatHex(Files.readAllBytes(last.resolve(file)))));
            }
            out.put("position", timeless(Json.object(Files.readString(last.resolve("position.json")), "")).toString());
            out.put("metrics", String.join("\n", metrics(run)));
            var summary = timeless(Json.object(Files.readString(run.resolve("summary.json")), ""));
            summary.keySet().removeAll(List.of("name", "examples-per-second", "peak-memory-bytes", "device", "result-key"));
            out.put("summary", summary.toString());
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The lines of `metrics.jsonl` without their times.
    static List<String> metrics(Path run) throws IOException {
        var out = new ArrayList<String>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            out.add(Json.line(timeless(Json.object(line, "metrics.jsonl"))));
        }
        return out;
    }

    private static java.util.Map<String, Object> timeless(java.util.Map<String, Object> tree) {
        tree.remove("seconds");
        return tree;
    }

    static List<String> names(Path folder) {
        try (var files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Two clouds of points; training example `poisoned` holds a NaN.
    private record Blobs(String name, int poisoned) implements DatasetEntry {
        @Override
        public String title() {
            return name;
        }

        @Override
        public DataSource open(DataOptions options) {
            return new DataSource(name, name, Modality.TABULAR, part(80, 1, poisoned), part(20, 2, -1), part(20, 3, -1), List.of("a", "b", "c"),
                new Provenance("made by a test", "", Json.sha256(name), false), "");
        }

        private static InMemory part(int size, long seed, int poisoned) {
            var random = new Random(seed);
            float[] x = new float[3 * size];
            int[] y = new int[size];
            for (int i = 0; i < size; i++) {
                y[i] = random.nextInt(2);
                for (int k = 0; k < 3; k++) {
                    x[3 * i + k] = (float) (random.nextGaussian() + (y[i] == 0 ? -1 : 1));
                }
            }
            if (poisoned >= 0) {
                x[3 * poisoned] = Float.NaN;
            }
            return InMemory.of(size).with(Field.numeric("features", Field.Role.FEATURE, DType.F32, 3), x).with(Field.label("kind", List.of("left", "right")), y);
        }

        @Override
        public Optional<Path> locate(DataOptions options) {
            return Optional.empty();
        }

        @Override
        public Path fetch(DataOptions options) {
            throw new UnsupportedOperationException();
        }
    }
}
