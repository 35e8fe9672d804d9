package dev.loam.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.loam.compiler.Work;
import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BenchTest {
    private static final BenchOptions SHORT = BenchOptions.standard().threads(1).seconds(0).warmup(1).steps(2).batch(8);

    private static List<Measurement> run(String name) {
        return run(name, SHORT);
    }

    private static List<Measurement> run(String name, BenchOptions options) {
        var found = new ArrayList<Measurement>();
        Bench.run(name, options, found::add);
        return found;
    }

    @Test
    void stepsRunUnderThePrecisionAskedFor() {
        BenchOptions half = BenchOptions.standard().with("precision=f16");
        var step = half.under(TrainingWorkload.MLP.step(8));
        assertThat(step.task().precision()).isEqualTo(Precision.F16);
        assertThat(step.scale().isOn()).isTrue();
        half.precision().check(step.graph());
        assertThat(BenchOptions.standard().with("precision=bf16").under(TrainingWorkload.MLP.step(8)).scale().isOn()).isFalse();
        assertThatThrownBy(() -> half.with("precision=f64")).isInstanceOf(BenchException.class)
            .hasMessage("bench: workloads have their parameters in f32; precision is f32, bf16 or f16, not f64");
        assertThatThrownBy(() -> half.with("precision=f8")).hasMessageContaining("unknown precision 'f8'");
    }

    @Test
    void aLineOfTrainingHasTheFormOfThePeers() {
        var found = (Measurement.Training) run("mlp").getFirst();
        assertThat(found.line()).matches("mlp       threads=1 batch=8 opt=adam params=203530 steps=2 ms/step median=[0-9.]+ p10=[0-9.]+ "
            + "p90=[0-9.]+ cpu=[0-9.]+ \\| [0-9]+ samples/s \\| [0-9.]+ GFLOP/s \\| loss 2\\.[0-9]+ -> [0-9.]+");
        assertThat(found.json()).startsWith("{\"workload\": \"mlp\", \"device\": \"")
            .contains("\"threads\": 1, \"batch\": 8, ").endsWith("}");
    }

    @Test
    void theCnnHasTheParametersOfThePeers() {
        assertThat(TrainingWorkload.CNN.step(8).task().layout().parameterCount()).isEqualTo(50186);
    }

    @Test
    void flopsAreThoseOfTheProductsForwardAndBackwardWithoutTheInputsGradient() {
        assertThat(Work.products(TrainingWorkload.MLP.step(8).graph())).isEqualTo(8 * 2 * (2 * 784 * 256 + 3 * 2560));
        assertThat(Work.products(TrainingWorkload.CNN.step(8).graph())).isEqualTo(8 * 2 * (2 * 784 * 288 + 3 * (196 * 18432 + 31360)));
    }

    @Test
    void publishedNetworksHaveTheParametersOfTheirAuthors() {
        assertThat(TrainingWorkload.KERAS.step(2).task().layout().parameterCount()).isEqualTo(34_826);
        // 832 + 25,632 + 18,496 + 36,928 of convolutions, 192 of batch-norms, 5,770 of the linear layer
        assertThat(TrainingWorkload.TINYGRAD.step(2).task().layout().parameterCount()).isEqualTo(87_850);
        // 24 biases, 3 × 3 filters 24-64-64-256-256-256-256, batch-norms' biases, 256 × 10
        assertThat(TrainingWorkload.AIRBENCH.step(2).task().layout().parameterCount())
            .isEqualTo(24 + 9 * (24 * 64 + 64 * 64 + 64 * 256 + 3 * 256 * 256) + 2 * (64 + 256 + 256) + 2560);
    }

    @Test
    void theLstmHasTheParametersAndTheOperationsOfThePeers() {
        assertThat(LanguageWorkload.LSTM.step(2).task().layout().parameterCount()).isEqualTo(65 * 256 + 8 * 256 * 256 + 8 * 256 + 65 * 257);
        assertThat(LanguageWorkload.LSTM.network().flops(64)).isEqualTo(6 * (8 * 256 * 256 + 65 * 256));
    }

    @Test
    void aLineOfAProductSaysItsShapeAndForm() {
        var cube = new Measurement.Product("cpu", 2, new GemmCase(64, 64, 64, GemmCase.Form.NT), 9, 0.01, 0.01, 0.01, 0.005);
        assertThat(cube.line()).isEqualTo("gemm      threads=2 n=64 form=NT median=0.0100 ms 52.4 GFLOP/s (best 104.9)");
        var other = new Measurement.Product("cpu", 2, new GemmCase(128, 256, 784, GemmCase.Form.NN), 9, 1, 1, 1, 1);
        assertThat(other.line()).contains(" n=128x256x784 form=NN ");
        assertThat(GemmCase.all()).hasSize(21).contains(other.shape());
    }

    @Test
    void everyFormOfTheProductIsTheSameProduct() {
        for (GemmCase.Form form : GemmCase.Form.values()) {
            var shape = new GemmCase(3, 4, 5, form);
            NDArray a = counting(shape.a());
            NDArray b = counting(shape.b());
            NDArray c = Running.interpreted(GemmWorkload.graph(shape), Map.of("a", a, "b", b)).run(Map.of()).get("c");
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 4; j++) {
                    double sum = 0;
                    for (int k = 0; k < 5; k++) {
                        sum += a.getDouble(form == GemmCase.Form.TN ? k * 3 + i : i * 5 + k)
                            * b.getDouble(form == GemmCase.Form.NT ? j * 5 + k : k * 4 + j);
                    }
                    assertThat(c.getDouble(i * 4 + j)).as("%s [%d, %d]", form, i, j).isEqualTo(sum);
                }
            }
        }
    }

    private static NDArray counting(int[] shape) {
        NDArray out = NDArray.zeros(DType.F32, shape);
        for (int i = 0; i < out.size(); i++) {
            out.setDouble(i, i);
        }
        return out;
    }

    @Test
    void whatDoesNotExistIsNamedWithTheNearestThatDoes() {
        assertThatThrownBy(() -> run("mpl")).isInstanceOf(BenchException.class)
            .hasMessage("bench: there is no workload 'mpl'. Did you mean 'mlp'? Known: mlp, cnn, keras-cnn, tinygrad-cnn, airbench94, gpt-small, gpt-mid, lstm, lstm-2x128, block, decode, gemm");
        assertThatThrownBy(() -> SHORT.with("bach=3")).hasMessageStartingWith("bench: there is no option 'bach'. Did you mean 'batch'?");
        assertThatThrownBy(() -> SHORT.with("batch=x")).hasMessage("bench: batch must be a number, not 'x'");
        assertThatThrownBy(() -> SHORT.with("steps=0")).hasMessageContaining("steps must be at least 1");
        assertThat(SHORT.with("batch=128")).isEqualTo(SHORT.batch(128));
    }

    @Test
    void tokensAreGeneratedWithWeightsOfBothKinds() {
        List<Measurement> found = run("decode");
        assertThat(found).extracting(m -> m.figures().get("workload")).containsExactly("decode-f32", "decode-bf16");
        assertThat(found.getFirst().line()).startsWith("decode-f32 threads=1 batch=8 opt=none params=804096 steps=2 ms/step median=").doesNotContain("loss");
        assertThatThrownBy(() -> Bench.compare(List.of("decode"), SHORT, new Bench.Against("libtorch", List.of(), null, true), s -> { }, s -> { }))
            .isInstanceOf(BenchException.class).hasMessage("bench: 'decode' has no counterpart in libtorch to be compared with");
    }

    @Test
    void samplesHaveTheirQuantilesAndTheFirstAndLastLoss() {
        var calls = new ArrayList<Integer>();
        Samples s = Samples.of(i -> {
            calls.add(i);
            return 100 - i;
        }, BenchOptions.standard().seconds(0).warmup(3), Times.LEAST);
        assertThat(calls).hasSize(33).startsWith(0, 1, 2).endsWith(32);
        assertThat(s.count()).isEqualTo(30);
        assertThat(s.first()).isEqualTo(100);
        assertThat(s.last()).isEqualTo(68);
        assertThat(s.best()).isLessThanOrEqualTo(s.p10());
        assertThat(s.p10()).isLessThanOrEqualTo(s.median());
        assertThat(s.median()).isLessThanOrEqualTo(s.p90());
    }

    @Test
    void aSeedGivesTheSameBatches() {
        var data = RandomBatches.of(TrainingWorkload.MLP, 2048, 5);
        assertThat(data.inputs()).hasSize(2);
        assertThat(data.x(3).toDoubles()).isEqualTo(RandomBatches.of(TrainingWorkload.MLP, 2048, 5).x(1).toDoubles());
        assertThat(data.x(0).toDoubles()).isNotEqualTo(data.x(1).toDoubles());
        assertThat(data.y(0).toDoubles()).contains(0, 9).doesNotContain(10);
    }

    @Test
    @NeedsLibTorch
    void thePeerStartsWithTheSameLossesInEverySetting() {
        for (String name : List.of("mlp", "cnn", "gpt-small", "lstm", "lstm-2x128")) {
            startsWithTheSameLosses(name, SHORT);
        }
    }

    @Test
    @Tag("slow")
    @NeedsLibTorch
    void thePeerStartsWithTheSameLossesOnTheGreaterNetworks() {
        for (String name : List.of("tinygrad-cnn", "airbench94", "block")) {
            startsWithTheSameLosses(name, SHORT.batch(2));
        }
    }

    private static void startsWithTheSameLosses(String name, BenchOptions options) {
        var ours = (Measurement.Training) run(name, options).getFirst();
        for (PeerSetting setting : PeerSetting.all(Bench.find(name).cases(options).getFirst().choices(), Map.of())) {
            var peer = new ArrayList<Measurement>();
            LibTorchPeer.run(name, setting, options, peer::add);
            var theirs = (Measurement.Training) peer.getFirst();
            assertThat(ours.firstLoss()).as("%s %s", name, setting).isCloseTo(theirs.firstLoss(), within(1e-5));
            assertThat(ours.lastLoss()).as("%s %s", name, setting).isCloseTo(theirs.lastLoss(), within(name.equals("airbench94") ? 1e-3 : 1e-4));
            assertThat(theirs.line()).startsWith(ours.line().substring(0, ours.line().indexOf(" median=")));
        }
    }

    /// Dropout draws differently in the two.
    @Test
    @NeedsLibTorch
    void thePeerRunsTheNetworkWithDropout() {
        var peer = new ArrayList<Measurement>();
        LibTorchPeer.run("keras-cnn", PeerSetting.NONE, SHORT, peer::add);
        var theirs = (Measurement.Training) peer.getFirst();
        assertThat(theirs.firstLoss()).isCloseTo(((Measurement.Training) run("keras-cnn").getFirst()).firstLoss(), within(0.5));
    }
}
