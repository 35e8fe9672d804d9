package dev.loam.data;

import java.nio.file.Path;
import java.util.Optional;

/// MNIST where it can be had, else Loam's drawn digits, which then say in every output that they are not MNIST.
final class MnistOrDigits implements DatasetEntry {
    private final IdxSet mnist;

    MnistOrDigits() {
        this(IdxSet.MNIST);
    }

    MnistOrDigits(IdxSet mnist) {
        this.mnist = mnist;
    }

    @Override
    public String name() {
        return mnist.name();
    }

    @Override
    public String title() {
        return mnist.title();
    }

    @Override
    public DataSource open(DataOptions options) {
        Optional<Places.Place> found = mnist.find(options);
        if (found.isPresent()) {
            return mnist.read(found.get(), options);
        }
        Places.Place place;
        try {
            place = mnist.found(options);
        } catch (DataException e) {
            return DigitsEntry.source(options).withNotice("These are digits drawn by Loam, not MNIST, which was neither found nor could be fetched."
                + " Fetch the real set with: " + options.command() + " data " + name());
        }
        return mnist.read(place, options);
    }

    @Override
    public Optional<Path> locate(DataOptions options) {
        return mnist.locate(options);
    }

    @Override
    public Path fetch(DataOptions options) {
        return mnist.fetch(options);
    }
}
