package dev.loam.compiler;

/// How much of a matrix product is kept in registers at a time.
///
/// @param rows    rows of the result
/// @param vectors vectors of its columns
record TileSize(int rows, int vectors) {
    private static final int MOST_VECTORS = 4;
    /// Sums that must be under way at once to hide the latency of a multiplication and addition.
    private static final int UNDER_WAY = 8;
    /// What loads cost beside a multiplication and addition, which mostly hides them: an element of the first operand, whose rows
    /// lie apart, and a vector of the second.
    private static final double ELEMENT = 0.1;
    private static final double VECTOR = 0.05;

    /// The tile whose copies cover `rows` × `vectors` with the least work, rests that are computed and thrown away included.
    static TileSize of(long rows, long vectors, int registers) {
        TileSize best = null;
        double least = Double.POSITIVE_INFINITY;
        for (int v = (int) Math.min(MOST_VECTORS, vectors); v >= 1; v--) {
            // beside the sums a vector for each column and one or two of the other operand
            int most = (int) Math.max(1, Math.min(rows, (registers - v - 2) / v));
            for (int r = most; r >= 1; r--) {
                double covered = (double) ceil(rows, r) * ceil(vectors, v);
                double work = covered * Math.max(UNDER_WAY, r * v) + covered * (ELEMENT * r + VECTOR * v);
                if (work < least) {
                    least = work;
                    best = new TileSize(r, v);
                }
            }
        }
        return best;
    }

    /// For a target without vectors, where registers are few and stores cheap.
    static TileSize ofScalars(long rows, long columns, int registers) {
        int c = (int) Math.min(columns, MOST_VECTORS);
        long most = Math.max(1, Math.min(rows, registers / c));
        long tiles = ceil(rows, most);
        return new TileSize((int) ceil(rows, tiles), c);
    }

    private static long ceil(long a, long b) {
        return (a + b - 1) / b;
    }
}
