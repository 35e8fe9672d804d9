package dev.loam.lang;

import dev.loam.lang.syntax.Reader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A text that was read, and the numbers of its places. Every text gets a range of numbers of its own, so that one `int` in a pair says
/// both which text and where in it.
public final class Source {
    /// A place as people count: lines and columns from 1.
    ///
    /// @param text the whole line
    public record Place(String file, int line, int column, String text) {
        @Override
        public String toString() {
            return file + ":" + line + ":" + column;
        }

        /// The line with a caret below the place.
        public String picture() {
            return "  " + text + "\n  " + " ".repeat(Math.max(0, Math.min(column - 1, text.length()))) + "^";
        }
    }

    private static final List<Source> ALL = new ArrayList<>();
    private static int nextBase = 1;

    private final String name;
    private final String text;
    private final int base;
    private int[] lineStarts;

    private Source(String name, String text, int base) {
        this.name = name;
        this.text = text;
        this.base = base;
    }

    /// A text under a name: a file's path, `<repl>`.
    public static Source of(String name, String text) {
        synchronized (ALL) {
            if (nextBase > Integer.MAX_VALUE - text.length() - 1) {
                // numbers are used up after two billion characters; later texts go without places
                return new Source(name, text, 0);
            }
            var s = new Source(name, text, nextBase);
            nextBase += text.length() + 1;
            ALL.add(s);
            return s;
        }
    }

    /// How many texts there were so far.
    static int count() {
        synchronized (ALL) {
            return ALL.size();
        }
    }

    /// The texts that came after the first so many.
    static List<Source> since(int count) {
        synchronized (ALL) {
            return List.copyOf(ALL.subList(count, ALL.size()));
        }
    }

    public String name() {
        return name;
    }

    public String text() {
        return text;
    }

    /// The number of the place at this offset.
    public int position(int offset) {
        return base == 0 ? 0 : base + offset;
    }

    /// The place of a number; null for 0.
    public static Place place(int position) {
        Source found = source(position);
        return found == null ? null : found.at(position - found.base);
    }

    /// The datum that begins at a place; null where the place is not known or nothing whole begins there.
    public static Object datum(int position) {
        Source found = source(position);
        if (found == null) {
            return null;
        }
        try {
            return Reader.of(new Source(found.name, found.text.substring(position - found.base), 0)).read();
        } catch (SchemeError e) {
            return null;
        }
    }

    private static Source source(int position) {
        if (position <= 0) {
            return null;
        }
        synchronized (ALL) {
            int low = 0;
            int high = ALL.size() - 1;
            while (low < high) {
                int middle = (low + high + 1) >>> 1;
                if (ALL.get(middle).base <= position) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            return ALL.get(low);
        }
    }

    private Place at(int offset) {
        int[] starts = lineStarts();
        int line = Arrays.binarySearch(starts, offset);
        line = line < 0 ? -line - 2 : line;
        int start = starts[line];
        int end = text.indexOf('\n', start);
        return new Place(name, line + 1, offset - start + 1, text.substring(start, end < 0 ? text.length() : end).stripTrailing());
    }

    private synchronized int[] lineStarts() {
        if (lineStarts == null) {
            int[] found = new int[16];
            int n = 1;
            for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
                if (n == found.length) {
                    found = Arrays.copyOf(found, n * 2);
                }
                found[n++] = i + 1;
            }
            lineStarts = Arrays.copyOf(found, n);
        }
        return lineStarts;
    }
}
