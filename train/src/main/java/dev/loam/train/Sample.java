package dev.loam.train;

import dev.loam.data.DataOptions;
import dev.loam.data.PixelSequences;
import dev.loam.data.TextSource;
import dev.loam.runtime.Device;
import dev.loam.runtime.States;
import dev.loam.tensor.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// What the model of a run generates: texts, or pictures.
///
/// @param step    of the weights
/// @param texts   without their prompt; empty for pictures
/// @param picture the file with the sheet of pictures, or null
/// @param hash    SHA-256 of what was generated
public record Sample(long step, List<String> texts, Path picture, String hash) {
    private static final int PICTURES = 64;

    /// Who is told how it goes.
    public interface Listener {
        /// A part of the first text, as it is made.
        void text(String part);

        /// Something a person should know.
        default void notice(String sentence) {
        }
    }

    /// Samples of the run in `path`.
    ///
    /// @throws TrainException where there is no run, it has no checkpoint, or its model generates nothing
    public static Sample of(Path path, SampleOptions options, DataOptions data, Registries registries, Listener listener) {
        RunFolder folder = RunFolder.open(path, new Storage());
        Config config = Resumption.change(folder.config(registries), Keys.overrides(options.run()));
        Problem problem = Problem.of(config, data, folder);
        if (problem.source().text() == null && problem.source().pixels() == null) {
            throw new TrainException(path + ": this run's model, " + config.model().name() + " on " + problem.source().title() + ", generates nothing; take a run of a language model "
                + "or of pixels, such as " + Hints.command("train shakespeare-char") + " or " + Hints.command("train mnist-made"));
        }
        Snapshot snapshot = Run.snapshot(problem, folder, options.checkpoint(), listener::notice);
        try (Device device = Run.device(config)) {
            States states = device.states();
            snapshot.restore(states);
            long step = snapshot.position().step();
            Precision precision = options.precision().isEmpty() ? problem.task().precision() : Precision.of(options.precision());
            boolean text = problem.source().text() != null;
            int count = options.count() > 0 ? options.count() : text ? 1 : PICTURES;
            Sample sample;
            try (var generator = Generator.of(device, problem, count, precision)) {
                generator.weights(new EvaluatedWeights(device, problem, states).at(step));
                sample = text ? texts(generator, count, problem.source().text(), options, step, listener)
                    : pictures(generator, count, problem, options, step, folder);
            }
            if (!options.save().isEmpty()) {
                sample.save(Path.of(options.save()), path, options);
            }
            return sample;
        }
    }

    private static Sample texts(Generator generator, int count, TextSource source, SampleOptions options, long step, Listener listener) {
        if (options.keep() > 0) {
            throw new TrainException("sample: keep is for pictures; a text begins with prompt=…");
        }
        int[] prompt = TextGeneration.prompt(source.tokenizer(), options.prompt());
        Consumer<String> told = listener::text;
        List<String> texts = TextGeneration.texts(generator, count, source.tokenizer(), prompt, options.tokens(), options.sampling(), options.stops(), told);
        return new Sample(step, texts, null, Json.sha256(Json.canonical(texts)));
    }

    private static Sample pictures(Generator generator, int count, Problem problem, SampleOptions options, long step, RunFolder folder) {
        if (!options.prompt().isEmpty() || !options.stops().isEmpty()) {
            throw new TrainException("sample: prompt and stop are for texts; a picture is begun with keep=0.5");
        }
        PixelSequences pixels = problem.source().pixels();
        int size = pixels.height() * pixels.width();
        int kept = (int) (size * options.keep());
        int[][] given = new int[count][0];
        if (kept > 0) {
            given = PixelGeneration.examples(problem.test(), (int) Math.min(count, problem.test().size()));
            for (int i = 0; i < given.length; i++) {
                given[i] = Arrays.copyOf(given[i], kept);
            }
            if (given.length < count) {
                throw new TrainException("sample: there are only " + given.length + " test pictures to complete, and count is " + count);
            }
        }
        int[][] drawn = PixelGeneration.pictures(generator, given, size, problem.source().classes(), options.sampling());
        byte[] png = PixelGeneration.sheet(PixelGeneration.bytes(pixels, drawn), pixels.height(), pixels.width(), SampleTaker.columns(count));
        Path file = options.out().isEmpty() ? folder.path().resolve("samples").resolve((kept > 0 ? "completed" : "sample") + "-seed-" + options.sampling().seed() + ".png")
            : Path.of(options.out());
        folder.write(file, png);
        return new Sample(step, List.of(), file, sha256(png));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void save(Path file, Path run, SampleOptions options) {
        String text = Json.pretty(Json.of("loam", CodeVersion.current(), "run", run.toString(), "step", step, "options", options.tree(), "texts", texts, "sha256", hash));
        try {
            Files.writeString(file, text + "\n");
        } catch (IOException e) {
            throw new TrainException(file + " could not be written: " + Storage.reason(e), e);
        }
    }

    /// Makes again what a file of `save=` tells of, and holds it against what came out then.
    ///
    /// @param run  the run; null for the one named in the file
    /// @param more settings such as `threads=2`
    /// @throws TrainException where it differs
    public static Sample replay(Path file, Path run, List<String> more, DataOptions data, Registries registries, Listener listener) {
        Map<?, ?> tree;
        SampleOptions options;
        try {
            tree = Json.object(Files.readString(file), file.toString());
            options = SampleOptions.of((Map<?, ?>) tree.get("options"), ((Number) tree.get("step")).longValue(), more);
        } catch (IOException e) {
            throw new TrainException(file + ": cannot be read: " + Storage.reason(e), e);
        } catch (ClassCastException | NullPointerException e) {
            throw new TrainException(file + ": is no file that " + Hints.command("sample RUN save=FILE") + " wrote", e);
        }
        Sample now = of(run == null ? Path.of(String.valueOf(tree.get("run"))) : run, options, data, registries, listener);
        if (!now.hash.equals(tree.get("sha256"))) {
            throw new TrainException(file + ": what came out is not what came out then; the weights are others, or the machine computes in another way (then it was written by Loam "
                + tree.get("loam") + ", now it is " + CodeVersion.current() + ")");
        }
        return now;
    }
}
