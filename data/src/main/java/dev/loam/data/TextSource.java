package dev.loam.data;

import dev.loam.data.tokenize.Tokenizer;
import java.util.List;
import java.util.Locale;

/// What is known of a text beyond its windows: how it was cut into tokens, and how much there is of it.
///
/// @param tokenizer the vocabulary
/// @param portions  one; several where the windows are mixed of differently cut texts
public record TextSource(Tokenizer tokenizer, List<Portion> portions) {
    public TextSource {
        portions = List.copyOf(portions);
    }

    /// A text that was cut in one way.
    ///
    /// @param unit      what its tokens are: `characters`, `bytes` or `tokens`
    /// @param train     windows to learn from
    /// @param heldOut   windows set aside
    /// @param trainSize, heldOutSize how much text they hold
    public record Portion(String unit, Dataset train, Dataset heldOut, Extent trainSize, Extent heldOutSize) {
    }

    /// The size of a text in three units. Sums over tokens become means per character or byte by them, so that vocabularies compare.
    ///
    /// @param tokens     of the tokenizer
    /// @param characters code points; 0 where they were not counted, as in a large file that is taken as bytes
    /// @param bytes      of UTF-8
    public record Extent(long tokens, long characters, long bytes) {
    }

    /// What a token is; `tokens` where that differs.
    public String unit() {
        return portions.size() == 1 ? portions.getFirst().unit : "tokens";
    }

    /// Such as `1,003,854 training and 111,540 held-out characters`.
    String description() {
        var parts = portions.stream().map(p -> DataSource.number(p.trainSize.tokens) + " training and " + DataSource.number(p.heldOutSize.tokens) + " held-out " + p.unit
            + (p.unit.equals("tokens") ? " of " + String.format(Locale.ROOT, "%.2f", (double) p.trainSize.bytes / Math.max(1, p.trainSize.tokens)) + " bytes" : "")).toList();
        return String.join(", mixed with ", parts);
    }
}
