package dev.loam.lang.learn;

import dev.loam.lang.Builtins;
import dev.loam.lang.library.Names;
import java.util.Set;

/// The learning library, `(loam learn)`. Its procedures are made when the first of them is asked for.
public final class LearnLibrary {
    private static final Set<String> NAMES = Set.copyOf(Names.libraries().get("(loam learn)"));

    private LearnLibrary() {}

    /// The value of a name, or null.
    public static Object find(String name) {
        return NAMES.contains(name) ? Made.TABLE.values().get(name) : null;
    }

    private static final class Made {
        static final Builtins TABLE = new Builtins();

        static {
            Layers.register(TABLE);
            Criterion.register(TABLE);
            Optimising.register(TABLE);
            Schedules.register(TABLE);
            Loader.register(TABLE);
            Training.register(TABLE);
            ModelFiles.register(TABLE);
        }
    }
}
