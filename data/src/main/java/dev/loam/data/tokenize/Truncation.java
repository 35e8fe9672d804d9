package dev.loam.data.tokenize;

import java.util.Arrays;

/// How many tokens an encoding keeps, special ones counted.
///
/// @param strategy `LongestFirst`, `OnlyFirst` or `OnlySecond`: which text of a pair is cut
/// @param stride   kept for writing; what is cut off is not returned
/// @param left     cuts at the beginning rather than at the end
public record Truncation(int length, String strategy, int stride, boolean left) {
    public Truncation {
        if (length < 0) {
            throw new TokenizerException("truncation: max_length must not be negative, got " + length);
        }
    }

    /// The two texts cut so that with `special` more tokens they fit; `second` may be null.
    Encoding[] apply(Encoding first, Encoding second, int special) {
        int room = Math.max(0, length - special);
        int a = first.size();
        int b = second == null ? 0 : second.size();
        int over = a + b - room;
        if (over <= 0) {
            return new Encoding[] {first, second};
        }
        if (second == null || strategy.equals("OnlyFirst")) {
            return new Encoding[] {keep(first, a - over), second};
        }
        if (strategy.equals("OnlySecond")) {
            return new Encoding[] {first, keep(second, b - over)};
        }
        // the longer one is cut until both are equal, then both in turn
        int shorter = Math.min(a, b);
        int longer = Math.max(shorter, room - shorter);
        if (shorter + longer > room) {
            shorter = room / 2;
            longer = room - shorter;
        }
        return new Encoding[] {keep(first, a > b ? longer : shorter), keep(second, a > b ? shorter : longer)};
    }

    private Encoding keep(Encoding e, int count) {
        int n = Math.max(0, Math.min(count, e.size()));
        int start = left ? e.size() - n : 0;
        int end = start + n;
        return new Encoding(Arrays.copyOfRange(e.ids(), start, end), Arrays.copyOfRange(e.from(), start, end), Arrays.copyOfRange(e.to(), start, end),
            Arrays.copyOfRange(e.types(), start, end), Arrays.copyOfRange(e.special(), start, end));
    }
}
