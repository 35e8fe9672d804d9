package dev.loam.lang.types;

import dev.loam.lang.Source;
import dev.loam.lang.library.Names;
import dev.loam.lang.syntax.Reader;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The types of builtin procedures, from `types.txt`: a line is names, a colon and a type.
final class Signatures {
    private static final Map<String, String> TEXTS = read();
    private static final Map<String, SchemeType> PARSED = new ConcurrentHashMap<>();

    private Signatures() {}

    /// The type of a builtin procedure; null where nothing is known.
    static SchemeType of(String name) {
        String text = TEXTS.get(name);
        return text == null ? null : PARSED.computeIfAbsent(text,
            t -> new TypeParser(s -> null).parse(Reader.of(Source.of("types.txt", t)).read(), 0));
    }

    private static Map<String, String> read() {
        var found = new HashMap<String, String>();
        for (String line : Names.text("types.txt").split("\n")) {
            int colon = line.indexOf(" : ");
            if (colon > 0 && !line.startsWith(";")) {
                for (String name : line.substring(0, colon).strip().split(" +")) {
                    found.put(name, line.substring(colon + 3).strip());
                }
            }
        }
        return found;
    }
}
