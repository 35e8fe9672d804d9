package dev.loam.bench;

import java.util.List;

/// What comparing workloads with a peer gave.
public final class Results {
    private final String peer;
    private final List<Comparison> rows;

    Results(String peer, List<Comparison> rows) {
        this.peer = peer;
        this.rows = List.copyOf(rows);
    }

    /// The peer with the versions of its libraries.
    public String peer() {
        return peer;
    }

    List<Comparison> rows() {
        return rows;
    }
}
