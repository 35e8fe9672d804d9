package dev.loam.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceTest {
    private static final Pattern SPAN = Pattern.compile("\"tid\":(\\d+),\"cat\":\"(\\w+)\",\"name\":\"([^\"]*)\",\"ts\":([\\d.]+),\"dur\":([\\d.]+)");

    @TempDir
    Path folder;

    private record Span(int thread, String kind, String name, double begin, double length) {
        double end() {
            return begin + length;
        }
    }

    private static List<Span> spans(Path file) throws IOException {
        return SPAN.matcher(Files.readString(file)).results().map(m -> new Span(Integer.parseInt(m.group(1)), m.group(2), m.group(3),
            Double.parseDouble(m.group(4)), Double.parseDouble(m.group(5)))).toList();
    }

    /// Two products, 40 tiles each or so.
    private static Graph graph() {
        Tensor x = Tensor.input("x", DType.F32, Shape.of(256, 256));
        return Graph.of(Map.of("y", x.matmul(x).relu().matmul(x).node()), Map.of());
    }

    private static void run(Device device, int runs) {
        try (Executable e = device.compile(graph(), device.states())) {
            for (int i = 0; i < runs; i++) {
                e.run();
            }
        }
    }

    @Test
    void aTraceHasCompilingStepsAndKernelsOfEachThreadInTheirPlaces() throws IOException {
        Path file = folder.resolve("sub/trace.json");
        try (Device device = Device.cpu(2); Trace _ = Trace.start(file)) {
            run(device, 20);
        }
        List<Span> all = spans(file);
        assertThat(all).extracting(Span::name).contains("compile evaluation");
        // a program that was compiled before comes from the kernel cache
        if (all.stream().noneMatch(s -> s.name().equals("from the kernel cache"))) {
            assertThat(all).extracting(Span::name).contains("rewrite", "fuse", "lower to loops, plan memory", "machine code");
        }
        List<Span> steps = all.stream().filter(s -> s.kind().equals("step")).toList();
        assertThat(steps).hasSize(20);
        List<Span> kernels = all.stream().filter(s -> s.kind().equals("kernel")).toList();
        assertThat(kernels).extracting(Span::name).containsOnly("matmul + le + select", "matmul");
        assertThat(kernels).extracting(Span::thread).contains(0, 1);
        for (Span k : kernels) {
            // the workers may enter the first launch a little before the caller does
            assertThat(steps).as(k.toString()).anyMatch(s -> s.begin() - 1000 <= k.begin() && k.end() <= s.end() + 1000);
        }
        Span code = all.stream().filter(s -> s.name().equals("compile evaluation")).findFirst().orElseThrow();
        assertThat(code.end()).isLessThanOrEqualTo(steps.getFirst().begin());
        assertThat(Files.readString(file)).startsWith("{\"displayTimeUnit\":\"ms\"").contains("\"thread_name\",\"args\":{\"name\":\"worker 1\"}").endsWith("]}\n");
    }

    @Test
    void theJavaTargetTracesSteps() throws IOException {
        Path file = folder.resolve("trace.json");
        try (Device device = Device.java(); Trace _ = Trace.start(file)) {
            run(device, 3);
        }
        assertThat(spans(file).stream().filter(s -> s.kind().equals("step")).count()).isEqualTo(3);
    }

    @Test
    void theFirstAndTheLastSpansAreKeptAndRareOnesToo() throws IOException {
        Path file = folder.resolve("trace.json");
        try (Trace t = Trace.start(file)) {
            long now = System.nanoTime();
            int compile = t.number("a \"quoted\" name");
            for (int i = 0; i < 3 * Trace.HELD; i++) {
                t.span(0, Trace.Kind.STEP, t.number("step " + i % 3), now + 1000L * i, now + 1000L * i + 500);
                if (i == 3 * Trace.HELD / 2) {
                    t.span(0, Trace.Kind.COMPILE, compile, now, now);
                }
            }
        }
        List<Span> steps = spans(file).stream().filter(s -> s.kind().equals("step")).toList();
        assertThat(steps).hasSize(2 * Trace.HELD);
        double first = steps.getFirst().begin();
        assertThat(steps.get(Trace.HELD - 1).begin() - first).isCloseTo(Trace.HELD - 1, org.assertj.core.api.Assertions.within(0.01));
        assertThat(steps.get(Trace.HELD).begin() - first).isCloseTo(2 * Trace.HELD, org.assertj.core.api.Assertions.within(0.01));
        assertThat(steps.getLast().begin() - first).isCloseTo(3 * Trace.HELD - 1, org.assertj.core.api.Assertions.within(0.01));
        assertThat(Files.readString(file)).contains("\"spansLeftOut\":" + Trace.HELD).contains("a \\\"quoted\\\" name");
    }

    @Test
    void thereIsOneTraceAtATimeAndNoneAfterIt() throws IOException {
        try (Trace _ = Trace.start(folder.resolve("one.json"))) {
            assertThatThrownBy(() -> Trace.start(folder.resolve("two.json"))).isInstanceOf(IllegalStateException.class).hasMessageContaining("one.json");
            assertThat(Trace.begin()).isNotZero();
        }
        assertThat(Trace.begin()).isZero();
        assertThat(Trace.current()).isNull();
    }

    @Test
    void aFlightRecordingHasStepsCompilesAndKernelsWhereItAsksForThem() throws IOException {
        Path file = folder.resolve("loam.jfr");
        try (Device device = Device.cpu(2); var recording = new Recording()) {
            recording.enable("dev.loam.Kernel");
            recording.start();
            run(device, 5);
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> all = RecordingFile.readAllEvents(file);
        List<RecordedEvent> steps = all.stream().filter(e -> e.getEventType().getName().equals("dev.loam.Step")).toList();
        assertThat(steps).hasSize(5);
        assertThat(steps).extracting(e -> e.getLong("run")).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(steps.getFirst().getString("program")).isEqualTo("evaluation");
        assertThat(steps.getFirst().getDuration()).isGreaterThan(Duration.ZERO);
        RecordedEvent compile = all.stream().filter(e -> e.getEventType().getName().equals("dev.loam.Compile")).findFirst().orElseThrow();
        assertThat(compile.getInt("launches")).isEqualTo(steps.getFirst().getInt("launches"));
        assertThat(compile.getDuration("code")).isGreaterThan(Duration.ZERO);
        List<RecordedEvent> kernels = all.stream().filter(e -> e.getEventType().getName().equals("dev.loam.Kernel")).toList();
        assertThat(kernels).hasSize(5 * compile.getInt("launches"));
        assertThat(kernels.getFirst().getString("kernel")).startsWith("matmul");
        long inKernels = kernels.stream().filter(e -> e.getLong("run") == 4).mapToLong(e -> e.getDuration("time").toNanos()).sum();
        assertThat(inKernels).isPositive().isLessThanOrEqualTo(steps.getLast().getDuration().toNanos() + 1000);
    }

    @Test
    void kernelsAreMeasuredOnlyWhereSomebodyAsks() {
        try (Device device = Device.cpu(1); Executable e = device.compile(graph(), device.states())) {
            e.run();
            assertThat(e.kernelMilliseconds()).as("nobody asked").isEmpty();
            e.timeKernels();
            e.run();
            assertThat(e.kernelMilliseconds()).hasSize(e.program().launches().size());
            for (double ms : e.kernelMilliseconds()) {
                assertThat(ms).isPositive();
            }
        }
    }
}
