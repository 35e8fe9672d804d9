package dev.loam.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A well-known text of one file. Where it can neither be found nor fetched, generated stories stand in for it and say so.
///
/// @param folder  the sub-folder it is looked for in
/// @param files   names it has been given; the last is the one it is fetched as
/// @param mirrors folders on the web that have it under that name
/// @param md5     of the file
/// @param sha256  of the file as published
record TextEntry(String name, String title, String folder, List<String> files, List<String> mirrors, String md5, String sha256, Duration patience)
    implements DatasetEntry {

    static final TextEntry SHAKESPEARE = new TextEntry("shakespeare", "Tiny Shakespeare", "text", List.of("tinyshakespeare.txt", "input.txt"),
        List.of("https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/"), "6fb458f1232090904fb40fe944165e91",
        "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed", Download.PATIENCE);

    /// A file and the place it is in.
    private record Found(Path file, String words) { }

    private Optional<Found> find(DataOptions options) {
        for (Places.Place place : Places.of(options, true, folder, name)) {
            for (String file : files) {
                boolean generic = file.equals("input.txt") && !place.folder().endsWith(name);
                if (!generic && Files.isRegularFile(place.folder().resolve(file))) {
                    return Optional.of(new Found(place.folder().resolve(file), place.words()));
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<Path> locate(DataOptions options) {
        return find(options).map(Found::file);
    }

    @Override
    public Path fetch(DataOptions options) {
        return found(options).file;
    }

    private Found found(DataOptions options) {
        Optional<Found> there = find(options);
        if (there.isPresent()) {
            return there.get();
        }
        String looked = title + " is not in " + Places.words(options);
        if (options.offline()) {
            throw new DataException(looked + ", and it was not fetched because of --offline. Fetch it once with: " + options.command() + " data " + name);
        }
        Path into = Places.cache(options).resolve(name);
        try {
            new Download(options.progress(), patience).fetch(files.getLast(), mirrors, into, md5);
        } catch (DataException e) {
            throw new DataException(looked + ", and could not be fetched: " + e.getMessage() + ". Put the file " + files.getLast() + " into " + into + ".", e);
        }
        return new Found(into.resolve(files.getLast()), "from the cache");
    }

    @Override
    public DataSource open(DataOptions options) {
        Found found;
        try {
            found = found(options);
        } catch (DataException e) {
            return StoriesEntry.source(options, "These are stories made up by Loam, not " + title + ", which was neither found nor could be fetched. Fetch it with: "
                + options.command() + " data " + name);
        }
        Corpus corpus = Texts.corpus(found.file, options);
        String content = Texts.hash(corpus);
        String notice = content.equals(sha256) ? "" : found.file + " is not " + title + " as it was published (content hash " + content.substring(0, 12)
            + "): results do not compare with those of others.";
        return Texts.open(name, title, corpus, new Provenance(found.words, found.file.toString(), content, notice.isEmpty()), notice, options);
    }
}
