package dev.loam.data;

import java.nio.file.Path;
import java.util.Optional;

/// One dataset in the registry [Datasets].
public interface DatasetEntry {

    /// What a config calls it: lower case, words joined by `-`.
    String name();

    /// What a person calls it.
    String title();

    /// Finds, reads and checks the data.
    DataSource open(DataOptions options);

    /// Where the files are, without reading them or using the network; empty where they are not found. Entries that
    /// need no files say so by [#generated].
    Optional<Path> locate(DataOptions options);

    /// Fetches the files into the cache unless they are found, and says where they are.
    Path fetch(DataOptions options);

    /// True where the examples are made up, not read.
    default boolean generated() {
        return false;
    }

    /// How to get what is not found, to follow "not found; ".
    default String remedy(DataOptions options) {
        return "get it with: " + options.command() + " data " + name();
    }
}
