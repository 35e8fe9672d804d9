package dev.loam.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A person's own file of rows, CSV, JSON or parquet: `data.path` says where it is, `data.descriptor` what it holds. Without a
/// descriptor, one of the same name beside it is taken (`own.yaml` for `own.csv`), else its columns are guessed, see [Guess].
final class CsvEntry implements DatasetEntry {
    @Override
    public String name() {
        return "csv";
    }

    @Override
    public String title() {
        return "your own table";
    }

    @Override
    public DataSource open(DataOptions options) {
        Path file = file(options);
        Table table = Table.read(file);
        Path described = described(file, options);
        if (described != null) {
            return Tables.open(table, Descriptor.read(described), file, "from " + file.getFileName(), "", options);
        }
        Descriptor guess = Guess.of(table, OwnPath.stem(file));
        return Tables.open(table, guess, file, "from " + file.getFileName(), Guess.notice(table, guess, OwnPath.stem(file) + ".yaml"), options);
    }

    private static Path file(DataOptions options) {
        if (options.path() == null) {
            throw new DataException("data.path is not set: the dataset 'csv' reads your own file of rows; add data.path=FILE.csv, and data.descriptor=FILE.yaml where its columns are not to be guessed");
        }
        return options.workingDir().resolve(options.path());
    }

    private static Path described(Path file, DataOptions options) {
        if (options.descriptor() != null) {
            return options.workingDir().resolve(options.descriptor());
        }
        for (String ending : new String[] {".yaml", ".yml"}) {
            Path beside = file.resolveSibling(OwnPath.stem(file) + ending);
            if (Files.isRegularFile(beside)) {
                return beside;
            }
        }
        return null;
    }

    @Override
    public Optional<Path> locate(DataOptions options) {
        return options.path() == null ? Optional.empty() : Optional.of(file(options)).filter(Files::isRegularFile);
    }

    @Override
    public Path fetch(DataOptions options) {
        return locate(options).orElseThrow(() -> new DataException(file(options) + ": there is no such file"));
    }

    @Override
    public String remedy(DataOptions options) {
        return "name the file with data.path=FILE.csv";
    }
}
