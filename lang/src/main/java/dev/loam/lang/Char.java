package dev.loam.lang;

/// A character: one Unicode code point. Those below 256 are cached; others are compared by value, as `eqv?` does.
public final class Char implements Comparable<Char> {
    private static final Char[] CACHE = new Char[256];

    static {
        for (int i = 0; i < CACHE.length; i++) {
            CACHE[i] = new Char(i);
        }
    }

    public final int codePoint;

    private Char(int codePoint) {
        this.codePoint = codePoint;
    }

    public static Char of(int codePoint) {
        return codePoint >= 0 && codePoint < CACHE.length ? CACHE[codePoint] : new Char(codePoint);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Char c && c.codePoint == codePoint;
    }

    @Override
    public int hashCode() {
        return codePoint;
    }

    @Override
    public int compareTo(Char other) {
        return Integer.compare(codePoint, other.codePoint);
    }

    @Override
    public String toString() {
        return Character.toString(codePoint);
    }
}
