package dev.loam.runtime;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.loam.compiler.Index;
import dev.loam.compiler.Kernel;
import dev.loam.compiler.Program;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// A program's launches as the native code reads them, see [dev.loam.compiler.LlvmEmitter]: three words for each launch, and behind
/// them the words of each. What changes from run to run (the slots of inputs and outputs, sizes, numbers of tiles) is written anew before
/// each; nothing is allocated then.
final class LaunchTable {
    /// bytes of a word
    private static final int WORD = 8;

    private final Program program;
    private final List<Index.Size> sizes;
    private final long[] values;
    private final MemorySegment table;
    /// for each word that changes its place in the table, and the number of the buffer or size; for buffers also the first byte
    private final int[] bufferWords;
    private final int[] bufferNumbers;
    private final long[] bufferOffsets;
    private final int[] sizeWords;
    private final int[] sizeNumbers;
    private final int[] tileLaunches;

    /// @param kernels the addresses of the kernels' entries
    /// @param sizes   the program's sizes, in the order in which [#size] counts them
    /// @param base    gives the buffers, and says which have several slots
    LaunchTable(Program program, MemorySegment kernels, List<Index.Size> sizes, ExecutableBase base, Arena arena) {
        this.program = program;
        this.sizes = sizes;
        this.values = new long[sizes.size()];
        int words = 3 * program.launches().size();
        for (Program.Launch l : program.launches()) {
            Kernel k = program.kernels().get(l.kernel());
            words += k.params().size() + k.arguments() + k.sizes().size();
        }
        table = arena.allocate((long) WORD * Math.max(1, words), 64);
        MemorySegment entries = kernels.reinterpret((long) WORD * program.kernels().size());
        var slotted = new ArrayList<int[]>();
        var sized = new ArrayList<int[]>();
        var tiled = new ArrayList<Integer>();
        var offsets = new ArrayList<Long>();
        int at = 3 * program.launches().size();
        for (int i = 0; i < program.launches().size(); i++) {
            Program.Launch l = program.launches().get(i);
            Kernel k = program.kernels().get(l.kernel());
            table.setAtIndex(ADDRESS, 3L * i, entries.getAtIndex(ADDRESS, l.kernel()));
            table.setAtIndex(ADDRESS, 3L * i + 1, table.asSlice((long) WORD * at));
            if (l.tiles() instanceof Index.Const c) {
                table.setAtIndex(JAVA_LONG, 3L * i + 2, c.value());
            } else {
                tiled.add(i);
            }
            for (int p = 0; p < k.params().size(); p++) {
                int b = l.buffers().get(p);
                long offset = l.offsets().get(p) * k.params().get(p).dtype().bytes();
                table.setAtIndex(JAVA_LONG, at, base.bound(b).segment().address() + offset);
                if (base.slots(b).length > 1) {
                    slotted.add(new int[] {at, b});
                    offsets.add(offset);
                }
                at++;
            }
            for (long argument : l.arguments()) {
                table.setAtIndex(JAVA_LONG, at++, argument);
            }
            for (Index.Size s : k.sizes()) {
                sized.add(new int[] {at++, sizes.indexOf(s)});
            }
        }
        bufferWords = column(slotted, 0);
        bufferNumbers = column(slotted, 1);
        bufferOffsets = offsets.stream().mapToLong(o -> o).toArray();
        sizeWords = column(sized, 0);
        sizeNumbers = column(sized, 1);
        tileLaunches = tiled.stream().mapToInt(i -> i).toArray();
    }

    private static int[] column(List<int[]> rows, int k) {
        return rows.stream().mapToInt(r -> r[k]).toArray();
    }

    /// Sets size number `i` for the next run.
    void size(int i, long value) {
        values[i] = value;
    }

    /// Writes what changed.
    void update(ExecutableBase base) {
        for (int i = 0; i < bufferWords.length; i++) {
            table.setAtIndex(JAVA_LONG, bufferWords[i], base.bound(bufferNumbers[i]).segment().address() + bufferOffsets[i]);
        }
        for (int i = 0; i < sizeWords.length; i++) {
            table.setAtIndex(JAVA_LONG, sizeWords[i], values[sizeNumbers[i]]);
        }
        for (int i = 0; i < tileLaunches.length; i++) {
            table.setAtIndex(JAVA_LONG, 3L * tileLaunches[i] + 2, evaluate(program.launches().get(tileLaunches[i]).tiles()));
        }
    }

    /// The value of an index over sizes alone.
    private long evaluate(Index index) {
        return switch (index) {
            case Index.Const c -> c.value();
            case Index.Size s -> values[sizes.indexOf(s)];
            case Index.Add a -> evaluate(a.a()) + evaluate(a.b());
            case Index.Mul m -> evaluate(m.a()) * evaluate(m.b());
            case Index.Div d -> Math.floorDiv(evaluate(d.a()), evaluate(d.b()));
            case Index.Mod m -> Math.floorMod(evaluate(m.a()), evaluate(m.b()));
            case Index.Min m -> Math.min(evaluate(m.a()), evaluate(m.b()));
            case Index.At a -> throw new IllegalStateException("a number of tiles depends on " + a);
            case Index.Value v -> throw new IllegalStateException("a number of tiles depends on " + v);
        };
    }

    MemorySegment segment() {
        return table;
    }
}
