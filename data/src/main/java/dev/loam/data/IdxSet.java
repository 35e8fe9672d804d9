package dev.loam.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A dataset in MNIST's format: four idx files, images and labels for training and for test.
///
/// @param name        in the registry, and the sub-folder it is looked for in
/// @param title       for a person
/// @param classes     the classes' names
/// @param mirrors     addresses of folders that have the files as `NAME.gz`
/// @param md5         MD5 of the uncompressed files, in the order of [#FILES]
/// @param contentHash SHA-256 over the uncompressed files in that order, as published
/// @param ownPlace    whether files lying in one of the usual places themselves, not in the sub-folder, are this set
/// @param patience    how long to wait for mirrors to answer
record IdxSet(String name, String title, List<String> classes, List<String> mirrors, List<String> md5, String contentHash,
              boolean ownPlace, Duration patience) implements DatasetEntry {

    static final List<String> FILES = List.of("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");
    static final double VALIDATION = 0.05;
    static final long SPLIT_SEED = 1;

    static final IdxSet MNIST = new IdxSet("mnist", "MNIST", List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
        List.of("https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"),
        List.of("6bbc9ace898e44ae57da46a324031adb", "a25bea736e30d166cdddb491f175f624", "2646ac647ad5339dbf082846283269ea", "27ae3e4e09519cfbb04c329615203637"),
        "b2d8f5bf39174ee5ffeefa97e42d673c35432b411bb5d1f74fbbeddae7f1690a", true, Download.PATIENCE);

    static final IdxSet FASHION = new IdxSet("fashion-mnist", "Fashion-MNIST",
        List.of("T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"),
        List.of("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/", "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
        List.of("f4a8712d7a061bf5bd6d2ca38dc4d50a", "9018921c3c673c538a1fc5bad174d6f9", "8181f5470baa50b63fa0f6fddb340f0a", "15d484375f8d13e6eb1aabb0c3f46965"),
        "14410854cf7a289477dcfc7df3f8ec24741e281cdcc425ede0d9a748ca630214", false, Download.PATIENCE);

    @Override
    public Optional<Path> locate(DataOptions options) {
        return find(options).map(Places.Place::folder);
    }

    /// The first place that has all four files. A folder a person named and that has only some of them is an error.
    Optional<Places.Place> find(DataOptions options) {
        for (Places.Place place : Places.of(options, ownPlace, name)) {
            List<String> lacking = FILES.stream().filter(file -> file(place.folder(), file) == null).toList();
            if (lacking.isEmpty()) {
                return Optional.of(place);
            }
            if (lacking.size() < FILES.size() && options.dir() != null && place.folder().startsWith(options.workingDir().resolve(options.dir()))) {
                throw new DataException(place.folder() + ": has some of the files of " + title + ", but not " + String.join(", ", lacking)
                    + " (with or without .gz). Add what is missing, or leave --data out to fetch the set.");
            }
        }
        return Optional.empty();
    }

    /// The file in one of its usual spellings, or null.
    private static Path file(Path folder, String name) {
        String dotted = name.replace("-idx", ".idx");
        for (String spelling : List.of(name, name + ".gz", dotted, dotted + ".gz")) {
            Path file = folder.resolve(spelling);
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        return null;
    }

    @Override
    public Path fetch(DataOptions options) {
        return found(options).folder();
    }

    /// Where the files are, after fetching them if need be.
    Places.Place found(DataOptions options) {
        Optional<Places.Place> there = find(options);
        if (there.isPresent()) {
            return there.get();
        }
        String looked = title + " is not in " + Places.words(options);
        if (options.offline()) {
            throw new DataException(looked + ", and it was not fetched because of --offline. Fetch it once with: " + options.command() + " data " + name);
        }
        Path folder = Places.cache(options).resolve(name);
        var download = new Download(options.progress(), patience);
        try {
            for (int i = 0; i < FILES.size(); i++) {
                if (file(folder, FILES.get(i)) == null) {
                    download.fetch(FILES.get(i) + ".gz", mirrors, folder, md5.get(i));
                }
            }
        } catch (DataException e) {
            throw new DataException(looked + ", and could not be fetched: " + e.getMessage() + ". Try again with '" + options.command() + " data " + name
                + "', or put the four files " + FILES.getFirst() + ".gz … into " + folder + ".", e);
        }
        return new Places.Place(folder, "from the cache");
    }

    @Override
    public DataSource open(DataOptions options) {
        return read(found(options), options);
    }

    /// Reads and checks the four files of a folder.
    DataSource read(Places.Place place, DataOptions options) {
        String advice = "Delete it and run '" + options.command() + " data " + name + "' to fetch it again.";
        var hash = Hash.sha256Elsewhere();
        Dataset whole = part(place.folder(), 0, advice, hash);
        Dataset test = part(place.folder(), 2, advice, hash);
        if (!whole.fields().equals(test.fields())) {
            throw new DataException(place.folder() + ": training images are " + whole.fields().getFirst() + " but test images " + test.fields().getFirst() + ". " + advice);
        }
        String content = hash.hex();
        for (IdxSet other : List.of(MNIST, FASHION)) {
            if (other.contentHash.equals(content) && !other.name.equals(name)) {
                throw new DataException(place.folder() + ": holds " + other.title + ", not " + title + ". Use data=" + other.name + ", or give the folder " + title + " is in.");
            }
        }
        boolean published = content.equals(contentHash);
        String notice = published ? "" : "The files in " + place.folder() + " are not " + title + " as it was published (content hash " + content.substring(0, 12)
            + "): results do not compare with those of others.";
        List<Dataset> parts = carve(whole, options);
        return new DataSource(name, title, Modality.IMAGE, parts.get(0), parts.get(1), test, List.of(),
            new Provenance(place.words(), place.folder().toString(), content, published), notice);
    }

    /// Training and validation examples out of those meant for training.
    static List<Dataset> carve(Dataset whole, DataOptions options) {
        double share = options.validation() == null ? VALIDATION : options.validation();
        return whole.split(options.splitSeed() == null ? SPLIT_SEED : options.splitSeed(), 1 - share, share);
    }

    private Dataset part(Path folder, int first, String advice, Hash hash) {
        Path imageFile = file(folder, FILES.get(first));
        Path labelFile = file(folder, FILES.get(first + 1));
        Idx.Images images = Idx.images(imageFile, advice, hash);
        byte[] labels = Idx.labels(labelFile, classes.size(), advice, hash);
        if (images.count() != labels.length) {
            throw new DataException(labelFile + ": has " + labels.length + " labels for the " + images.count() + " images in " + imageFile.getFileName()
                + "; is it the label file of the other part? " + advice);
        }
        if (images.count() == 0) {
            throw new DataException(imageFile + ": has no images. " + advice);
        }
        int[] numbers = new int[labels.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = labels[i];
        }
        return InMemory.of(images.count()).with(Field.image("image", images.rows(), images.columns(), 1), images.pixels())
            .with(Field.label("label", classes), numbers);
    }
}
