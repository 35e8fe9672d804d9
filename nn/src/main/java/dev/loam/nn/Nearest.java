package dev.loam.nn;

import java.util.Collection;

/// Finds the name a person probably meant.
public final class Nearest {
    private Nearest() {
    }

    /// The one of `names` with the fewest edits to `word`, or null where none is near: more than a third of its letters
    /// would change. The first of several equally near ones.
    public static String of(String word, Collection<String> names) {
        String best = null;
        int least = Integer.MAX_VALUE;
        for (String name : names) {
            int d = distance(word, name);
            if (d < least && d <= Math.max(1, Math.max(word.length(), name.length()) / 3)) {
                least = d;
                best = name;
            }
        }
        return best;
    }

    /// The names as a sentence's end: `"a, b, c"`.
    static String list(Collection<String> names) {
        var text = new StringBuilder();
        for (String name : names) {
            text.append(text.length() == 0 ? "" : ", ").append(name);
        }
        return text.toString();
    }

    /// `"START 'word'. Did you mean 'near'? Known: a, b"`.
    static ModelException unknown(String start, String word, Collection<String> names) {
        String near = of(word, names);
        return new ModelException(start + " '" + word + "'. " + (near == null ? "" : "Did you mean '" + near + "'? ")
            + "Known: " + list(names));
    }

    /// Insertions, deletions, changed letters and swapped neighbours that make `a` into `b` (optimal string alignment).
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(d[i - 1][j - 1] + change, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
