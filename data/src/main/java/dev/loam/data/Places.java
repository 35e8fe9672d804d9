package dev.loam.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Where data is looked for, in this order: the folder given (`--data`), `LOAM_DATA`, `./data`, the user cache.
final class Places {
    private Places() {
    }

    /// One folder to look in, and what to call it.
    record Place(Path folder, String words) {
    }

    /// The folders for a dataset: each place's sub-folders `names` in their order and, where `itself`, the place before them.
    static List<Place> of(DataOptions options, boolean itself, String... names) {
        var places = new ArrayList<Place>();
        if (options.dir() != null) {
            Path dir = options.workingDir().resolve(options.dir());
            if (!Files.isDirectory(dir)) {
                throw new DataException("--data: " + options.dir() + " is not a folder. Give the folder the files are in, or leave it out to look in the usual places.");
            }
            add(places, new Place(dir, "from " + options.dir()), true, names);
        }
        String variable = options.environment().getOrDefault("LOAM_DATA", "");
        if (!variable.isBlank()) {
            add(places, new Place(options.workingDir().resolve(variable), "from LOAM_DATA"), itself, names);
        }
        add(places, new Place(options.workingDir().resolve("data"), "from ./data"), itself, names);
        add(places, new Place(cache(options), "from the cache"), itself, names);
        return places;
    }

    private static void add(List<Place> places, Place root, boolean itself, String... names) {
        if (itself) {
            places.add(root);
        }
        for (String name : names) {
            places.add(new Place(root.folder.resolve(name), root.words));
        }
    }

    /// The user cache: `LOAM_CACHE`, `XDG_CACHE_HOME/loam`, on Windows `LOCALAPPDATA\loam`, else `~/.cache/loam`.
    static Path cache(DataOptions options) {
        Map<String, String> env = options.environment();
        if (!env.getOrDefault("LOAM_CACHE", "").isBlank()) {
            return options.workingDir().resolve(env.get("LOAM_CACHE"));
        }
        if (!env.getOrDefault("XDG_CACHE_HOME", "").isBlank()) {
            return options.workingDir().resolve(env.get("XDG_CACHE_HOME")).resolve("loam");
        }
        if (!env.getOrDefault("LOCALAPPDATA", "").isBlank()) {
            return Path.of(env.get("LOCALAPPDATA")).resolve("loam");
        }
        String home = env.getOrDefault("HOME", "");
        return Path.of(home.isBlank() ? System.getProperty("user.home", ".") : home).resolve(".cache").resolve("loam");
    }

    /// The places in words: `--data x, LOAM_DATA (y), ./data, ~/.cache/loam`.
    static String words(DataOptions options) {
        var words = new StringBuilder();
        if (options.dir() != null) {
            words.append("--data ").append(options.dir()).append(", ");
        }
        String variable = options.environment().getOrDefault("LOAM_DATA", "");
        words.append(variable.isBlank() ? "LOAM_DATA (not set)" : "LOAM_DATA (" + variable + ")");
        return words.append(", ./data and the cache (").append(cache(options)).append(")").toString();
    }
}
