package dev.loam.train;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/// The folder of one run: `config.json`, `metrics.jsonl`, `summary.json`, `report.md`, `checkpoints/`.
final class RunFolder {
    private final Path path;
    private final Storage storage;

    private RunFolder(Path path, Storage storage) {
        this.path = path;
        this.storage = storage;
    }

    /// A new folder: `runs/RUN` where the config names one, else the next free `runs/NAME-COUNTER`.
    /// It holds its `config.json` at once, so that it can be resumed wherever it is killed.
    static RunFolder create(Config config, String name, RunRecord record, Storage storage) {
        var folder = new RunFolder(claim(config, name), storage);
        try {
            folder.writeConfig(config, record);
        } catch (TrainException e) {
            Storage.deleteQuietly(folder.path);
            throw e;
        }
        return folder;
    }

    private static Path claim(Config config, String name) {
        Path runs = Path.of(config.runs());
        try {
            Files.createDirectories(runs);
            if (!config.run().isEmpty()) {
                Path path = runs.resolve(config.run());
                if (Files.isRegularFile(path.resolve("config.json")) || Files.isRegularFile(path)) {
                    throw new TrainException("run=" + config.run() + ": " + path + " is there already. Go on with it: "
                        + Hints.command("resume " + path) + "; or choose another name");
                }
                return Files.createDirectories(path);
            }
            for (int counter = 1;; counter++) {
                try {
                    return Files.createDirectory(runs.resolve(name + "-" + counter));
                } catch (FileAlreadyExistsException e) {
                    // taken: the next one
                }
            }
        } catch (IOException e) {
            throw new TrainException("the run's folder could not be made in " + runs.toAbsolutePath().normalize() + ": " + Storage.reason(e)
                + ". Choose another with runs=DIR", e);
        }
    }

    /// The folder of a run that was started before.
    static RunFolder open(Path path, Storage storage) {
        if (!Files.isRegularFile(path.resolve("config.json"))) {
            throw new TrainException(path + (Files.isDirectory(path) ? ": has no config.json, so it is no run" : ": there is no such run")
                + near(path) + "; start one with " + Hints.command("train"));
        }
        return new RunFolder(path, storage);
    }

    /// `"; there are runs/mnist-1, runs/mnist-2"`, the last few.
    private static String near(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        try (var files = Files.list(parent)) {
            List<String> runs = files.filter(f -> Files.isRegularFile(f.resolve("config.json")))
                .map(f -> path.resolveSibling(f.getFileName()).toString()).sorted().toList();
            return runs.isEmpty() ? "" : "; there " + (runs.size() == 1 ? "is " : "are ")
                + String.join(", ", runs.subList(Math.max(0, runs.size() - 5), runs.size()));
        } catch (IOException e) {
            return "";
        }
    }

    Path path() {
        return path;
    }

    String name() {
        return path.toAbsolutePath().getFileName().toString();
    }

    Path checkpoints() {
        return path.resolve("checkpoints");
    }

    Path metrics() {
        return path.resolve("metrics.jsonl");
    }

    /// The log of metrics, to go on after `step`.
    MetricsLog openMetrics(long step) {
        return MetricsLog.open(metrics(), step, storage);
    }

    /// A claim on the folder.
    interface Lock extends AutoCloseable {
        @Override
        void close();
    }

    /// Keeps a second process from training in the same folder. The system lets go of it when this process ends, however it does.
    Lock lock() {
        Path file = path.resolve(".lock");
        try {
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                channel.close();
                throw new OverlappingFileLockException();
            }
            return () -> {
                try {
                    channel.close();
                } catch (IOException e) {
                    // the lock ends with this process at the latest
                }
            };
        } catch (OverlappingFileLockException e) {
            throw new TrainException(path + ": this run is going on in another process; stop that one first", e);
        } catch (IOException e) {
            throw new TrainException(file + " could not be written: " + Storage.reason(e), e);
        }
    }

    void writeConfig(Config config, RunRecord record) {
        Map<String, Object> tree = config.tree();
        tree.put(RunRecord.KEY, record.tree());
        write("config.json", Json.pretty(tree));
    }

    /// The config as it was recorded.
    Config config(Registries registries) {
        ConfigFile file = ConfigFile.of("config.json", text("config.json"));
        return new ConfigFile(String.valueOf(file.flat().get("name")), path.resolve("config.json").toString(), file.flat(), file.test())
            .resolve(Map.of(), registries);
    }

    /// What `summary.json` says; empty where the run has not ended.
    Map<String, Object> summary() {
        return Files.isRegularFile(path.resolve("summary.json")) ? Json.object(text("summary.json"), path.resolve("summary.json").toString()) : Map.of();
    }

    RunRecord record() {
        return RunRecord.of(Json.object(text("config.json"), "config.json").get(RunRecord.KEY), path.resolve("config.json").toString());
    }

    private String text(String name) {
        try {
            return Files.readString(path.resolve(name));
        } catch (IOException e) {
            throw new TrainException(path.resolve(name) + ": cannot be read: " + Storage.reason(e), e);
        }
    }

    /// Writes a file, in the folder or elsewhere, and the folders it lies in.
    void write(Path file, byte[] content) {
        try {
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            storage.replace(file, out -> out.write(content));
        } catch (IOException e) {
            throw new TrainException(file + " could not be written: " + Storage.reason(e), e);
        }
    }

    /// Writes a file of the folder, the old one staying until the new one is whole.
    void write(String name, String text) {
        try {
            storage.replace(path.resolve(name), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new TrainException(path.resolve(name) + " could not be written: " + Storage.reason(e), e);
        }
    }
}
