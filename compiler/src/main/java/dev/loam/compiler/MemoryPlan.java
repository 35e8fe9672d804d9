package dev.loam.compiler;

import java.util.ArrayList;
import java.util.List;

/// Gives scratch buffers their offsets in the arena: in order of falling size, each at the lowest place where it fits between
/// those that live at the same time (best-fit by lifetime; Pisarchyk and Lee, "Efficient memory management for deep
/// neural net inference", 2020, "greedy by size").
final class MemoryPlan {
    private static final long ALIGN = 64;

    private record Life(int buffer, int first, int last, long bytes, long offset) {
    }

    private MemoryPlan() {
    }

    static Program apply(Program program) {
        int[] first = new int[program.buffers().size()];
        int[] last = new int[program.buffers().size()];
        java.util.Arrays.fill(first, Integer.MAX_VALUE);
        java.util.Arrays.fill(last, -1);
        for (int i = 0; i < program.launches().size(); i++) {
            for (int b : program.launches().get(i).buffers()) {
                first[b] = Math.min(first[b], i);
                last[b] = Math.max(last[b], i);
            }
        }
        var lives = new ArrayList<Life>();
        for (int b = 0; b < first.length; b++) {
            var buffer = program.buffers().get(b);
            if (buffer.kind() == Program.Kind.SCRATCH && last[b] >= 0) {
                lives.add(new Life(b, first[b], last[b], (buffer.maxBytes() + ALIGN - 1) / ALIGN * ALIGN, 0));
            }
        }
        lives.sort((x, y) -> x.bytes() != y.bytes() ? Long.compare(y.bytes(), x.bytes()) : Integer.compare(x.buffer(), y.buffer()));
        var placed = new ArrayList<Life>();
        long arena = 0;
        for (Life l : lives) {
            long offset = place(l, placed);
            insert(placed, new Life(l.buffer(), l.first(), l.last(), l.bytes(), offset));
            arena = Math.max(arena, offset + l.bytes());
        }
        var buffers = new ArrayList<>(program.buffers());
        for (Life l : placed) {
            var b = buffers.get(l.buffer());
            buffers.set(l.buffer(), new Program.Buffer(b.label(), b.kind(), b.dtype(), b.shape(), b.elements(), l.offset(), b.value()));
        }
        return new Program(List.copyOf(buffers), List.copyOf(program.kernels()), List.copyOf(program.launches()), arena);
    }

    /// The smallest gap that holds `l` among the placed buffers that live at the same time, or the end.
    private static long place(Life l, List<Life> placed) {
        long best = -1;
        long bestGap = Long.MAX_VALUE;
        long end = 0;
        for (Life p : placed) {
            if (p.first() > l.last() || l.first() > p.last()) {
                continue;
            }
            long gap = p.offset() - end;
            if (gap >= l.bytes() && gap < bestGap) {
                best = end;
                bestGap = gap;
            }
            end = Math.max(end, p.offset() + p.bytes());
        }
        return best >= 0 ? best : end;
    }

    /// Keeps the list sorted by offset.
    private static void insert(List<Life> placed, Life l) {
        int i = 0;
        while (i < placed.size() && placed.get(i).offset() <= l.offset()) {
            i++;
        }
        placed.add(i, l);
    }
}
