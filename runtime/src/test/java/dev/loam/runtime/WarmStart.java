package dev.loam.runtime;

import dev.loam.tensor.DType;
import dev.loam.tensor.Gradients;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A process of its own that runs one program, and says what came of it and whether LLVM lies in its memory.
final class WarmStart {
    private WarmStart() {
    }

    public static void main(String[] args) throws Exception {
        Tensor w = Tensor.state("w", DType.F32, Shape.of(16, 8));
        Tensor loss = Tensor.input("x", DType.F32, Shape.of(32, 16)).matmul(w).tanh().square().mean();
        Tensor next = w.sub(Gradients.of(loss, List.of(w)).get(0).mul(0.1));
        try (Device device = Device.cpu(2)) {
            States states = device.states();
            states.zeros("w", DType.F32, 128);
            for (int i = 0; i < 128; i++) {
                states.get("w").set(i, (float) Math.sin(i));
            }
            try (Executable e = device.compile(Graph.of(Map.of("loss", loss.node()), Map.of("w", next.node())), states)) {
                for (int run = 0; run < 3; run++) {
                    for (int i = 0; i < 512; i++) {
                        e.input("x").set(i, (float) Math.cos(i));
                    }
                    e.run();
                }
                System.out.println("loss " + Float.floatToIntBits(e.output("loss").getFloat(0)));
                System.out.println("loaded " + Llvm.isLoaded() + " " + Files.readString(Path.of("/proc/self/maps")).contains("LLVM"));
            }
        }
    }
}
