package dev.loam.data.tokenize;

/// Tokens as they are found, each with the stretch of points it covers.
final class Tokens {
    final Points ids = new Points();
    final Points starts = new Points();
    final Points ends = new Points();

    void add(int id, int start, int end) {
        ids.add(id);
        starts.add(start);
        ends.add(end);
    }

    int size() {
        return ids.size();
    }

    void truncate(int size) {
        ids.truncate(size);
        starts.truncate(size);
        ends.truncate(size);
    }
}
