package dev.loam.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Simplification against plain evaluation, on random expressions.
class IndexTest {
    private final Axis i = new Axis("i", Axis.Kind.SERIAL, 7);
    private final Axis j = new Axis("j", Axis.Kind.SERIAL, 12);

    private record Pair(Index simplified, Index plain) {
    }

    private Pair random(Random r, int depth) {
        if (depth == 0) {
            Index leaf = switch (r.nextInt(3)) {
                case 0 -> new Index.At(i);
                case 1 -> new Index.At(j);
                default -> Index.of(r.nextInt(20) - 5);
            };
            return new Pair(leaf, leaf);
        }
        Pair a = random(r, depth - 1);
        Pair b = random(r, depth - 1);
        Index c = Index.of(1 + r.nextInt(12));
        return switch (r.nextInt(5)) {
            case 0 -> new Pair(Index.add(a.simplified, b.simplified), new Index.Add(a.plain, b.plain));
            case 1 -> new Pair(Index.mul(a.simplified, c), new Index.Mul(a.plain, c));
            case 2 -> new Pair(Index.div(a.simplified, c), new Index.Div(a.plain, c));
            case 3 -> new Pair(Index.mod(a.simplified, c), new Index.Mod(a.plain, c));
            default -> new Pair(Index.min(a.simplified, b.simplified), new Index.Min(a.plain, b.plain));
        };
    }

    private static long value(Index x, Map<Axis, Long> at) {
        return switch (x) {
            case Index.Const c -> c.value();
            case Index.At a -> at.get(a.axis());
            case Index.Size s -> throw new IllegalStateException();
            case Index.Value v -> throw new IllegalStateException();
            case Index.Add a -> value(a.a(), at) + value(a.b(), at);
            case Index.Mul m -> value(m.a(), at) * value(m.b(), at);
            case Index.Div d -> Math.floorDiv(value(d.a(), at), value(d.b(), at));
            case Index.Mod m -> Math.floorMod(value(m.a(), at), value(m.b(), at));
            case Index.Min m -> Math.min(value(m.a(), at), value(m.b(), at));
        };
    }

    @Test
    void simplifyingKeepsEveryValueAndTheBoundsHold() {
        long seed = Long.getLong("loam.seed", 20261121);
        var r = new Random(seed);
        for (int n = 0; n < 3000; n++) {
            Pair p = random(r, 1 + r.nextInt(4));
            for (long a = 0; a < i.max(); a++) {
                for (long b = 0; b < j.max(); b++) {
                    var at = new HashMap<>(Map.of(i, a, j, b));
                    long expected = value(p.plain, at);
                    assertThat(value(p.simplified, at)).as("seed %d: %s as %s at i=%d j=%d", seed, p.plain, p.simplified, a, b).isEqualTo(expected);
                    assertThat(expected).as("bounds of %s, seed %d", p.simplified, seed)
                        .isBetween(Index.min(p.simplified), Index.max(p.simplified));
                }
            }
        }
    }

    @Test
    void aFlatOffsetSplitAndJoinedAgainNeedsNoDivision() {
        Axis flat = new Axis("f", Axis.Kind.SERIAL, 7 * 7 * 64);
        var shape = dev.loam.tensor.Shape.of(5, 7, 7, 64);
        Index offset = Index.add(Index.mul(new Index.At(i), Index.of(7 * 7 * 64)), new Index.At(flat));
        var at = Position.split(offset, shape);
        assertThat(at.get(0)).isEqualTo(new Index.At(i));
    }
}
