package dev.loam.data.tokenize;

/// From the left, always the longest token that fits; a word that does not come out is unknown (Y. Wu and others, "Google's Neural
/// Machine Translation System", 2016, as BERT uses it).
final class WordPiece implements Model {
    private final Vocabulary vocabulary;
    private final String unknownToken;
    private final String prefix;
    private final int longestWord;
    private final int unknown;
    private final PieceTrie beginnings;
    private final PieceTrie continuations;

    /// @param prefix      what marks a token that goes on with a word: `##`
    /// @param longestWord a word of more characters is unknown
    WordPiece(Vocabulary vocabulary, String unknownToken, String prefix, int longestWord) {
        this.vocabulary = vocabulary;
        this.unknownToken = unknownToken;
        this.prefix = prefix;
        this.longestWord = longestWord;
        this.unknown = vocabulary.id(unknownToken);
        this.beginnings = new PieceTrie(4 * vocabulary.size());
        this.continuations = new PieceTrie(vocabulary.size());
        for (int id = 0; id < vocabulary.size(); id++) {
            String token = vocabulary.token(id);
            if (token == null || token.isEmpty()) {
                continue;
            }
            beginnings.add(token, id);
            if (token.startsWith(prefix) && token.length() > prefix.length()) {
                continuations.add(token.substring(prefix.length()), id);
            }
        }
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    String unknownToken() {
        return unknownToken;
    }

    String prefix() {
        return prefix;
    }

    int longestWord() {
        return longestWord;
    }

    @Override
    public int unknown() {
        return unknown;
    }

    @Override
    public void tokenize(int[] points, int start, int end, Tokens out) {
        int before = out.size();
        int at = end - start > longestWord ? -1 : start;
        while (at >= 0 && at < end) {
            PieceTrie trie = at == start ? beginnings : continuations;
            int to = trie.longest(points, at, end);
            if (to > at) {
                out.add(trie.find(points, at, to), at, to);
            }
            at = to > at ? to : -1;
        }
        if (at < 0) {
            out.truncate(before);
            if (unknown < 0) {
                throw new TokenizerException("the text has a word that is not in the vocabulary, and the vocabulary has no token '" + unknownToken + "' for it");
            }
            out.add(unknown, start, end);
        }
    }
}
