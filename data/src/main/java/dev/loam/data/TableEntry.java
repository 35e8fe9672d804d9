package dev.loam.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A well-known table whose descriptor comes with Loam and whose rows a person has as `NAME.csv`.
///
/// @param name   in the registry, of the file and of the descriptor
/// @param title  for a person
/// @param source address the file can be had from
record TableEntry(String name, String title, String source) implements DatasetEntry {
    static final TableEntry IRIS = new TableEntry("iris", "Iris", "https://raw.githubusercontent.com/mwaskom/seaborn-data/master/iris.csv");
    static final TableEntry TITANIC = new TableEntry("titanic", "Titanic", "https://raw.githubusercontent.com/mwaskom/seaborn-data/master/titanic.csv");

    /// What the rows hold.
    Descriptor descriptor() {
        String resource = "descriptors/" + name + ".yaml";
        try (InputStream in = TableEntry.class.getResourceAsStream(resource)) {
            return Descriptor.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), name + ".yaml");
        } catch (IOException e) {
            throw new IllegalStateException("the resource " + resource, e);
        }
    }

    @Override
    public DataSource open(DataOptions options) {
        Places.Place place = find(options).orElseThrow(() -> lacking(options));
        Path file = place.folder().resolve(name + ".csv");
        return Tables.open(Table.read(file), descriptor(), file, place.words(), "", options);
    }

    private Optional<Places.Place> find(DataOptions options) {
        return Places.of(options, true, "tabular", name).stream().filter(place -> Files.isRegularFile(place.folder().resolve(name + ".csv"))).findFirst();
    }

    private DataException lacking(DataOptions options) {
        return new DataException(title + " is not in " + Places.words(options) + ": put the file " + name + ".csv there, for example with: curl --create-dirs -o "
            + Places.cache(options).resolve(name + ".csv") + " " + source);
    }

    @Override
    public Optional<Path> locate(DataOptions options) {
        return find(options).map(place -> place.folder().resolve(name + ".csv"));
    }

    @Override
    public Path fetch(DataOptions options) {
        return locate(options).orElseThrow(() -> lacking(options));
    }
}
