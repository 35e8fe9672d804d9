package dev.loam.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ViewerTest {
    private static Graph graph() {
        Tensor x = Tensor.input("</script><b>x", DType.F32, Shape.of(32, 32));
        return Graph.of(Map.of("y", x.matmul(x).relu().sum().node()), Map.of());
    }

    @Test
    void aPageHasTheProgramItsCodeAndItsTimesAndNeedsNothingElse() {
        try (Device device = Device.cpu(1); Executable e = device.compile(graph(), device.states())) {
            e.timeKernels();
            e.run();
            String page = Viewer.page("a \"test\"", device, graph(), e);
            assertThat(page).contains("\"title\":\"a \\\"test\\\"\"", "\"name\":\"normalised\"", "\"kind\":\"contract\"", "matmul + le + select",
                "kernel(", "define hidden void @e0", "\"kind\":\"output\"", "\"why\":[\"");
            assertThat(Pattern.compile("\"ms\":\\d").matcher(page).results().count()).isEqualTo(e.program().launches().size());
            assertThat(Pattern.compile("(?i)(src|href)\\s*=|https?://|@import|url\\(").matcher(page).find()).as("a reference to elsewhere").isFalse();
            assertThat(page.split("</script>")).as("no text ends the script").hasSize(2);
            assertThat(page).contains("\\u003c/script>\\u003cb>x");
        }
    }

    @Test
    void withoutARunThereAreNoTimesAndOnTheJavaTargetNoCode() {
        try (Device device = Device.java()) {
            assertThat(Viewer.page("t", device, graph(), null)).contains("\"ms\":-1", "\"gflops\":0", "\"code\":\"\"").doesNotContain("\"ms\":0");
        }
    }

    @Test
    void theMostThatAProcessorCanDoIsMoreThanAProgramDoes() {
        try (Device device = Device.cpu(1)) {
            Peak peak = device.peak();
            assertThat(peak.gflops()).isBetween(1.0, 10_000.0);
            assertThat(peak.gigabytes()).isBetween(0.5, 10_000.0);
        }
    }
}
