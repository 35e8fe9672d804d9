package dev.loam.tensor;

/// Which keys a query of an attention sees, and what their distance costs. Made from [#NONE] or [#CAUSAL] by the methods that add to it.
///
/// @param causal        a query sees no key after its own position; the last query stands at the last key's, or see `position`
/// @param window        how many keys a causal query sees at most, its own included; 0 for all
/// @param position      i32 scalar: at which key's position the first query stands, known when the program runs; null for none
/// @param querySegments i32 `[…, time]`, null for none; a query sees only keys of the same number, so packed documents do not see
///                      one another, and padding has a number of its own
/// @param keySegments   i32 `[…, keys]`
/// @param slopes        `[heads]`, null for none: what a key's score loses per position between query and key (ALiBi); not differentiated
public record AttentionMask(boolean causal, int window, Tensor position, Tensor querySegments, Tensor keySegments, Tensor slopes) {
    /// Every query sees every key.
    public static final AttentionMask NONE = new AttentionMask(false, 0, null, null, null, null);
    /// A query sees the keys up to its own position.
    public static final AttentionMask CAUSAL = new AttentionMask(true, 0, null, null, null, null);

    public AttentionMask {
        if (window < 0 || window > 0 && !causal) {
            throw Sources.error("attention: a window holds at least 1 key and is for causal attention, not " + window);
        }
    }

    /// Limited to the last `keys` positions, the query's own included.
    public AttentionMask window(int keys) {
        return new AttentionMask(causal, keys, position, querySegments, keySegments, slopes);
    }

    /// With the first query at key `first` (i32 scalar), as when the keys are a cache that is not full yet.
    public AttentionMask at(Tensor first) {
        return new AttentionMask(causal, window, first, querySegments, keySegments, slopes);
    }

    /// With segments of positions, i32 `[…, time]`, for queries and keys alike.
    public AttentionMask segments(Tensor both) {
        return segments(both, both);
    }

    /// With segments of queries and of keys.
    public AttentionMask segments(Tensor queries, Tensor keys) {
        return new AttentionMask(causal, window, position, queries, keys, slopes);
    }

    /// With a slope for each head.
    public AttentionMask slopes(Tensor ofHeads) {
        return new AttentionMask(causal, window, position, querySegments, keySegments, ofHeads);
    }
}
