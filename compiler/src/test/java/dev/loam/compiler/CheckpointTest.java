package dev.loam.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.tensor.DType;
import dev.loam.tensor.Fn;
import dev.loam.tensor.Functions;
import dev.loam.tensor.Gradients;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Node;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CheckpointTest {
    private static final int LAYERS = 16;
    private static final int ROWS = 512;
    private static final int WIDTH = 32;

    /// Forward and backward pass through `LAYERS` layers, of which each run of `segment` is checkpointed (0: none is).
    private static Program program(int segment) {
        var weights = new ArrayList<Tensor>();
        for (int i = 0; i < LAYERS; i++) {
            weights.add(Tensor.input("w" + i, DType.F32, Shape.of(WIDTH, WIDTH)));
        }
        Tensor x = Tensor.input("x", DType.F32, Shape.of(ROWS, WIDTH));
        int step = segment == 0 ? LAYERS : segment;
        for (int from = 0; from < LAYERS; from += step) {
            List<Tensor> mine = weights.subList(from, from + step);
            Fn block = Functions.fn(t -> {
                Tensor h = t;
                for (Tensor w : mine) {
                    h = h.matmul(w).tanh();
                }
                return h;
            });
            x = (segment == 0 ? block : Functions.checkpoint(block)).apply(x);
        }
        var outputs = new LinkedHashMap<String, Node>();
        for (Tensor g : Gradients.of(x.square().sum(), weights)) {
            outputs.put("g" + outputs.size(), g.node());
        }
        return new Compiler(Target.JAVA).compile(Graph.of(outputs, Map.of()));
    }

    @Test
    void whatIsCheckpointedIsComputedAgainInsteadOfKept() {
        long layer = 4L * ROWS * WIDTH;
        Program plain = program(0);
        Program thrifty = program(4);
        assertThat(plain.arenaBytes()).as("every layer's result is kept").isGreaterThanOrEqualTo(LAYERS * layer);
        // the results at three seams, those of one segment, and gradients on the way
        assertThat(thrifty.arenaBytes()).isLessThanOrEqualTo((3 + 4 + 4) * layer);
        // one more product per layer, but for the last of each segment, whose result the backward pass does not need again
        assertThat(thrifty.launches().size()).isBetween(plain.launches().size() + LAYERS * 3 / 4, plain.launches().size() + LAYERS + 4);
    }
}
