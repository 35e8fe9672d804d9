package dev.loam.compiler;

/// A loop variable of a kernel; compared by identity, named for the printer.
public final class Axis {
    /// How the iterations of a loop may be carried out.
    public enum Kind {
        /// tiles that any thread may take, in any order; a CPU hands them to its workers, a GPU makes blocks of them
        GRID,
        /// a GPU's blocks within a tile; a loop on a CPU
        BLOCK,
        /// a GPU's threads within a block; a loop on a CPU
        THREAD,
        /// independent iterations carried out together in one vector register
        LANE,
        /// one after another
        SERIAL
    }

    private final String name;
    private final Kind kind;
    private final long max;

    /// @param max the largest value of the extent; indices on this axis are below it
    public Axis(String name, Kind kind, long max) {
        this.name = name;
        this.kind = kind;
        this.max = max;
    }

    public String name() {
        return name;
    }

    public Kind kind() {
        return kind;
    }

    public long max() {
        return max;
    }

    @Override
    public String toString() {
        return name;
    }
}
