package dev.loam.data.tokenize;

/// A text cut into pieces: a model sees one at a time. The pieces are parts of the text in their order; what was cut out lies in none.
final class Pieces {
    Text text;
    final Points starts = new Points();
    final Points ends = new Points();

    Pieces(Text text) {
        this.text = text;
    }

    /// The whole text as one piece; none where it is empty.
    static Pieces whole(Text text) {
        var out = new Pieces(text);
        out.add(0, text.length);
        return out;
    }

    void add(int start, int end) {
        if (end > start) {
            starts.add(start);
            ends.add(end);
        }
    }

    int count() {
        return starts.size();
    }

    /// What becomes of the matches of a splitting pattern: cut out, pieces of their own, joined to the piece before or after, or to
    /// other matches beside them.
    enum Behavior {
        REMOVED("Removed"), ISOLATED("Isolated"), MERGED_WITH_PREVIOUS("MergedWithPrevious"), MERGED_WITH_NEXT("MergedWithNext"), CONTIGUOUS("Contiguous");

        final String key;

        Behavior(String key) {
            this.key = key;
        }
    }

    /// Says where a stretch of text is to be cut.
    interface Cutter {
        void cut(int[] points, int start, int end, Cuts cuts);
    }

    /// Consecutive parts of a stretch, each a match or what lies between two.
    static final class Cuts {
        private final Points ends = new Points();
        private final Points matched = new Points();
        private int last;

        void begin(int start) {
            ends.truncate(0);
            matched.truncate(0);
            last = start;
        }

        /// What lies between the last part and `start` is no match; from there to `end` is one.
        void match(int start, int end) {
            rest(start);
            ends.add(end);
            matched.add(1);
            last = end;
        }

        /// All up to `end` is no match.
        void rest(int end) {
            if (end > last) {
                ends.add(end);
                matched.add(0);
                last = end;
            }
        }

        int lastEnd() {
            return last;
        }
    }

    /// These pieces cut further; where `invert`, matches and what lies between change places.
    Pieces split(Cutter cutter, Behavior behavior, boolean invert) {
        var out = new Pieces(text);
        var cuts = new Cuts();
        for (int i = 0; i < count(); i++) {
            int start = starts.get(i);
            int end = ends.get(i);
            cuts.begin(start);
            cutter.cut(text.points, start, end, cuts);
            cuts.rest(end);
            out.add(cuts, start, behavior, invert ? 0 : 1);
        }
        return out;
    }

    private void add(Cuts cuts, int start, Behavior behavior, int match) {
        switch (behavior) {
            case ISOLATED, REMOVED -> {
                int at = start;
                for (int i = 0; i < cuts.ends.size(); i++) {
                    if (behavior == Behavior.ISOLATED || cuts.matched.get(i) != match) {
                        add(at, cuts.ends.get(i));
                    }
                    at = cuts.ends.get(i);
                }
            }
            case CONTIGUOUS -> joined(cuts, start, i -> cuts.matched.get(i) == cuts.matched.get(i - 1));
            case MERGED_WITH_PREVIOUS -> joined(cuts, start, i -> cuts.matched.get(i) == match && cuts.matched.get(i - 1) != match);
            case MERGED_WITH_NEXT -> joined(cuts, start, i -> cuts.matched.get(i - 1) == match && cuts.matched.get(i) != match);
        }
    }

    private interface Join {
        boolean withBefore(int part);
    }

    private void joined(Cuts cuts, int start, Join join) {
        int at = start;
        for (int i = 0; i < cuts.ends.size(); i++) {
            boolean goesOn = i + 1 < cuts.ends.size() && join.withBefore(i + 1);
            if (!goesOn) {
                add(at, cuts.ends.get(i));
                at = cuts.ends.get(i);
            }
        }
    }

    /// Cuts out of a pattern's matches.
    static Cutter matches(Pattern pattern) {
        return (points, start, end, cuts) -> {
            var matcher = pattern.matcher(points, start, end);
            while (matcher.find()) {
                cuts.match(matcher.start(), matcher.end());
            }
        };
    }

    /// One character at a time is a match or not.
    interface Test {
        boolean matches(int point);
    }

    /// Each character that `test` accepts is a match.
    static Cutter each(Test test) {
        return (points, start, end, cuts) -> {
            for (int i = start; i < end; i++) {
                if (test.matches(points[i])) {
                    cuts.match(i, i + 1);
                }
            }
        };
    }
}
