package dev.loam.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.bench.PeerSetting.Choice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersusTest {
    private static final BenchOptions SHORT = BenchOptions.standard().threads(1).seconds(0).warmup(1).steps(5).batch(8);

    /// A peer that takes as long as its setting says.
    private static final class Scripted implements Peer {
        final List<String> asked = new ArrayList<>();

        @Override
        public List<Choice> processChoices(int threads) {
            return List.of(Choice.BLAS);
        }

        @Override
        public void run(PeerSetting setting, PeerProcess.Request request, Times times) {
            asked.add(setting + (request.fresh() ? " fresh" : ""));
            if (setting.value(Choice.FORMAT).equals("channels-last")) {
                throw new BenchException("bench: no such format");
            }
            double each = (setting.value(Choice.BLAS).equals("mkl") ? 3 : 5) - (setting.value(Choice.OPTIMIZER).equals("fused") ? 1 : 0);
            times.add("2.5 2.0" + (" " + each + " " + each).repeat(5));
        }

        @Override
        public String title() {
            return "scripted";
        }

        @Override
        public void close() {
        }
    }

    private static List<Comparison> run(Scripted peer, String workload, Map<Choice, String> fixed, List<String> notes) {
        var found = new ArrayList<Comparison>();
        new Versus(peer, SHORT, fixed, notes::add).run(workload, found::add);
        return found;
    }

    @Test
    void everySettingIsTriedAndTheBestTwoAlternate() {
        var peer = new Scripted();
        Comparison c = run(peer, "mlp", Map.of(), new ArrayList<>()).getFirst();
        assertThat(peer.asked.subList(0, 4)).containsExactly("blas=openblas optimizer=plain fresh", "blas=openblas optimizer=fused",
            "blas=mkl optimizer=plain fresh", "blas=mkl optimizer=fused");
        assertThat(peer.asked.subList(4, 14)).containsOnly("blas=mkl optimizer=fused", "blas=mkl optimizer=plain");
        assertThat(peer.asked).hasSize(14);
        assertThat(c.best()).hasToString("blas=mkl optimizer=fused");
        assertThat(c.settings()).isEqualTo(4);
        assertThat(c.peer().median()).isEqualTo(2);
        assertThat(c.peer().count()).as("the trial's times do not count").isEqualTo(25);
        assertThat(c.loam().count()).as("4 in each of 5 rounds").isEqualTo(20);
        assertThat(c.ratio()).isEqualTo(c.loam().median() / 2);
        assertThat(c.line()).startsWith("mlp batch=8").endsWith("mkl, fused, of 4");
    }

    @Test
    void aSettingThatIsGivenIsTakenAndOneThatCannotBeIsNamedAndLeftOut() {
        var notes = new ArrayList<String>();
        Comparison c = run(new Scripted(), "cnn", Map.of(Choice.BLAS, "openblas"), notes).getFirst();
        assertThat(c.best()).hasToString("blas=openblas optimizer=fused format=contiguous");
        assertThat(c.settings()).isEqualTo(2);
        assertThat(notes).hasSize(2).containsOnly("bench: no such format");
    }

    @Test
    void aProductsTimesAreThoseOfOneProduct() {
        Comparison small = run(new Scripted(), "gemm", Map.of(), new ArrayList<>()).getFirst();
        assertThat(small.key()).isEqualTo("gemm 64 NN");
        assertThat(small.peer().median()).isEqualTo(3.0 / new GemmCase(64, 64, 64, GemmCase.Form.NN).repeats());
    }

    @Test
    void requestsAndSettingsAreReadAsTheyAreWritten() {
        var setting = PeerSetting.NONE.with(Choice.FORMAT, "channels-last").with(Choice.OPTIMIZER, "fused");
        var request = new PeerProcess.Request("cnn", 3, true, 7, setting, SHORT.seconds(0.25));
        assertThat(PeerProcess.Request.parse(request.toString())).isEqualTo(request);
        assertThat(setting.text()).isEqualTo("fused, channels-last");
        assertThatThrownBy(() -> PeerSetting.parse("blas=eigen")).hasMessage("bench: blas=eigen: a peer's blas is one of openblas, mkl");
        var times = new Times();
        times.run(i -> i, 0, 3, 10);
        var copy = new Times();
        copy.add(times.text());
        assertThat(copy.samples().count()).isEqualTo(3);
        assertThat(copy.samples().last()).isEqualTo(2);
    }

    @Test
    void withoutACheckoutThereIsNoPeer(@TempDir Path empty) {
        var against = new Bench.Against("libtorch", List.of(), empty, true);
        assertThatThrownBy(() -> Bench.compare(List.of("mlp"), SHORT, against, _ -> { }, _ -> { })).hasMessageContaining("needs a checkout of Loam");
        assertThatThrownBy(() -> new Bench.Against("torch", List.of(), empty, true)).hasMessage("bench: there is no peer 'torch'. Known: libtorch");
    }

    /// With the classes of these tests, so without Maven.
    @Test
    @NeedsLibTorch
    void aProcessWithLibTorchAnswersAndSaysWhatItCannot(@TempDir Path folder) {
        String cache = System.getProperty("org.bytedeco.javacpp.cachedir", folder.toString());
        try (PeerProcess p = PeerProcess.start(System.getProperty("java.class.path"), Path.of(cache), PeerSetting.NONE, 1)) {
            var times = new Times();
            p.run(new PeerProcess.Request("mlp", 0, true, 5, PeerSetting.NONE.with(Choice.OPTIMIZER, "fused"), SHORT), times);
            assertThat(times.samples().count()).isEqualTo(5);
            assertThat(times.samples().first()).isBetween(2.0, 3.0);
            assertThatThrownBy(() -> p.run(new PeerProcess.Request("mlp", 7, true, 5, PeerSetting.NONE, SHORT), times))
                .hasMessageStartingWith("bench: the peer cannot run 'mlp 7").hasMessageContaining("IndexOutOfBounds");
            p.run(new PeerProcess.Request("gemm", 0, false, 5, PeerSetting.NONE, SHORT), times);
            assertThat(times.count()).isEqualTo(10);
        }
    }
}
