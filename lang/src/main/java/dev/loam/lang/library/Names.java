package dev.loam.lang.library;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which names belong to which library: `(scheme base)`, `(srfi 1)` and so on. Keywords are among them; who knows what they mean is the
/// expander.
public final class Names {

    private static final Map<String, List<String>> LIBRARIES = read();

    private Names() {}

    /// The libraries by name, each with its names.
    public static Map<String, List<String>> libraries() {
        return LIBRARIES;
    }

    private static Map<String, List<String>> read() {
        var libraries = new LinkedHashMap<String, List<String>>();
        List<String> names = null;
        for (var line : resource("names.txt").split("\n")) {
            if (line.startsWith("(")) {
                names = new ArrayList<>();
                libraries.put(line, names);
            } else if (names != null && !line.isBlank() && !line.startsWith("#")) {
                names.addAll(List.of(line.split(" ")));
            }
        }
        return libraries;
    }

    /// The text of a library that is written in Scheme as a whole, macros included: `srfi 64`; null where there is none.
    public static String source(String library) {
        return resource(library.replace(' ', '-') + ".sld");
    }

    /// A text of the library that must be there: `types.txt`.
    public static String text(String file) {
        return java.util.Objects.requireNonNull(resource(file), file);
    }

    /// A text that lies beside this class, or null.
    static String resource(String file) {
        try (var stream = Names.class.getResourceAsStream(file)) {
            return stream == null ? null : new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
