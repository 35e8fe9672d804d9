package dev.loam.train;

import dev.loam.data.DataOptions;
import dev.loam.data.DataSource;
import dev.loam.data.Dataset;
import dev.loam.data.DatasetEntry;
import dev.loam.data.Datasets;
import dev.loam.data.Field;
import dev.loam.data.InMemory;
import dev.loam.data.Modality;
import dev.loam.data.Provenance;
import dev.loam.tensor.DType;
import dev.loam.tensor.Philox;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Small generated datasets for tests: three clouds of points (`blobs`), the same with one value that is not finite
/// (`broken-blobs`), a number to predict (`slope`), and pictures of bars (`bars`).
final class Blobs {
    private static final List<String> CLASSES = List.of("red", "green", "blue");
    private static boolean registered;

    private Blobs() {
    }

    static synchronized void register() {
        if (!registered) {
            registered = true;
            Datasets.register(new Entry("blobs", () -> source("blobs", false)));
            Datasets.register(new Entry("broken-blobs", () -> source("broken-blobs", true)));
            Datasets.register(new Entry("many-blobs", Blobs::many));
            Datasets.register(new Entry("slope", Blobs::slope));
            Datasets.register(new Entry("bars", Blobs::bars));
        }
    }

    /// A config for a tiny classifier of the clouds.
    static Config config(Path runs, String... settings) {
        register();
        var all = new java.util.ArrayList<>(List.of("runs=" + runs, "checkpoint.seconds=0"));
        all.addAll(List.of(settings));
        return Config.parse("blobs", """
            model: {name: mlp, widths: [16], dropout: 0.2, batch-norm: true}
            data: {name: blobs, batch-size: 16}
            optimizer: {name: adamw, learning-rate: 1.0e-2}
            schedule: {name: cosine, warmup: 5}
            epochs: 4
            log-interval: 4
            threads: 1
            """, all.toArray(String[]::new));
    }

    private static DataSource source(String name, boolean broken) {
        return new DataSource(name, "coloured clouds", Modality.TABULAR, points(0, 320, broken), points(1, 90, false), points(2, 150, false),
            List.of("x", "y", "z", "w"), new Provenance("made by a test", "", "c0ffee" + name.hashCode() + "0000000000", true), "");
    }

    /// More of them than most tests have steps.
    private static DataSource many() {
        return new DataSource("many-blobs", "many coloured clouds", Modality.TABULAR, points(0, 100_000, false), points(1, 90, false), points(2, 150, false),
            List.of("x", "y", "z", "w"), new Provenance("made by a test", "", "c0ffee00000000000000", true), "");
    }

    private static Dataset points(int step, int n, boolean broken) {
        float[] x = new float[4 * n];
        int[] y = new int[n];
        for (int i = 0; i < n; i++) {
            y[i] = i % 3;
            for (int k = 0; k < 4; k++) {
                double noise = 0;
                for (int j = 0; j < 4; j++) {
                    noise += Philox.uniform(7, 40 + j, step, 4L * i + k) - 0.5;
                }
                x[4 * i + k] = (float) (noise + (k == y[i] ? 1.5 : 0));
            }
        }
        if (broken) {
            x[4 * (n / 2)] = Float.NaN;
        }
        return InMemory.of(n).with(Field.numeric("features", Field.Role.FEATURE, DType.F32, 4), x).with(Field.label("colour", CLASSES), y);
    }

    private static DataSource slope() {
        return new DataSource("slope", "a slope", Modality.TABULAR, line(0, 256), line(1, 64), line(2, 64), List.of("a", "b"),
            new Provenance("made by a test", "", "51095100000000000000", true), "");
    }

    private static Dataset line(int step, int n) {
        float[] x = new float[2 * n];
        float[] y = new float[n];
        for (int i = 0; i < n; i++) {
            x[2 * i] = (float) Philox.uniform(7, 50, step, 2L * i) - 0.5f;
            x[2 * i + 1] = (float) Philox.uniform(7, 50, step, 2L * i + 1) - 0.5f;
            y[i] = 2 * x[2 * i] - x[2 * i + 1] + 0.5f;
        }
        return InMemory.of(n).with(Field.numeric("features", Field.Role.FEATURE, DType.F32, 2), x)
            .with(Field.numeric("height", Field.Role.LABEL, DType.F32), y);
    }

    private static DataSource bars() {
        return new DataSource("bars", "bars", Modality.IMAGE, pictures(0, 192), pictures(1, 48), pictures(2, 70), List.of(),
            new Provenance("made by a test", "", "ba450000000000000000", true), "These are bars.");
    }

    /// 8 × 8 pictures: a bar that lies, or one that stands.
    private static Dataset pictures(int step, int n) {
        byte[] x = new byte[64 * n];
        int[] y = new int[n];
        for (int i = 0; i < n; i++) {
            y[i] = i % 2;
            int at = (int) Philox.below(8, 7, 60, step, i);
            for (int k = 0; k < 8; k++) {
                x[64 * i + (y[i] == 0 ? 8 * at + k : 8 * k + at)] = (byte) 255;
            }
        }
        return InMemory.of(n).with(Field.image("image", 8, 8, 1), x).with(Field.label("bar", List.of("lying", "standing")), y);
    }

    private record Entry(String name, java.util.function.Supplier<DataSource> source) implements DatasetEntry {
        @Override
        public String title() {
            return name;
        }

        @Override
        public DataSource open(DataOptions options) {
            return source.get();
        }

        @Override
        public Optional<Path> locate(DataOptions options) {
            return Optional.empty();
        }

        @Override
        public Path fetch(DataOptions options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean generated() {
            return true;
        }
    }
}
