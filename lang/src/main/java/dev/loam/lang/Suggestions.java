package dev.loam.lang;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/// The name that was perhaps meant.
public final class Suggestions {
    /// The names there are, of the program that runs last.
    private static volatile Supplier<? extends Collection<String>> names = List::of;

    private Suggestions() {}

    /// Says where names come from that can be suggested.
    public static void from(Supplier<? extends Collection<String>> source) {
        names = source;
    }

    /// `; did you mean …?`, or nothing where no name is near.
    static String hint(String name) {
        return hint(name, names.get());
    }

    /// As [#hint(String)], among the names given.
    public static String hint(String name, Collection<String> among) {
        String best = null;
        int least = Math.max(1, name.length() / 3) + 1;
        for (String candidate : among) {
            if (Math.abs(candidate.length() - name.length()) < least && !candidate.equals(name)) {
                int d = distance(name, candidate);
                if (d < least || d == least && best != null && nearer(name, candidate, best)) {
                    least = d;
                    best = candidate;
                }
            }
        }
        return best == null ? "" : "; did you mean " + best + "?";
    }

    /// Of two names equally far away, the one that begins as the name does; then the first by the alphabet.
    private static boolean nearer(String name, String a, String b) {
        int difference = common(name, a) - common(name, b);
        return difference > 0 || difference == 0 && a.compareTo(b) < 0;
    }

    private static int common(String a, String b) {
        int n = 0;
        while (n < a.length() && n < b.length() && a.charAt(n) == b.charAt(n)) {
            n++;
        }
        return n;
    }

    /// Insertions, deletions, changes and exchanges of neighbours.
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(change, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
