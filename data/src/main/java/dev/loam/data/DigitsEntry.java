package dev.loam.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The drawn digits by their own name.
final class DigitsEntry implements DatasetEntry {
    private static final long SEED = 1;

    @Override
    public String name() {
        return "digits";
    }

    @Override
    public String title() {
        return "drawn digits";
    }

    @Override
    public DataSource open(DataOptions options) {
        return source(options);
    }

    static DataSource source(DataOptions options) {
        List<Dataset> parts = IdxSet.carve(Digits.train(SEED), options);
        String recipe = Hash.sha256().add("loam digits").add("version " + Digits.VERSION).add("seed " + SEED).hex();
        return new DataSource("digits", "drawn digits", Modality.IMAGE, parts.get(0), parts.get(1), Digits.test(SEED), List.of(),
            new Provenance("made by Loam", "", recipe, false), "");
    }

    @Override
    public Optional<Path> locate(DataOptions options) {
        return Optional.empty();
    }

    @Override
    public Path fetch(DataOptions options) {
        throw new DataException("digits are drawn by Loam as they are needed; there is nothing to fetch");
    }

    @Override
    public boolean generated() {
        return true;
    }
}
