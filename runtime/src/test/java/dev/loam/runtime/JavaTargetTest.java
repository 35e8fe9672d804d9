package dev.loam.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.compiler.Compiler;
import dev.loam.compiler.Kernel;
import dev.loam.compiler.Program;
import dev.loam.compiler.Target;
import dev.loam.runtime.Targets.Tolerance;
import dev.loam.tensor.DType;
import dev.loam.tensor.Gradients;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Node;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.Window;
import java.lang.classfile.ClassFile;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JavaTargetTest {
    /// HotSpot never compiles a longer method (`-XX:-DontCompileHugeMethods` lifts that).
    private static final int HUGE = 8000;

    private static Tensor state(String name, int... shape) {
        return Tensor.state(name, DType.F32, Shape.of(shape));
    }

    /// A step of Adam on `loss` (Kingma and Ba 2015, without bias correction).
    private static Graph step(Tensor loss, List<Tensor> parameters) {
        var updates = new LinkedHashMap<String, Node>();
        List<Tensor> gradients = Gradients.of(loss, parameters);
        for (int i = 0; i < parameters.size(); i++) {
            Tensor p = parameters.get(i);
            String name = p.node().label();
            Tensor g = gradients.get(i);
            Tensor m = Tensor.state(name + "/m", DType.F32, p.shape()).mul(0.9).add(g.mul(0.1));
            Tensor v = Tensor.state(name + "/v", DType.F32, p.shape()).mul(0.999).add(g.square().mul(0.001));
            updates.put(name, p.sub(m.mul(0.001).div(v.sqrt().add(1e-8))).node());
            updates.put(name + "/m", m.node());
            updates.put(name + "/v", v.node());
        }
        return Graph.of(Map.of("loss", loss.node()), updates);
    }

    private static Tensor crossEntropy(Tensor logits, int batch) {
        Tensor y = Tensor.input("y", DType.I32, Shape.of(batch));
        return logits.logSoftmax().mul(y.oneHot(10, DType.F32)).sum(-1).neg().mean();
    }

    private static Graph mlp() {
        Tensor x = Tensor.input("x", DType.F32, Shape.of(128, 784));
        var p = List.of(state("w1", 784, 256), state("b1", 256), state("w2", 256, 10), state("b2", 10));
        return step(crossEntropy(x.matmul(p.get(0)).add(p.get(1)).relu().matmul(p.get(2)).add(p.get(3)), 128), p);
    }

    private static Graph cnn() {
        Tensor x = Tensor.input("x", DType.F32, Shape.of(64, 28, 28, 1));
        var p = List.of(state("w1", 3, 3, 1, 32), state("b1", 32), state("w2", 3, 3, 32, 64), state("b2", 64), state("w3", 3136, 10), state("b3", 10));
        Window w = Window.of(3, 3).padding(1);
        Window pool = Window.of(2, 2).stride(2);
        Tensor h = x.conv2d(p.get(0), w, 1).add(p.get(1)).relu().maxPool2d(pool);
        h = h.conv2d(p.get(2), w, 1).add(p.get(3)).relu().maxPool2d(pool);
        return step(crossEntropy(h.flatten().matmul(p.get(4)).add(p.get(5)), 64), p);
    }

    /// The length of every method by name.
    private static Map<String, Integer> lengths(Graph g) {
        Program p = new Compiler(Target.JAVA).compile(g);
        var out = new LinkedHashMap<String, Integer>();
        for (var m : ClassFile.of().parse(JvmEmitter.emit(p, JvmSplit.LIMIT).bytes()).methods()) {
            m.code().ifPresent(c -> out.put(m.methodName().stringValue(), ((java.lang.classfile.attribute.CodeAttribute) c).codeLength()));
        }
        return out;
    }

    @Test
    void methodsOfTrainingStepsAreShortEnoughForHotSpot() {
        for (Graph g : List.of(mlp(), cnn())) {
            var lengths = lengths(g);
            assertThat(lengths.values()).allMatch(n -> n < HUGE);
            // no kernel of these needs to be cut
            assertThat(lengths.keySet()).noneMatch(name -> name.contains("part"));
        }
    }

    @Test
    void theEstimateOfAMethodsLengthIsNotBelowTheTruth() {
        Cases.check("lengths", c -> {
            Program p = new Compiler(Target.JAVA).compile(c.coin() ? WholeGraphs.make(c) : SmoothGraphs.make(c, DType.F32, 20));
            var code = ClassFile.of().parse(JvmEmitter.emit(p, Integer.MAX_VALUE).bytes());
            for (int i = 0; i < p.kernels().size(); i++) {
                Kernel k = p.kernels().get(i);
                String name = "k" + i;
                int length = code.methods().stream().filter(m -> m.methodName().equalsString(name)).findFirst().orElseThrow().code()
                    .map(x -> ((java.lang.classfile.attribute.CodeAttribute) x).codeLength()).orElseThrow();
                // without the loads of the arguments: 20 bytes for a param, 8 for a size
                assertThat(length - 20 * k.params().size() - 8 * k.sizes().size() - 8).as(k.toString()).isLessThanOrEqualTo(JvmSize.whole(k).of(k.body()));
            }
        });
    }

    @Test
    void aKernelTooLongForHotSpotIsCut() {
        Cases.check("long kernels", 3, c -> {
            Tensor x = c.tensor(DType.F32, Shape.of(37));
            Tensor sum = x;
            for (int i = 0; i < 60; i++) {
                sum = sum.add(c.tensor(DType.F32, Shape.of(37)).mul(x).tanh().erf());
            }
            Graph g = Graph.of(Map.of("result", sum.node()), Map.of());
            var lengths = lengths(g);
            assertThat(lengths.values()).allMatch(n -> n < HUGE);
            assertThat(lengths.keySet()).anyMatch(name -> name.contains("part"));
            Targets.check(g, c.bindings(), List.of(Map.of()), Map.of("result", Tolerance.CHAIN));
        });
    }

    @Test
    void chainsOfAnyLengthCompile() {
        Cases.check("long chains", 1, c -> {
            Tensor x = c.input(c.values(DType.F32, Shape.of(5)));
            Tensor y = x;
            Tensor z = x.sum();
            for (int i = 0; i < 3000; i++) {
                y = y.sin().add(x);
                z = z.mul(0.5).add(1);
            }
            Targets.check(c, y.add(z), Tolerance.CHAIN);
        });
    }

    @Test
    void poolingsOfPoolingsDoNotMultiplyTheirCode() {
        Cases.check("poolings", 1, c -> {
            Tensor x = c.input(c.values(DType.F32, Shape.of(1, 12, 12, 2)));
            Tensor y = x;
            for (int i = 0; i < 4; i++) {
                y = y.maxPool2d(Window.of(3, 3));
            }
            Tensor g = Gradients.of(y.square().sum(), List.of(x)).get(0);
            Graph graph = Graph.of(Map.of("y", y.node(), "g", g.node()), Map.of());
            assertThat(lengths(graph).values()).allMatch(n -> n < HUGE);
            assertThat(lengths(graph).keySet()).noneMatch(name -> name.contains("part"));
            Targets.check(graph, c.bindings(), List.of(Map.of()), Targets.all(graph, Tolerance.CHAIN));
        });
    }

    @Test
    void aRunAllocatesNothing() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        Tensor y = Tensor.input("x", DType.F32, Shape.of(100)).tanh().sum();
        for (Device device : Targets.ALL) {
            try (Executable e = device.compile(Graph.of(Map.of("y", y.node()), Map.of()), device.states())) {
                long least = Long.MAX_VALUE;
                for (int i = 0; i < 5000; i++) {
                    long before = threads.getCurrentThreadAllocatedBytes();
                    e.run(Map.of());
                    least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
                }
                assertThat(least).as(device.description()).isZero();
            }
        }
    }

    @Test
    void withoutABetterDeviceJavaRunsAndSaysWhy() {
        Device d = Devices.orJava(() -> {
            throw new DeviceException("LLVM is not to be had: no library for this platform");
        });
        assertThat(d.name()).isEqualTo("java");
        assertThat(d.description()).contains("LLVM is not to be had");
        assertThat(Device.best(1).name()).isEqualTo("cpu");
    }
}
