package dev.loam.data;

import dev.loam.data.tokenize.Tokenizer;

/// What is known of a text beyond its windows: how it was cut into tokens, and how much there is of it.
///
/// @param tokenizer the vocabulary
/// @param unit      what a token is: `characters`, `bytes` or `tokens`
/// @param train     the part to learn from
/// @param heldOut   the part set aside
public record TextSource(Tokenizer tokenizer, String unit, Extent train, Extent heldOut) {
    /// The size of a text in three units. Sums over tokens become means per character or byte by them, so that vocabularies compare.
    ///
    /// @param tokens     of the tokenizer
    /// @param characters code points; 0 where they were not counted, as in a large file that is taken as bytes
    /// @param bytes      of UTF-8
    public record Extent(long tokens, long characters, long bytes) {
    }

    /// Such as `1,003,854 training and 111,540 held-out characters`.
    String description() {
        return DataSource.number(train.tokens) + " training and " + DataSource.number(heldOut.tokens) + " held-out " + unit
            + (unit.equals("tokens") ? " of " + String.format(java.util.Locale.ROOT, "%.2f", (double) train.bytes / Math.max(1, train.tokens)) + " bytes" : "");
    }
}
