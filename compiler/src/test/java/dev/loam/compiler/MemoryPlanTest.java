package dev.loam.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MemoryPlanTest {
    /// A program of `launches` launches that name some of `buffers` scratch buffers of random sizes.
    private static Program program(Random r, int buffers, int launches) {
        var memory = new ArrayList<Program.Buffer>();
        for (int i = 0; i < buffers; i++) {
            int n = r.nextInt(8) == 0 ? 0 : 1 + r.nextInt(r.nextBoolean() ? 40 : 2000);
            DType d = r.nextBoolean() ? DType.F32 : DType.I8;
            memory.add(new Program.Buffer("t" + i, r.nextInt(6) == 0 ? Program.Kind.STATE : Program.Kind.SCRATCH, d, Shape.of(n), Dim.of(n), 0, null));
        }
        var order = new ArrayList<Program.Launch>();
        for (int i = 0; i < launches; i++) {
            var used = new ArrayList<Integer>();
            var offsets = new ArrayList<Long>();
            for (int k = r.nextInt(4); k >= 0; k--) {
                // near in number, near in time
                used.add(Math.clamp(i * buffers / launches + r.nextInt(9) - 4, 0, buffers - 1));
                offsets.add(0L);
            }
            order.add(new Program.Launch(0, used, offsets, List.of(), Index.ONE, ""));
        }
        return new Program(memory, List.of(), order, 0);
    }

    @Test
    void buffersThatLiveAtTheSameTimeDoNotOverlap() {
        for (int seed = 0; seed < 200; seed++) {
            var r = new Random(seed);
            Program p = MemoryPlan.apply(program(r, 1 + r.nextInt(60), 1 + r.nextInt(80)));
            int[] first = new int[p.buffers().size()];
            int[] last = new int[first.length];
            java.util.Arrays.fill(first, -1);
            for (int i = 0; i < p.launches().size(); i++) {
                for (int b : p.launches().get(i).buffers()) {
                    first[b] = first[b] < 0 ? i : first[b];
                    last[b] = i;
                }
            }
            for (int i = 0; i < p.launches().size(); i++) {
                int[] owner = new int[(int) p.arenaBytes()];
                for (int b = 0; b < first.length; b++) {
                    Program.Buffer buffer = p.buffers().get(b);
                    if (buffer.kind() != Program.Kind.SCRATCH || first[b] < 0 || first[b] > i || last[b] < i) {
                        continue;
                    }
                    assertThat(buffer.offset() % 64).isZero();
                    for (int at = (int) buffer.offset(); at < buffer.offset() + buffer.maxBytes(); at++) {
                        assertThat(owner[at]).as("seed %s: byte %s of the arena at launch %s", seed, at, i).isZero();
                        owner[at] = b + 1;
                    }
                }
            }
        }
    }

    @Test
    void theArenaIsAsLargeAsWhatLivesAtOnceWhereThatIsAChain() {
        var memory = new ArrayList<Program.Buffer>();
        var launches = new ArrayList<Program.Launch>();
        for (int i = 0; i < 10; i++) {
            memory.add(new Program.Buffer("t" + i, Program.Kind.SCRATCH, DType.F32, Shape.of(64), Dim.of(64), 0, null));
            launches.add(new Program.Launch(0, i == 0 ? List.of(0) : List.of(i - 1, i), i == 0 ? List.of(0L) : List.of(0L, 0L), List.of(), Index.ONE, ""));
        }
        assertThat(MemoryPlan.apply(new Program(memory, List.of(), launches, 0)).arenaBytes()).isEqualTo(2 * 256);
    }
}
