package dev.loam.compiler;

import dev.loam.tensor.DType;
import java.util.ArrayList;
import java.util.List;

/// One compiled loop nest. A launch runs `body` once for each of its tiles, `0 … tiles-1` of the grid axis; tiles are independent
/// and may run on any thread.
///
/// @param params    the buffers it reads and writes; different params never overlap
/// @param ownBytes  memory that each thread has for itself while it runs a tile; it is meaningless before
/// @param arguments how many whole numbers each launch gives it, see [Expr.Argument]
/// @param sizes     the variable sizes it needs, by name
/// @param grid      the axis of the tiles
/// @param note      what it computes, for people: `"matmul + add + relu"`
public record Kernel(List<Param> params, long ownBytes, int arguments, List<Index.Size> sizes, Axis grid, List<Stmt> body, String note) {

    /// Where a buffer lives: in memory that all threads see, in a block's shared memory, or in a thread's own.
    public enum Space { GLOBAL, SHARED, PRIVATE }

    /// A buffer of a kernel; compared by identity.
    public static final class Param {
        private final String name;
        private final DType dtype;
        private final Space space;
        private final boolean written;
        private final long start;

        public Param(String name, DType dtype, Space space, boolean written) {
            this.name = name;
            this.dtype = dtype;
            this.space = space;
            this.written = written;
            this.start = 0;
        }

        /// A part of the thread's own memory, from byte `start` on; not bound by launches, so none of the kernel's `params`.
        public Param(String name, DType dtype, long start) {
            this.name = name;
            this.dtype = dtype;
            this.space = Space.PRIVATE;
            this.written = true;
            this.start = start;
        }

        public String name() {
            return name;
        }

        public DType dtype() {
            return dtype;
        }

        public Space space() {
            return space;
        }

        public boolean written() {
            return written;
        }

        /// Where a part of the thread's own memory starts, in bytes.
        public long start() {
            return start;
        }
    }

    /// The parts of the thread's own memory that it writes.
    public List<Param> own() {
        var own = new ArrayList<Param>();
        Walk.statements(body, s -> {
            if (s instanceof Stmt.Store t && t.buffer().space() == Space.PRIVATE && !own.contains(t.buffer())) {
                own.add(t.buffer());
            }
        });
        return own;
    }

    /// The kernel as text without its note: equal texts are the same computation, and are compiled once.
    public String code() {
        var b = new StringBuilder("kernel(");
        for (Param p : params) {
            b.append(p.written() ? "inout " : "").append(p.name()).append(": ").append(p.dtype()).append(", ");
        }
        b.append(arguments).append(" arguments, ").append(ownBytes).append(" own bytes, ").append(sizes).append(") for ").append(grid.name()).append('\n');
        print(b, body, 1);
        return b.toString();
    }

    private static void print(StringBuilder b, List<Stmt> body, int depth) {
        for (Stmt s : body) {
            b.append("  ".repeat(depth));
            switch (s) {
                case Stmt.For f -> {
                    b.append(f.axis().kind().name().toLowerCase(java.util.Locale.ROOT)).append(' ').append(f.axis().name())
                        .append(" < ").append(f.extent()).append('\n');
                    print(b, f.body(), depth + 1);
                }
                case Stmt.Set v -> b.append(v.local().name()).append(": ").append(v.local().dtype()).append(" = ")
                    .append(v.value()).append('\n');
                case Stmt.Store t -> b.append(t.buffer().name()).append('[').append(t.index()).append("] = ").append(t.value())
                    .append(t.guard() == null ? "" : " if " + t.guard()).append('\n');
                case Stmt.If i -> {
                    b.append("if ").append(i.condition()).append('\n');
                    print(b, i.body(), depth + 1);
                }
                case Stmt.Combine c -> b.append(c.target().name()).append(" = ").append(c.fn()).append(" over lanes of ")
                    .append(c.value()).append('\n');
                case Stmt.Transpose t -> b.append("transpose ").append(t.locals()).append('\n');
                case Stmt.Barrier w -> b.append("barrier\n");
            }
        }
    }

    @Override
    public String toString() {
        return "// " + note + "\n" + code();
    }
}
