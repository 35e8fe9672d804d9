package dev.loam.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A dataset of a person's own, which `data.path` says the place of.
abstract class OwnPath implements DatasetEntry {
    /// What the path leads to, for messages: `a .npz file`.
    abstract String kind();

    /// The path as it was given, from the working folder.
    final Path path(DataOptions options) {
        if (options.path() == null) {
            throw new DataException("data.path is not set: the dataset '" + name() + "' reads " + kind() + "; add data.path=PATH");
        }
        Path path = options.workingDir().resolve(options.path());
        if (!Files.exists(path)) {
            throw new DataException(path + ": there is no such file or folder");
        }
        return path;
    }

    @Override
    public final Optional<Path> locate(DataOptions options) {
        return options.path() == null ? Optional.empty() : Optional.of(options.workingDir().resolve(options.path())).filter(Files::exists);
    }

    @Override
    public final Path fetch(DataOptions options) {
        return path(options);
    }

    @Override
    public final String remedy(DataOptions options) {
        return "name " + kind() + " with data.path=PATH";
    }

    /// The name of a file without its ending.
    static String stem(Path file) {
        String name = file.getFileName() == null ? "data" : file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
