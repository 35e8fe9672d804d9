package dev.loam.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The datasets Loam knows by name. A new one joins with [#register]; nothing else has to know of it.
public final class Datasets {
    private static final Map<String, DatasetEntry> ENTRIES = new LinkedHashMap<>();

    static {
        register(new MnistOrDigits());
        register(new DigitsEntry());
        register(IdxSet.FASHION);
        register(new Cifar10());
        register(TableEntry.IRIS);
        register(TableEntry.TITANIC);
        register(TableEntry.WINE);
        register(TableEntry.ADULT);
        register(new CsvEntry());
        register(new ArraysEntry());
        register(new ImagesEntry());
        register(TextEntry.SHAKESPEARE);
        register(new StoriesEntry());
        register(new OwnTextEntry());
    }

    private Datasets() {
    }

    /// Adds an entry; a name can be taken once.
    public static synchronized void register(DatasetEntry entry) {
        if (ENTRIES.putIfAbsent(entry.name(), entry) != null) {
            throw new DataException("a dataset named '" + entry.name() + "' is registered already");
        }
    }

    /// Finds, reads and checks a dataset. Every failure is a [DataException] whose message says what to do.
    public static DataSource open(String name, DataOptions options) {
        return entry(name).open(options);
    }

    /// [#open(String, DataOptions)] with the usual places and the network allowed.
    public static DataSource open(String name) {
        return open(name, DataOptions.defaults());
    }

    /// Where a dataset's files are, without reading them or using the network.
    public static Optional<Path> locate(String name, DataOptions options) {
        return entry(name).locate(options);
    }

    /// Fetches a dataset into the cache unless it is found, and says where it is.
    public static Path fetch(String name, DataOptions options) {
        return entry(name).fetch(options);
    }

    /// The entry of that name; the error gives the nearest one.
    public static synchronized DatasetEntry entry(String name) {
        DatasetEntry entry = ENTRIES.get(name);
        if (entry == null) {
            throw new DataException("no dataset '" + name + "'. " + Nearest.hint(name, ENTRIES.keySet()));
        }
        return entry;
    }

    /// All entries, in the order they joined.
    public static synchronized List<DatasetEntry> entries() {
        return List.copyOf(new ArrayList<>(ENTRIES.values()));
    }
}
