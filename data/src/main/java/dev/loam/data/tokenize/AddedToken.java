package dev.loam.data.tokenize;

/// A token that is looked for in the text before the model sees it.
///
/// @param content    its text
/// @param singleWord found only where no word goes on to its left or right
/// @param stripLeft  takes white space before it along
/// @param stripRight takes white space behind it along
/// @param normalized looked for in the normalised text rather than in the text itself
/// @param special    left out when decoding for a reader
public record AddedToken(int id, String content, boolean singleWord, boolean stripLeft, boolean stripRight, boolean normalized, boolean special) {
    /// A token such as `<|endoftext|>`, found wherever it stands.
    public static AddedToken special(int id, String content) {
        return new AddedToken(id, content, false, false, false, false, true);
    }
}
