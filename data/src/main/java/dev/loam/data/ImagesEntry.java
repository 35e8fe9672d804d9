package dev.loam.data;

import dev.loam.data.Pictures.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// A person's own folder of pictures: a sub-folder for each class, either directly in it or in its sub-folders `train`, `test` and
/// (not needed) `validation`. Without those, the name of each file decides its part, so that pictures added later move no others.
///
/// Pictures are kept in memory as bytes where they fit ([#RESIDENT]), else read when they are needed. They must be of one size, or
/// `data.image-size` brings them to one.
final class ImagesEntry extends OwnPath {
    /// Bytes of pixels that are kept in memory.
    static final long RESIDENT = 1L << 30;
    private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg", ".gif", ".bmp");
    private static final List<String> PARTS = List.of("train", "validation", "test");

    @Override
    public String name() {
        return "images";
    }

    @Override
    public String title() {
        return "your own pictures";
    }

    @Override
    String kind() {
        return "a folder with a sub-folder of pictures for each class";
    }

    /// One picture.
    private record Item(Path file, String name, int label) {
    }

    @Override
    public DataSource open(DataOptions options) {
        Path root = path(options);
        boolean divided = Files.isDirectory(root.resolve("train")) && Files.isDirectory(root.resolve("test"));
        List<Path> tops = divided ? PARTS.stream().map(root::resolve).filter(Files::isDirectory).toList() : List.of(root);
        var classes = new TreeSet<String>();
        tops.forEach(top -> folders(top).forEach(folder -> classes.add(folder.getFileName().toString())));
        List<String> names = List.copyOf(classes);
        if (names.size() < 2) {
            throw new DataException(root + ": has " + (names.isEmpty() ? "no sub-folders" : "one sub-folder, '" + names.getFirst() + "'")
                + "; each class of pictures needs one of its own, and there must be two or more");
        }
        var items = new ArrayList<Item>();
        var starts = new int[tops.size() + 1];
        for (int t = 0; t < tops.size(); t++) {
            for (Path folder : folders(tops.get(t))) {
                for (Path file : files(folder)) {
                    items.add(new Item(file, root.relativize(file).toString().replace('\\', '/'), names.indexOf(folder.getFileName().toString())));
                }
            }
            starts[t + 1] = items.size();
        }
        if (items.isEmpty()) {
            throw new DataException(root + ": has no pictures in its sub-folders; they must end in " + String.join(", ", ENDINGS));
        }
        var set = new PictureSet(items.stream().map(Item::file).toList(), options.imageSize());
        int[] labels = items.stream().mapToInt(Item::label).toArray();
        Dataset all = set.dataset(Field.label("label", names), labels);
        var provenance = new Provenance("from " + root.getFileName(), root.toString(), set.hash(items.stream().map(Item::name).toList()), false);
        List<Dataset> parts = divided ? given(all, tops, starts, options) : hashed(all, items, options);
        String title = root.getFileName() == null ? "pictures" : root.getFileName().toString();
        return new DataSource(title, title, Modality.IMAGE, parts.get(0), parts.get(1), parts.get(2), List.of(), provenance, "");
    }

    private static List<Dataset> given(Dataset all, List<Path> tops, int[] starts, DataOptions options) {
        Dataset train = all.take(starts[1]);
        Dataset test = all.skip(starts[tops.size() - 1]);
        if (tops.size() == PARTS.size()) {
            return List.of(train, all.skip(starts[1]).take(starts[2] - starts[1]), test);
        }
        List<Dataset> parts = IdxSet.carve(train, options);
        return List.of(parts.get(0), parts.get(1), test);
    }

    private static List<Dataset> hashed(Dataset all, List<Item> items, DataOptions options) {
        long[] hashes = items.stream().mapToLong(item -> Long.parseUnsignedLong(Hash.sha256().add(item.name()).hex().substring(0, 16), 16)).toArray();
        return Arrays.stream(Parts.hashed(hashes, Parts.shares(Descriptor.Shares.USUAL, options))).map(part -> Parts.select(all, part)).toList();
    }

    private static List<Path> folders(Path top) {
        return list(top, Files::isDirectory);
    }

    private static List<Path> files(Path folder) {
        return list(folder, file -> ENDINGS.stream().anyMatch(file.getFileName().toString().toLowerCase(Locale.ROOT)::endsWith));
    }

    /// In the order of their names.
    private static List<Path> list(Path folder, java.util.function.Predicate<Path> which) {
        try (var all = Files.list(folder)) {
            return all.filter(path -> !path.getFileName().toString().startsWith(".")).filter(which).sorted().toList();
        } catch (IOException e) {
            throw new DataException(folder + ": cannot be read (" + Idx.reason(e) + ")", e);
        }
    }

    /// The pictures' pixels, alike in size and channels.
    static final class PictureSet {
        private final List<Path> files;
        private final int side;
        private final String[] hashes;
        private final int height;
        private final int width;
        private final int channels;
        /// null where they do not fit
        private final byte[] pixels;

        PictureSet(List<Path> files, int side) {
            this.files = files;
            this.side = side;
            this.hashes = new String[files.size()];
            Picture first = read(0);
            height = first.height();
            width = first.width();
            long all = 3L * height * width * files.size();
            byte[] colours = all <= RESIDENT ? new byte[(int) all] : null;
            boolean grey = IntStream.range(0, files.size()).parallel().mapToObj(i -> take(i, colours)).reduce(true, Boolean::logicalAnd);
            channels = grey ? 1 : 3;
            pixels = colours == null || !grey ? colours : everyThird(colours);
        }

        private Picture read(int i) {
            Picture picture = Pictures.read(files.get(i));
            return side == 0 ? picture : picture.square(side);
        }

        private Picture fitting(int i) {
            Picture picture = read(i);
            if (picture.height() != height || picture.width() != width) {
                throw new DataException(files.get(i) + ": has " + picture.width() + " x " + picture.height() + " pixels, " + files.getFirst().getFileName() + " has " + width + " x " + height
                    + "; bring them to one size, or let Loam do so with data.image-size=64");
            }
            return picture;
        }

        private boolean take(int i, byte[] colours) {
            Picture picture = fitting(i);
            hashes[i] = Hash.sha256().add(picture.rgb(), 0, picture.rgb().length).hex();
            if (colours != null) {
                System.arraycopy(picture.rgb(), 0, colours, i * picture.rgb().length, picture.rgb().length);
            }
            return picture.isGrey();
        }

        private static byte[] everyThird(byte[] colours) {
            byte[] out = new byte[colours.length / 3];
            for (int i = 0; i < out.length; i++) {
                out[i] = colours[3 * i];
            }
            return out;
        }

        /// Over the pixels and the names.
        String hash(List<String> names) {
            Hash hash = Hash.sha256();
            for (int i = 0; i < hashes.length; i++) {
                hash.add(names.get(i)).add(hashes[i]);
            }
            return hash.hex();
        }

        Dataset dataset(Field label, int[] labels) {
            Field image = Field.image("image", height, width, channels);
            if (pixels != null) {
                return InMemory.of(files.size()).with(image, pixels).with(label, labels);
            }
            int[] numbers = IntStream.range(0, files.size()).toArray();
            Dataset numbered = InMemory.of(files.size()).with(Field.numeric("number", Field.Role.FEATURE, dev.loam.tensor.DType.I32), numbers).with(label, labels);
            return numbered.map(0, image, (_, from, to) -> {
                byte[] rgb = fitting(from.get(java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED, 0)).rgb();
                java.lang.foreign.MemorySegment.copy(java.lang.foreign.MemorySegment.ofArray(channels == 1 ? everyThird(rgb) : rgb), 0, to, 0, to.byteSize());
            });
        }
    }
}
