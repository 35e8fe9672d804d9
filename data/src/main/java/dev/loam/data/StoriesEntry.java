package dev.loam.data;

import dev.loam.data.tokenize.Utf8;
import java.nio.file.Path;
import java.util.Optional;

/// The generated stories by their own name: about a megabyte.
final class StoriesEntry implements DatasetEntry {
    private static final long SEED = 1;
    private static final int COUNT = 2800;

    @Override
    public String name() {
        return "stories";
    }

    @Override
    public String title() {
        return "generated stories";
    }

    @Override
    public DataSource open(DataOptions options) {
        return source(options, "");
    }

    /// @param notice what it stands in for, or empty
    static DataSource source(DataOptions options, String notice) {
        String recipe = Hash.sha256().add("loam stories").add("version " + Stories.VERSION).add("seed " + SEED).add("count " + COUNT).hex();
        return Texts.open("stories", "generated stories", Utf8.bytes(Stories.text(SEED, COUNT)), new int[0], new Provenance("made by Loam", "", recipe, false), notice, options);
    }

    @Override
    public Optional<Path> locate(DataOptions options) {
        return Optional.empty();
    }

    @Override
    public Path fetch(DataOptions options) {
        throw new DataException("stories are made by Loam as they are needed; there is nothing to fetch");
    }

    @Override
    public boolean generated() {
        return true;
    }
}
