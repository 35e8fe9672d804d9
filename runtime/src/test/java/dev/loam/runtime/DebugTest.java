package dev.loam.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `LOAM_DEBUG` is read when a process starts, so each level is a process.
class DebugTest {
    /// A part of what each level adds.
    private static final Map<Integer, String> SHOWN = new LinkedHashMap<>();

    static {
        SHOWN.put(1, "ms a run in 2 runs");
        SHOWN.put(2, "matmul: the end of what is fused with matmul");
        SHOWN.put(3, "launch 0 on [");
        SHOWN.put(4, "define hidden void @e0(ptr %words, i64 %tile, ptr %own)");
        SHOWN.put(5, "--- normalised");
    }

    /// Compiles and runs a program twice.
    static final class Program {
        public static void main(String[] arguments) {
            Tensor x = Tensor.input("x", DType.F32, Shape.of(8, 8));
            Graph graph = Graph.of(Map.of("y", x.matmul(x).sum().node()), Map.of());
            try (Device device = Device.cpu(1); Executable e = device.compile(graph, device.states())) {
                e.run();
                e.run();
            }
        }
    }

    private static String shown(String level) throws IOException {
        var builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Program.class.getName()).redirectErrorStream(true);
        builder.environment().put("LOAM_DEBUG", level);
        return new String(builder.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void aLevelShowsWhatItAddsAndAllBelow(int level) throws IOException {
        String text = shown(Integer.toString(level));
        SHOWN.forEach((from, part) -> {
            if (level >= from) {
                assertThat(text).contains(part);
            } else {
                assertThat(text).doesNotContain(part);
            }
        });
        assertThat(level > 0 || text.isEmpty()).as(text).isTrue();
    }

    @Test
    void whatIsNoNumberIsNamedAndPassedOver() throws IOException {
        assertThat(shown("loud").lines().toList()).isEqualTo(List.of("LOAM_DEBUG must be a number from 0 to 5, got 'loud'; going on without it"));
    }
}
