package dev.loam.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// CIFAR-10 (Krizhevsky 2009): 50,000 and 10,000 pictures of 32 × 32 in ten classes. Read from the binary layout of its authors (a byte of label, then
/// red, green and blue planes), or from sheets of 1,000 pictures one below the other with a file of labels.
record Cifar10() implements DatasetEntry {
    private static final List<String> CLASSES = List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");
    private static final int SIDE = 32;
    private static final int PIXELS = SIDE * SIDE;
    private static final int RECORD = 1 + 3 * PIXELS;
    private static final int FILE = 10_000;
    private static final int SHEET = 1_000;

    @Override
    public String name() {
        return "cifar10";
    }

    @Override
    public String title() {
        return "CIFAR-10";
    }

    @Override
    public Optional<Path> locate(DataOptions options) {
        return find(options).map(Places.Place::folder);
    }

    private static Optional<Places.Place> find(DataOptions options) {
        return Places.of(options, false, "cifar10", "cifar-10-batches-bin", "cifar10/bin", "cifar10/cifar-10-batches-bin").stream()
            .filter(p -> Files.isRegularFile(p.folder().resolve("test_batch.bin")) || Files.isRegularFile(p.folder().resolve("test_labels.bin"))).findFirst();
    }

    @Override
    public Path fetch(DataOptions options) {
        return found(options).folder();
    }

    private Places.Place found(DataOptions options) {
        return find(options).orElseThrow(() -> new DataException("CIFAR-10 is not in " + Places.words(options) + "; " + remedy(options)));
    }

    @Override
    public String remedy(DataOptions options) {
        return "put its files data_batch_1.bin … data_batch_5.bin and test_batch.bin (cifar-10-binary.tar.gz) into a folder cifar10 in one of these places";
    }

    @Override
    public DataSource open(DataOptions options) {
        Places.Place place = found(options);
        var hash = Hash.sha256Elsewhere();
        boolean sheets = !Files.isRegularFile(place.folder().resolve("test_batch.bin"));
        Dataset whole = sheets ? sheets(place.folder(), "train", 5 * FILE, hash) : records(place.folder(), hash, 1, 2, 3, 4, 5);
        Dataset test = sheets ? sheets(place.folder(), "test", FILE, hash) : records(place.folder(), hash);
        List<Dataset> parts = IdxSet.carve(whole, options);
        return new DataSource(name(), title(), Modality.IMAGE, parts.get(0), parts.get(1), test, List.of(),
            new Provenance(place.words(), place.folder().toString(), hash.hex(), false), "");
    }

    private static byte[] bytes(Path file, long expected, Hash hash) {
        try {
            byte[] all = Files.readAllBytes(file);
            if (expected >= 0 && all.length != expected) {
                throw new DataException(file + ": has " + all.length + " bytes, a file of CIFAR-10 has " + expected);
            }
            hash.add(all, 0, all.length);
            return all;
        } catch (IOException e) {
            throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static Dataset records(Path folder, Hash hash, int... batches) {
        int files = Math.max(1, batches.length);
        byte[] pixels = new byte[files * FILE * 3 * PIXELS];
        int[] labels = new int[files * FILE];
        for (int f = 0; f < files; f++) {
            byte[] all = bytes(folder.resolve(batches.length == 0 ? "test_batch.bin" : "data_batch_" + batches[f] + ".bin"), (long) FILE * RECORD, hash);
            for (int i = 0; i < FILE; i++) {
                int image = f * FILE + i;
                labels[image] = all[i * RECORD];
                for (int p = 0; p < PIXELS; p++) {
                    for (int c = 0; c < 3; c++) {
                        pixels[(image * PIXELS + p) * 3 + c] = all[i * RECORD + 1 + c * PIXELS + p];
                    }
                }
            }
        }
        return dataset(pixels, labels);
    }

    private static Dataset sheets(Path folder, String part, int count, Hash hash) {
        byte[] numbers = bytes(folder.resolve(part + "_labels.bin"), count, hash);
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = numbers[i];
        }
        byte[] pixels = new byte[count * 3 * PIXELS];
        for (int s = 0; s < count / SHEET; s++) {
            Path file = folder.resolve("sheets").resolve(part + (s < 10 ? "_0" : "_") + s + ".png");
            byte[] sheet = RgbPng.pixels(file, bytes(file, -1, hash), SIDE, SIDE * SHEET);
            System.arraycopy(sheet, 0, pixels, s * sheet.length, sheet.length);
        }
        return dataset(pixels, labels);
    }

    private static Dataset dataset(byte[] pixels, int[] labels) {
        for (int label : labels) {
            if (label < 0 || label >= CLASSES.size()) {
                throw new DataException("CIFAR-10: a label is " + label + ", they go from 0 to 9; the files are damaged");
            }
        }
        return InMemory.of(labels.length).with(Field.image("image", SIDE, SIDE, 3), pixels).with(Field.label("label", CLASSES), labels);
    }
}
