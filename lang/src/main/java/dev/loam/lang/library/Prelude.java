package dev.loam.lang.library;

import java.util.HashMap;
import java.util.Map;

/// The part of the library that is written in Scheme, cut into its definitions: each can be compiled by itself when its name is asked for,
/// so that a program does not wait for what it does not use.
public final class Prelude {

    /// A definition as text.
    ///
    /// @param file the file it stands in
    /// @param line the number of its first line, from 1
    public record Definition(String name, String file, int line, String text) {}

    private static final String[] FILES = {"lists.scm", "sequences.scm", "tables.scm", "ports.scm"};
    private static final String START = "(define (";
    private static volatile Map<String, Definition> definitions;

    private Prelude() {}

    /// The definition of a name, or null.
    public static Definition find(String name) {
        return all().get(name);
    }

    /// All definitions by name.
    public static Map<String, Definition> all() {
        Map<String, Definition> found = definitions;
        if (found == null) {
            found = new HashMap<>();
            for (var file : FILES) {
                cut(file, Names.resource(file), found);
            }
            definitions = found;
        }
        return found;
    }

    /// In these files a definition is what begins in the first column with `(define (` and goes on up to the next.
    private static void cut(String file, String text, Map<String, Definition> into) {
        int line = 1;
        int counted = 0;
        int at = text.indexOf(START);
        while (at >= 0) {
            int next = text.indexOf("\n" + START, at);
            int end = next < 0 ? text.length() : next + 1;
            int nameStart = at + START.length();
            int nameEnd = nameStart;
            while (text.charAt(nameEnd) != ' ' && text.charAt(nameEnd) != ')') {
                nameEnd++;
            }
            for (; counted < at; counted++) {
                line += text.charAt(counted) == '\n' ? 1 : 0;
            }
            var name = text.substring(nameStart, nameEnd);
            into.put(name, new Definition(name, file, line, text.substring(at, end)));
            at = next < 0 ? -1 : next + 1;
        }
    }
}
