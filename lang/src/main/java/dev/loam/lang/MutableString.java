package dev.loam.lang;

/// A string whose characters can be changed. Indexes count code points; `at` and `set` take constant time: characters lie in one byte each
/// as long as all are below 256, in two while all are in the basic plane, else in four.
public final class MutableString implements Comparable<MutableString> {
    private static final int LATIN = 0x100;
    private static final int BASIC = 0x10000;

    private byte[] latin;
    private char[] basic;
    private int[] wide;
    private int length;
    private boolean literal;

    private MutableString() {}

    public MutableString(String text) {
        int n = text.length();
        int most = 0;
        boolean surrogates = false;
        for (int i = 0; i < n; i++) {
            char c = text.charAt(i);
            most |= c;
            surrogates |= Character.isHighSurrogate(c);
        }
        if (surrogates) {
            wide = text.codePoints().toArray();
            length = wide.length;
            return;
        }
        length = n;
        if (most < LATIN) {
            latin = new byte[n];
            for (int i = 0; i < n; i++) {
                latin[i] = (byte) text.charAt(i);
            }
        } else {
            basic = text.toCharArray();
        }
    }

    /// `length` times the same code point.
    public static MutableString filled(int length, int codePoint) {
        var s = new MutableString();
        s.length = length;
        s.latin = new byte[length];
        if (codePoint != 0) {
            for (int i = 0; i < length; i++) {
                s.set(i, codePoint);
            }
        }
        return s;
    }

    /// The string of the code points `from` (inclusive) to `to` (exclusive).
    public static MutableString of(int[] codePoints, int from, int to) {
        return new MutableString(new String(codePoints, from, to - from));
    }

    /// A literal of a program: it cannot be changed.
    public static MutableString literal(String text) {
        var s = new MutableString(text);
        s.literal = true;
        return s;
    }

    /// Whether this is a literal, which must not be changed.
    public boolean literal() {
        return literal;
    }

    public int length() {
        return length;
    }

    /// The code point at `index`.
    ///
    /// @throws IndexOutOfBoundsException where there is none
    public int at(int index) {
        java.util.Objects.checkIndex(index, length);
        return latin != null ? latin[index] & 0xff : basic != null ? basic[index] : wide[index];
    }

    /// Puts a code point at `index`.
    ///
    /// @throws IndexOutOfBoundsException where there is no such place
    public void set(int index, int codePoint) {
        java.util.Objects.checkIndex(index, length);
        widen(codePoint);
        if (latin != null) {
            latin[index] = (byte) codePoint;
        } else if (basic != null) {
            basic[index] = (char) codePoint;
        } else {
            wide[index] = codePoint;
        }
    }

    /// Makes room for one more character and puts it at the end.
    public void append(int codePoint) {
        int n = length;
        int room = latin != null ? latin.length : basic != null ? basic.length : wide.length;
        if (n == room) {
            int more = Math.max(16, n + (n >> 1));
            if (latin != null) {
                latin = java.util.Arrays.copyOf(latin, more);
            } else if (basic != null) {
                basic = java.util.Arrays.copyOf(basic, more);
            } else {
                wide = java.util.Arrays.copyOf(wide, more);
            }
        }
        length = n + 1;
        set(n, codePoint);
    }

    private void widen(int codePoint) {
        if (latin != null && codePoint >= LATIN) {
            basic = new char[latin.length];
            for (int i = 0; i < length; i++) {
                basic[i] = (char) (latin[i] & 0xff);
            }
            latin = null;
        }
        if (basic != null && codePoint >= BASIC) {
            wide = new int[basic.length];
            for (int i = 0; i < length; i++) {
                wide[i] = basic[i];
            }
            basic = null;
        }
    }

    /// A new string of the characters `from` (inclusive) to `to` (exclusive).
    public MutableString substring(int from, int to) {
        java.util.Objects.checkFromToIndex(from, to, length);
        var s = new MutableString();
        s.length = to - from;
        if (latin != null) {
            s.latin = java.util.Arrays.copyOfRange(latin, from, to);
        } else if (basic != null) {
            s.basic = java.util.Arrays.copyOfRange(basic, from, to);
        } else {
            s.wide = java.util.Arrays.copyOfRange(wide, from, to);
        }
        return s;
    }

    /// All strings one after the other, as a new one.
    public static MutableString concatenate(MutableString... parts) {
        int length = 0;
        boolean anyWide = false;
        boolean anyBasic = false;
        for (var part : parts) {
            length = Math.addExact(length, part.length);
            anyWide |= part.wide != null;
            anyBasic |= part.basic != null;
        }
        var s = new MutableString();
        s.length = length;
        if (anyWide) {
            s.wide = new int[length];
        } else if (anyBasic) {
            s.basic = new char[length];
        } else {
            s.latin = new byte[length];
        }
        int at = 0;
        for (var part : parts) {
            s.put(at, part, 0, part.length);
            at += part.length;
        }
        return s;
    }

    /// Copies the characters `from` (inclusive) to `to` (exclusive) of `source`, which may be this string, to `at` and after.
    ///
    /// @throws IndexOutOfBoundsException where they do not lie in `source`, or do not fit here
    public void put(int at, MutableString source, int from, int to) {
        java.util.Objects.checkFromToIndex(from, to, source.length);
        java.util.Objects.checkFromIndexSize(at, to - from, length);
        if (source.basic != null) {
            widen(LATIN);
        } else if (source.wide != null) {
            widen(BASIC);
        }
        if (latin != null) {
            System.arraycopy(source.latin, from, latin, at, to - from);
        } else if (basic != null && source.basic != null) {
            System.arraycopy(source.basic, from, basic, at, to - from);
        } else if (wide != null && source.wide != null) {
            System.arraycopy(source.wide, from, wide, at, to - from);
        } else {
            for (int i = from; i < to; i++) {
                set(at + i - from, source.at(i));
            }
        }
    }

    /// A hash of the characters: the same for two strings of the same characters, whatever they lie in.
    public int hash() {
        int h = 0;
        if (latin != null) {
            for (int i = 0; i < length; i++) {
                h = h * 31 + (latin[i] & 0xff);
            }
        } else if (basic != null) {
            for (int i = 0; i < length; i++) {
                h = h * 31 + basic[i];
            }
        } else {
            for (int i = 0; i < length; i++) {
                h = h * 31 + wide[i];
            }
        }
        return h;
    }

    @Override
    @SuppressWarnings("deprecation") // the bytes are Latin-1: this constructor is exactly that, and quick
    public String toString() {
        return latin != null ? new String(latin, 0, 0, length) : basic != null ? new String(basic, 0, length) : new String(wide, 0, length);
    }

    /// Whether both have the same characters, as `string=?`.
    public boolean sameCharacters(MutableString other) {
        if (latin != null && other.latin != null) {
            return java.util.Arrays.equals(latin, 0, length, other.latin, 0, other.length);
        }
        return length == other.length && compareTo(other) == 0;
    }

    /// By code points.
    @Override
    public int compareTo(MutableString other) {
        if (latin != null && other.latin != null) {
            return java.util.Arrays.compareUnsigned(latin, 0, length, other.latin, 0, other.length);
        }
        int n = Math.min(length, other.length);
        for (int i = 0; i < n; i++) {
            int order = Integer.compare(at(i), other.at(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(length, other.length);
    }
}
