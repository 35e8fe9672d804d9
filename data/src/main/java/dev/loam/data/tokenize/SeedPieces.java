package dev.loam.data.tokenize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The frequent substrings of a corpus, with which a Unigram vocabulary begins: length by length, each only where its beginning is frequent. A substring
/// that is always followed by the same character is left out, as the longer one says all of it (as a suffix array's inner nodes are chosen).
final class SeedPieces {
    private static final int LEAST = 2;

    private final int[] points;
    private final int[] starts;
    private final long[] weights;
    private final int longest;
    private final List<Seed> found = new ArrayList<>();

    /// A substring: where it stands once, and how often it occurs.
    record Seed(int start, int length, long count) {
        /// What it is worth: the characters it covers.
        double score() {
            return (double) count * length;
        }
    }

    /// @param points  the pieces one after another; a point of -1 is in no substring
    /// @param starts  where each begins, and where the last ends
    /// @param weights how often each occurs
    SeedPieces(int[] points, int[] starts, long[] weights, int longest) {
        this.points = points;
        this.starts = starts;
        this.weights = weights;
        this.longest = longest;
    }

    /// All single characters, then the `most` best longer substrings, best first.
    List<Seed> find(int most) {
        int total = starts[starts.length - 1];
        // the number of the frequent substring of the length before that begins at each place, or -1
        int[] at = new int[total];
        var before = new Level(0);
        before.add(0, Long.MAX_VALUE);
        for (int length = 1; length <= longest && before.size() > 0; length++) {
            before = level(length, at, before);
        }
        List<Seed> singles = new ArrayList<>();
        List<Seed> longer = new ArrayList<>();
        for (Seed seed : found) {
            (seed.length == 1 ? singles : longer).add(seed);
        }
        longer.sort((a, b) -> a.score() != b.score() ? Double.compare(b.score(), a.score()) : Points.compare(points, a.start, a.start + a.length,
            points, b.start, b.start + b.length));
        singles.addAll(longer.subList(0, Math.min(most, longer.size())));
        return singles;
    }

    /// The substrings of one length.
    private static final class Level {
        final LongMap numbers;
        final Points starts = new Points();
        long[] counts = new long[1024];
        long[] longestCount = new long[1024];

        Level(int expected) {
            numbers = new LongMap(Math.max(1024, expected));
        }

        int size() {
            return starts.size();
        }

        void add(int start, long count) {
            if (size() == counts.length) {
                counts = Arrays.copyOf(counts, 2 * size());
                longestCount = Arrays.copyOf(longestCount, 2 * size());
            }
            counts[size()] = count;
            starts.add(start);
        }
    }

    private Level level(int length, int[] at, Level before) {
        var now = new Level(before.size() * 2);
        var parents = new Points();
        for (int w = 0; w + 1 < starts.length; w++) {
            for (int i = starts[w]; i < starts[w + 1]; i++) {
                int last = i + length - 1;
                int number = -1;
                if (at[i] >= 0 && last < starts[w + 1] && points[last] >= 0 && before.counts[at[i]] >= LEAST) {
                    long key = LongMap.pair(at[i], points[last]);
                    number = now.numbers.get(key);
                    if (number < 0) {
                        number = now.size();
                        now.numbers.put(key, number);
                        now.add(i, 0);
                        parents.add(at[i]);
                    }
                    now.counts[number] += weights[w];
                }
                at[i] = number;
            }
        }
        for (int n = 0; n < now.size(); n++) {
            int parent = parents.get(n);
            before.longestCount[parent] = Math.max(before.longestCount[parent], now.counts[n]);
        }
        keep(before, length - 1);
        if (length == longest) {
            keep(now, length);
        }
        return now;
    }

    private void keep(Level level, int length) {
        for (int n = 0; n < level.size() && length > 0; n++) {
            if (length == 1 || level.counts[n] >= LEAST && level.longestCount[n] < level.counts[n]) {
                found.add(new Seed(level.starts.get(n), length, level.counts[n]));
            }
        }
    }
}
