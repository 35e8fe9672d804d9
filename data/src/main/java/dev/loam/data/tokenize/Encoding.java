package dev.loam.data.tokenize;

/// A text as tokens.
///
/// @param ids     one per token
/// @param from    where in the source each token begins: in chars of a string, in bytes of an array of bytes. A token that is part of a character
///                has all of it
/// @param to      where it ends
/// @param types   0 for the first text and 1 for the second of a pair
/// @param special true for tokens that no text gave, such as `[CLS]`
public record Encoding(int[] ids, int[] from, int[] to, int[] types, boolean[] special) {
    public int size() {
        return ids.length;
    }

    static Encoding of(Tokens tokens) {
        int n = tokens.size();
        return new Encoding(tokens.ids.toArray(), tokens.starts.toArray(), tokens.ends.toArray(), new int[n], new boolean[n]);
    }
}
