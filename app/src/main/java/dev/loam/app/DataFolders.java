package dev.loam.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Which data sets `doctor` reports, and where it looks: `LOAM_DATA`, `./data`, the cache, and in each a folder of the set's name.
final class DataFolders {
    private static final String MNIST = "train-images-idx3-ubyte";

    private DataFolders() {}

    /// One line per finding.
    static List<String> describe() {
        var places = new ArrayList<Path>();
        String named = System.getenv("LOAM_DATA");
        if (named != null && !named.isBlank()) {
            places.add(Path.of(named));
        }
        places.add(Path.of("data"));
        places.add(Launch.cache().resolve("data"));

        for (Path place : places) {
            for (Path folder : List.of(place, place.resolve("mnist"))) {
                if (Files.exists(folder.resolve(MNIST)) || Files.exists(folder.resolve(MNIST + ".gz"))) {
                    return List.of("mnist found in " + Launch.tilde(folder));
                }
            }
        }
        String how = Commands.find("data").isPresent() ? "; how to get it: " + Launch.command() + " data mnist" : "";
        return List.of("mnist not found in " + String.join(", ", places.stream().map(Launch::tilde).toList()) + how);
    }
}
