package dev.loam.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.compiler.Compiler;
import dev.loam.compiler.LlvmEmitter;
import dev.loam.compiler.Program;
import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class CpuCompilerTest {
    @TempDir
    Path folder;

    private static Graph graph(double factor) {
        Tensor x = Tensor.input("x", DType.F32, Shape.of(64, 32));
        Tensor y = x.matmul(Tensor.input("w", DType.F32, Shape.of(32, 48))).mul(factor).gelu().softmax();
        return Graph.of(Map.of("y", y.node(), "s", y.exp().sum().node(), "r", x.rem(Tensor.of(0.3f)).sum(0).node()), Map.of());
    }

    private CpuCompiler compiler(int threads, boolean libraries) {
        var machine = Llvm.get().machine();
        return new CpuCompiler(machine, CpuDevice.target(machine), new KernelCache(folder.resolve("k"), 1 << 24), threads, libraries);
    }

    private List<String> files(String kind) throws IOException {
        try (var list = Files.list(folder.resolve("k"))) {
            return list.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(kind)).sorted().toList();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aProgramIsKeptAsOneSharedLibraryThatTheSystemLoads() throws IOException {
        try (Arena arena = Arena.ofShared()) {
            compiler(2, true).compile(graph(2), new CompileWatch(graph(2)), arena);
            assertThat(files("so")).hasSize(1);
            assertThat(files("plan")).hasSize(1);
            assertThat(Files.readString(Path.of("/proc/self/maps"))).contains(files("so").get(0));
            compiler(1, true).compile(graph(2), new CompileWatch(graph(2)), arena);
            assertThat(files("so")).as("whatever the number of threads").hasSize(1);
            compiler(1, true).compile(graph(3), new CompileWatch(graph(3)), arena);
            assertThat(files("so")).hasSize(2);
        }
        assertThat(Files.readString(Path.of("/proc/self/maps"))).as("after the arena is closed").doesNotContain(files("so").get(0));
    }

    @Test
    void aKnownGraphIsNotLoweredAgain() {
        for (boolean libraries : new boolean[] {Lld.isSupported(), false}) {
            try (Arena arena = Arena.ofShared()) {
                Program first = compiler(2, libraries).compile(graph(2), new CompileWatch(graph(2)), arena).program();
                Program again = compiler(2, libraries).compile(graph(2), new CompileWatch(graph(2)), arena).program();
                assertThat(first.kernels()).noneMatch(k -> k.body().isEmpty());
                assertThat(again.kernels()).allMatch(k -> k.body().isEmpty()).hasSameSizeAs(first.kernels());
                assertThat(again.buffers()).isEqualTo(first.buffers());
                assertThat(again.launches()).isEqualTo(first.launches());
                assertThat(again.arenaBytes()).isEqualTo(first.arenaBytes());
            }
        }
    }

    @Test
    void aLostOrDamagedFileIsMadeAgain() throws IOException {
        try (Arena arena = Arena.ofShared()) {
            boolean libraries = Lld.isSupported();
            compiler(2, libraries).compile(graph(2), new CompileWatch(graph(2)), arena);
            for (String kind : List.of("plan", libraries ? "so" : "objects")) {
                Path file = folder.resolve("k").resolve(files(kind).get(0));
                byte[] good = Files.readAllBytes(file);
                for (byte[] bad : List.of(new byte[0], java.util.Arrays.copyOf(good, good.length / 2))) {
                    Files.delete(file);
                    Files.write(file, bad);
                    compiler(2, libraries).compile(graph(2), new CompileWatch(graph(2)), arena);
                    assertThat(Files.readAllBytes(file)).as(kind).isEqualTo(good);
                }
            }
        }
    }

    @Test
    void oneThreadAndThreeMakeTheSameObjects() {
        List<String> modules = new LlvmEmitter(Llvm.get().machine()).modules(new Compiler(CpuDevice.target(Llvm.get().machine())).compile(graph(2)));
        assertThat(modules).hasSizeGreaterThan(1);
        List<byte[]> one = Llvm.get().compile(modules, 1);
        List<byte[]> three = Llvm.get().compile(modules, 3);
        for (int i = 0; i < modules.size(); i++) {
            assertThat(three.get(i)).isEqualTo(one.get(i));
        }
    }

    @Test
    void aModuleThatLlvmRejectsIsAnErrorOnEveryThread() {
        List<String> bad = List.of("define void @f() { ret i32 0 }", "nonsense", "more nonsense");
        assertThatThrownBy(() -> Llvm.get().compile(bad, 3)).isInstanceOf(IllegalStateException.class).hasMessageContaining("compiler: LLVM");
    }

    @Test
    void objectsArePackedAndUnpacked() {
        List<byte[]> objects = List.of(new byte[] {1, 2}, new byte[0], new byte[] {3});
        assertThat(CpuCompiler.unpacked(CpuCompiler.packed(objects))).usingRecursiveComparison().isEqualTo(objects);
    }

    @Test
    void codeLinkedByTheSystemAndByLlvmGivesTheSameBits() {
        Cases.check("links", 3, c -> {
            Graph g = graph(c.between(1, 5));
            byte[] expected = null;
            for (boolean libraries : new boolean[] {true, false, false}) {
                try (Device device = new CpuDevice(2, libraries, new KernelCache(folder.resolve("k"), 1 << 24)); Executable e = device.compile(g, device.states())) {
                    for (int i = 0; i < 64 * 32; i++) {
                        e.input("x").set(i, (float) Math.sin(i));
                    }
                    for (int i = 0; i < 32 * 48; i++) {
                        e.input("w").set(i, (float) Math.cos(i));
                    }
                    e.run();
                    byte[] got = e.output("y").segment().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
                    expected = expected == null ? got : expected;
                    assertThat(got).isEqualTo(expected);
                    assertThat(e.output("r").getFloat(1)).isNotNaN().isNotZero();
                }
            }
        });
    }
}
