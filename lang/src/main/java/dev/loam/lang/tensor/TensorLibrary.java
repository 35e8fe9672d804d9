package dev.loam.lang.tensor;

import dev.loam.lang.Builtins;
import dev.loam.lang.library.Names;
import java.util.Set;

/// The procedures on tensors, `(loam tensor)`. They are made when the first of them is asked for.
public final class TensorLibrary {
    private static final Set<String> NAMES = Set.copyOf(Names.libraries().get("(loam tensor)"));

    private TensorLibrary() {}

    /// The value of a name, or null.
    public static Object find(String name) {
        return NAMES.contains(name) ? Made.TABLE.values().get(name) : null;
    }

    private static final class Made {
        static final Builtins TABLE = new Builtins();

        static {
            TensorMaking.register(TABLE);
            TensorMath.register(TABLE);
            TensorShapes.register(TABLE);
            Jitted.register(TABLE);
        }
    }
}
