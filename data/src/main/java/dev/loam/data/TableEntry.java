package dev.loam.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A well-known table whose descriptor comes with Loam and whose rows a person has as `NAME.csv`.
///
/// @param name   in the registry and of the descriptor
/// @param title  for a person
/// @param file   as people have it
/// @param source address the file can be had from
record TableEntry(String name, String title, String file, String source) implements DatasetEntry {
    static final TableEntry IRIS = new TableEntry("iris", "Iris", "iris.csv", "https://raw.githubusercontent.com/mwaskom/seaborn-data/master/iris.csv");
    static final TableEntry TITANIC = new TableEntry("titanic", "Titanic", "titanic.csv", "https://raw.githubusercontent.com/mwaskom/seaborn-data/master/titanic.csv");
    static final TableEntry WINE = new TableEntry("wine", "Red wine quality", "winequality-red.csv", "https://raw.githubusercontent.com/plotly/datasets/master/winequality-red.csv");
    static final TableEntry ADULT = new TableEntry("adult", "Adult", "adult_clean.csv", "https://raw.githubusercontent.com/pjreddie/Logistic-SGD/master/adult.data");

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
        Path found = place.folder().resolve(file);
        return Tables.open(Table.read(found), descriptor(), found, place.words(), "", options);
    }

    private Optional<Places.Place> find(DataOptions options) {
        return Places.of(options, true, "tabular", name).stream().filter(place -> Files.isRegularFile(place.folder().resolve(file))).findFirst();
    }

    private DataException lacking(DataOptions options) {
        return new DataException(title + " is not in " + Places.words(options) + ": put the file " + file + " there, for example with: curl --create-dirs -o "
            + Places.cache(options).resolve(file) + " " + source);
    }

    @Override
    public Optional<Path> locate(DataOptions options) {
        return find(options).map(place -> place.folder().resolve(file));
    }

    @Override
    public Path fetch(DataOptions options) {
        return locate(options).orElseThrow(() -> lacking(options));
    }
}
