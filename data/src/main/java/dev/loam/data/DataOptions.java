package dev.loam.data;

import java.nio.file.Path;
import java.util.Map;

/// How and where to look for a dataset. Start from [#defaults] and change what differs:
/// `DataOptions.defaults().dir(path).offline(true)`.
///
/// @param dir         folder to look in first (`--data`), or null
/// @param path        file with the rows, for entries that read a person's own file; or null
/// @param descriptor  descriptor of that file; null looks for one of the same name beside it
/// @param validation  share of the training examples set aside for validation; null takes the dataset's own
/// @param splitSeed   seed of the splits; null takes the dataset's own, so that runs with other seeds keep the same test examples
/// @param offline     never use the network
/// @param command     how the person starts Loam, for hints: `./loam` or `loam`
/// @param progress    told how a download goes
/// @param environment environment variables (`LOAM_DATA`, `LOAM_CACHE`, `XDG_CACHE_HOME`, `HOME` …)
/// @param workingDir  what relative paths are relative to
/// @param text        how a text becomes examples
/// @param imageSize   side in pixels to which pictures of a folder are brought; 0 leaves them as they are
public record DataOptions(Path dir, Path path, Path descriptor, Double validation, Long splitSeed, boolean offline, String command,
                          Progress progress, Map<String, String> environment, Path workingDir, TextOptions text, int imageSize) {

    /// Told how long work goes on.
    @FunctionalInterface
    public interface Progress {
        /// @param what  such as `train-images-idx3-ubyte.gz`
        /// @param done  bytes so far
        /// @param total bytes in all, or -1 where that is not known
        void at(String what, long done, long total);
    }

    public DataOptions {
        if (validation != null && !(validation >= 0 && validation < 1)) {
            throw new DataException("data.validation is the share of the training examples set aside: 0 or more and less than 1, not " + validation);
        }
        environment = Map.copyOf(environment);
    }

    /// The process's own environment and working directory; the network allowed; hints say `./loam`.
    public static DataOptions defaults() {
        return new DataOptions(null, null, null, null, null, false, "./loam", (what, done, total) -> { }, System.getenv(), Path.of(""), TextOptions.USUAL, 0);
    }

    public DataOptions dir(Path value) {
        return new DataOptions(value, path, descriptor, validation, splitSeed, offline, command, progress, environment, workingDir, text, imageSize);
    }

    public DataOptions path(Path value) {
        return new DataOptions(dir, value, descriptor, validation, splitSeed, offline, command, progress, environment, workingDir, text, imageSize);
    }

    public DataOptions descriptor(Path value) {
        return new DataOptions(dir, path, value, validation, splitSeed, offline, command, progress, environment, workingDir, text, imageSize);
    }

    public DataOptions validation(Double value) {
        return new DataOptions(dir, path, descriptor, value, splitSeed, offline, command, progress, environment, workingDir, text, imageSize);
    }

    public DataOptions splitSeed(Long value) {
        return new DataOptions(dir, path, descriptor, validation, value, offline, command, progress, environment, workingDir, text, imageSize);
    }

    public DataOptions offline(boolean value) {
        return new DataOptions(dir, path, descriptor, validation, splitSeed, value, command, progress, environment, workingDir, text, imageSize);
    }

    public DataOptions command(String value) {
        return new DataOptions(dir, path, descriptor, validation, splitSeed, offline, value, progress, environment, workingDir, text, imageSize);
    }

    public DataOptions progress(Progress value) {
        return new DataOptions(dir, path, descriptor, validation, splitSeed, offline, command, value, environment, workingDir, text, imageSize);
    }

    public DataOptions environment(Map<String, String> value) {
        return new DataOptions(dir, path, descriptor, validation, splitSeed, offline, command, progress, value, workingDir, text, imageSize);
    }

    public DataOptions workingDir(Path value) {
        return new DataOptions(dir, path, descriptor, validation, splitSeed, offline, command, progress, environment, value, text, imageSize);
    }

    public DataOptions text(TextOptions value) {
        return new DataOptions(dir, path, descriptor, validation, splitSeed, offline, command, progress, environment, workingDir, value, imageSize);
    }

    public DataOptions imageSize(int value) {
        return new DataOptions(dir, path, descriptor, validation, splitSeed, offline, command, progress, environment, workingDir, text, value);
    }
}
