package dev.loam.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A person's own text: `data.path` names a file, or a folder all of whose files are read.
final class OwnTextEntry implements DatasetEntry {
    @Override
    public String name() {
        return "text";
    }

    @Override
    public String title() {
        return "your own text";
    }

    private static Path path(DataOptions options) {
        if (options.path() == null) {
            throw new DataException("data.path is not set: the dataset 'text' reads your own file or folder of text; add data.path=FILE");
        }
        return options.workingDir().resolve(options.path());
    }

    @Override
    public DataSource open(DataOptions options) {
        Corpus corpus = Texts.corpus(path(options), options);
        String name = corpus.path().getFileName() == null ? "text" : corpus.path().getFileName().toString();
        return Texts.open("text", name, corpus, new Provenance("from " + name, corpus.path().toString(), Texts.hash(corpus), false), "", options);
    }

    @Override
    public Optional<Path> locate(DataOptions options) {
        return options.path() == null ? Optional.empty() : Optional.of(path(options)).filter(Files::exists);
    }

    @Override
    public Path fetch(DataOptions options) {
        return locate(options).orElseThrow(() -> new DataException(path(options) + ": there is no such file or folder"));
    }

    @Override
    public String remedy(DataOptions options) {
        return "name the file or folder with data.path=FILE";
    }
}
