package dev.loam.train;

import dev.loam.nn.ParameterLayout.View;
import dev.loam.runtime.Trace;
import dev.loam.tensor.NDArray;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// The checkpoints of one run: folders `step-N` with `model.safetensors` (parameters and statistics by name),
/// `optimizer.safetensors`, `position.json`, of a text its `tokenizer.json`, and `manifest.json` with every file's size and SHA-256.
///
/// A checkpoint is written under a temporary name, brought to the disk and renamed, so that one that has its name is whole.
/// The last two are kept, and of each the best one before it.
final class Checkpoints {
    private static final int KEPT = 2;
    private static final String MODEL = "model.safetensors";
    private static final String OPTIMIZER = "optimizer.safetensors";
    private static final String POSITION = "position.json";
    private static final String MANIFEST = "manifest.json";

    private final Path folder;
    private final Storage storage;
    private final List<View> modelViews;
    private final List<View> optimizerViews;
    private final Map<String, NDArray> states;
    private final Map<String, byte[]> further = new LinkedHashMap<>();

    /// @param views  the names of all that a checkpoint holds
    /// @param states the states with their lengths
    Checkpoints(Path folder, Storage storage, List<View> views, Map<String, NDArray> states) {
        this.folder = folder;
        this.storage = storage;
        this.modelViews = views.stream().filter(v -> !v.name().startsWith("optimizer/")).toList();
        this.optimizerViews = views.stream().filter(v -> v.name().startsWith("optimizer/")).toList();
        this.states = states;
    }

    /// One more file that each checkpoint has.
    Checkpoints with(String name, byte[] content) {
        further.put(name, content);
        return this;
    }

    /// A checkpoint that is not what was written.
    static final class Damaged extends TrainException {
        private static final long serialVersionUID = 1L;

        Damaged(Path checkpoint, String why) {
            super("checkpoint " + checkpoint + " is damaged: " + why);
        }
    }

    /// Where the checkpoint of a step lies.
    Path path(long step) {
        return folder.resolve("step-" + step);
    }

    /// The steps that have a checkpoint, lowest first.
    List<Long> steps() {
        return steps(folder);
    }

    static List<Long> steps(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        var out = new ArrayList<Long>();
        try (var files = Files.newDirectoryStream(folder, "step-*")) {
            for (Path f : files) {
                String number = f.getFileName().toString().substring("step-".length());
                if (number.matches("\\d{1,18}") && Files.isDirectory(f)) {
                    out.add(Long.parseLong(number));
                }
            }
        } catch (IOException e) {
            throw new TrainException(folder + ": cannot be read: " + Storage.reason(e), e);
        }
        Collections.sort(out);
        return out;
    }

    /// Writes a checkpoint. One that is there already under that step is replaced where it is damaged, else left alone.
    ///
    /// @throws TrainException where it cannot be written; then nothing of it is left and those before are as they were
    void save(Snapshot snapshot) {
        long step = snapshot.position().step();
        var event = new CheckpointEvent();
        event.begin();
        long start = Trace.begin();
        write(snapshot, step);
        Trace.end(start, Trace.Kind.CHECKPOINT, "checkpoint at step " + step);
        event.end();
        if (event.shouldCommit()) {
            event.step = step;
            event.path = path(step).toString();
            event.commit();
        }
    }

    private void write(Snapshot snapshot, long step) {
        Path temporary = folder.resolve(".step-" + step + ".tmp");
        try {
            Files.createDirectories(folder);
            if (Files.exists(path(step))) {
                if (intact(step)) {
                    return;
                }
                Storage.delete(path(step));
            }
            Storage.delete(temporary);
            Files.createDirectory(temporary);
            var files = new LinkedHashMap<String, Object>();
            write(temporary, MODEL, out -> Safetensors.write(out, snapshot.tensors(modelViews), Map.of("step", Long.toString(step))), files);
            write(temporary, OPTIMIZER, out -> Safetensors.write(out, snapshot.tensors(optimizerViews), Map.of()), files);
            write(temporary, POSITION, out -> out.write(Json.pretty(snapshot.position().tree()).getBytes(StandardCharsets.UTF_8)), files);
            for (var e : further.entrySet()) {
                write(temporary, e.getKey(), out -> out.write(e.getValue()), files);
            }
            storage.write(temporary.resolve(MANIFEST), out -> out.write(
                Json.pretty(Json.of("format", "loam-checkpoint", "version", 1, "step", step, "files", files)).getBytes(StandardCharsets.UTF_8)));
            Storage.syncFolder(temporary);
            storage.move(temporary, path(step));
        } catch (IOException e) {
            Storage.deleteQuietly(temporary);
            List<Long> there = steps();
            throw new TrainException("checkpoint " + path(step) + " could not be written: " + Storage.reason(e) + ". "
                + (there.isEmpty() ? "There is none before it." : "The last good one is " + path(there.getLast()) + "."), e);
        }
    }

    private boolean intact(long step) {
        try {
            load(step);
            return true;
        } catch (Damaged e) {
            return false;
        }
    }

    private void write(Path into, String name, Storage.Content content, Map<String, Object> files) throws IOException {
        var digest = Json.sha256();
        storage.write(into.resolve(name), out -> {
            var hashing = new DigestOutputStream(out, digest);
            content.to(hashing);
            hashing.flush();
        });
        files.put(name, Json.of("bytes", Files.size(into.resolve(name)), "sha256", HexFormat.of().formatHex(digest.digest())));
    }

    /// Deletes what is no longer needed: all but the last two checkpoints and the best ones they name.
    void prune() {
        List<Long> all = steps();
        List<Long> last = all.subList(Math.max(0, all.size() - KEPT), all.size());
        Set<Long> keep = new LinkedHashSet<>(last);
        for (long step : last) {
            try {
                Position.Best best = position(step).best();
                if (best != null) {
                    keep.add(best.step());
                }
            } catch (TrainException | IOException e) {
                return;  // better to keep too much than to guess
            }
        }
        for (long step : all) {
            if (!keep.contains(step)) {
                Storage.deleteQuietly(path(step));
            }
        }
    }

    /// Deletes what a killed run left half written.
    void clean() {
        try (var files = Files.newDirectoryStream(folder, ".step-*.tmp")) {
            for (Path f : files) {
                Storage.deleteQuietly(f);
            }
        } catch (IOException e) {
            // there is no folder yet
        }
    }

    /// Renames the checkpoints after `step`, which are damaged, so that they do not count among those to keep.
    void setAside(long step) {
        for (long later : steps()) {
            if (later > step) {
                Path aside = folder.resolve("damaged-step-" + later);
                try {
                    Storage.delete(aside);
                    storage.move(path(later), aside);
                } catch (IOException e) {
                    throw new TrainException("the damaged checkpoint " + path(later) + " could not be set aside: " + Storage.reason(e), e);
                }
            }
        }
    }

    private Position position(long step) throws IOException {
        return Position.of(Json.object(Files.readString(path(step).resolve(POSITION)), POSITION));
    }

    /// The newest checkpoint that is whole; each damaged one on the way is told to `warning`.
    ///
    /// @return null where there is no checkpoint at all
    /// @throws TrainException where there are some and all are damaged
    Snapshot latest(Consumer<String> warning) {
        List<Long> steps = steps();
        for (int i = steps.size() - 1; i >= 0; i--) {
            try {
                return load(steps.get(i));
            } catch (Damaged e) {
                if (i == 0) {
                    throw new TrainException(e.getMessage() + ". There is no good one before it; start again with " + Hints.command("train"), e);
                }
                warning.accept(e.getMessage() + ". Using the one before, step " + steps.get(i - 1) + ".");
            }
        }
        return null;
    }

    /// Reads and checks a checkpoint.
    ///
    /// @throws Damaged        where a file is missing, cut, changed or does not hold what it should
    Snapshot load(long step) {
        Path from = path(step);
        try {
            Map<?, ?> files = files(from);
            var names = new ArrayList<>(List.of(MODEL, OPTIMIZER, POSITION));
            names.addAll(further.keySet());
            for (String name : names) {
                if (!(files.get(name) instanceof Map<?, ?> entry)) {
                    throw new Damaged(from, MANIFEST + " does not list " + name);
                }
                verify(from, name, entry);
            }
            Position position = Position.of(Json.object(Files.readString(from.resolve(POSITION)), POSITION));
            if (position.step() != step) {
                throw new Damaged(from, POSITION + " is that of step " + position.step());
            }
            Map<String, NDArray> tensors = new LinkedHashMap<>(Safetensors.read(from.resolve(MODEL)));
            tensors.putAll(Safetensors.read(from.resolve(OPTIMIZER)));
            var views = new ArrayList<>(modelViews);
            views.addAll(optimizerViews);
            return Snapshot.of(position, states, views, tensors);
        } catch (Damaged e) {
            throw e;
        } catch (TrainException e) {
            throw new Damaged(from, e.getMessage());
        } catch (IOException e) {
            throw new Damaged(from, "it cannot be read: " + Storage.reason(e));
        }
    }

    private static Map<?, ?> files(Path from) throws IOException {
        Path manifest = from.resolve(MANIFEST);
        if (!Files.isRegularFile(manifest)) {
            throw new Damaged(from, MANIFEST + " is missing");
        }
        if (Files.size(manifest) < 1 << 20) {
            try {
                if (Json.object(Files.readString(manifest), MANIFEST).get("files") instanceof Map<?, ?> files) {
                    return files;
                }
            } catch (TrainException | IOException e) {
                throw new Damaged(from, MANIFEST + " cannot be read as JSON");
            }
        }
        throw new Damaged(from, MANIFEST + " does not list files");
    }

    private static void verify(Path from, String name, Map<?, ?> entry) throws IOException {
        Path file = from.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new Damaged(from, name + " is missing");
        }
        if (!(entry.get("bytes") instanceof Number bytes) || Files.size(file) != bytes.longValue()) {
            throw new Damaged(from, name + " has " + Files.size(file) + " bytes, not " + entry.get("bytes"));
        }
        if (!sha256(file).equals(entry.get("sha256"))) {
            throw new Damaged(from, name + " does not have the SHA-256 in " + MANIFEST);
        }
    }

    static String sha256(Path file) throws IOException {
        var digest = Json.sha256();
        var buffer = ByteBuffer.allocateDirect(1 << 16);
        try (FileChannel channel = FileChannel.open(file)) {
            while (channel.read(buffer.clear()) >= 0) {
                digest.update(buffer.flip());
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
