package dev.loam.data.tokenize;

/// Each piece is one token, or unknown.
record WordLevel(Vocabulary vocabulary, String unknownToken) implements Model {
    @Override
    public void tokenize(int[] points, int start, int end, Tokens out) {
        int id = vocabulary.id(Utf8.string(points, start, end));
        id = id < 0 ? unknown() : id;
        if (id >= 0) {
            out.add(id, start, end);
        }
    }

    @Override
    public int unknown() {
        return unknownToken == null ? -1 : vocabulary.id(unknownToken);
    }
}
