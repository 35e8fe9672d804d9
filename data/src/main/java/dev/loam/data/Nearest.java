package dev.loam.data;

import java.util.Collection;

/// The name a person probably meant: the nearest of the valid ones.
public final class Nearest {
    private Nearest() {
    }

    /// The candidate with the smallest edit distance to `word` (insertions, deletions, substitutions and swaps of
    /// neighbours each count one), or null where none is within a third of the word's length, at least two.
    public static String of(String word, Collection<String> candidates) {
        String best = null;
        int bestDistance = Math.max(2, word.length() / 3) + 1;
        for (String candidate : candidates) {
            if (Math.abs(candidate.length() - word.length()) < bestDistance) {
                int distance = distance(word.toLowerCase(), candidate.toLowerCase());
                if (distance < bestDistance && distance < Math.max(word.length(), candidate.length())) {
                    best = candidate;
                    bestDistance = distance;
                }
            }
        }
        return best;
    }

    /// `"Did you mean 'x'?"`, or the list of valid names where nothing is near.
    public static String hint(String word, Collection<String> candidates) {
        String nearest = of(word, candidates);
        return nearest != null ? "Did you mean '" + nearest + "'?" : "Valid: " + String.join(", ", candidates) + ".";
    }

    /// Optimal string alignment distance.
    static int distance(String a, String b) {
        int[] twoUp = new int[b.length() + 1];
        int[] up = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            up[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], up[j]) + 1, up[j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], twoUp[j - 2] + 1);
                }
            }
            int[] free = twoUp;
            twoUp = up;
            up = row;
            row = free;
        }
        return up[b.length()];
    }
}
