package dev.loam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.data.DataOptions;
import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Weights in files: every stored type, shards, and runs that begin with them.
class WeightsFilesTest {
    @TempDir
    Path folder;

    private static Map<String, NDArray> read(String header, int... data) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length()).array());
        out.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
        for (int b : data) {
            out.write(b);
        }
        return Safetensors.read(MemorySegment.ofArray(out.toByteArray()), "a");
    }

    private static NDArray one(String dtype, int bytes, int... data) {
        return read("{\"a\":{\"dtype\":\"" + dtype + "\",\"shape\":[" + data.length / bytes + "],\"data_offsets\":[0," + data.length + "]}}", data).get("a");
    }

    @Test
    void typesThatLoamHasNotAreWidened() {
        assertThat(one("I16", 2, 0xFE, 0xFF, 1, 2).toDoubles()).containsExactly(-2, 513);
        assertThat(one("U16", 2, 0xFE, 0xFF).toDoubles()).containsExactly(65534);
        assertThat(one("U64", 8, 1, 0, 0, 0, 0, 0, 0, 0x40).getLong(0)).isEqualTo(0x4000000000000001L);
        assertThatThrownBy(() -> one("U64", 8, 1, 0, 0, 0, 0, 0, 0, 0x80)).isInstanceOf(TrainException.class).hasMessageContaining("9223372036854775809, more than an i64");
        assertThat(one("F8_E5M2", 1, 0x3C, 0xC0, 0x7C, 0x01).toDoubles()).containsExactly(1, -2, Double.POSITIVE_INFINITY, Math.scalb(1.0, -16));
        // 448 is the greatest, 2^-9 the least; there are no infinities
        assertThat(one("F8_E4M3", 1, 0x38, 0xC0, 0x7E, 0x01, 0x7F, 0x00).toDoubles()).containsExactly(1, -2, 448, Math.scalb(1.0, -9), Double.NaN, 0);
        assertThatThrownBy(() -> one("F4", 1, 1)).hasMessageContaining("unknown dtype F4");
    }

    private static Map<String, Safetensors.Tensor> tensors(Map<String, NDArray> arrays) {
        var out = new LinkedHashMap<String, Safetensors.Tensor>();
        arrays.forEach((name, array) -> out.put(name, Safetensors.Tensor.of(array)));
        return out;
    }

    @Test
    void shardsAreWrittenAndReadAsOne() throws IOException {
        var arrays = new LinkedHashMap<String, NDArray>();
        for (int i = 0; i < 5; i++) {
            arrays.put("layer" + i + ".weight", NDArray.wrap(DType.F32, new float[] {i, i + 0.5f, -i}, 3));
        }
        Shards.write(folder, tensors(arrays), Map.of("format", "pt"), 25);
        assertThat(Runs.names(folder)).containsExactly("model-00001-of-00003.safetensors", "model-00002-of-00003.safetensors", "model-00003-of-00003.safetensors", Shards.INDEX);
        Map<String, NDArray> again = Shards.read(folder);
        assertThat(again).containsOnlyKeys(arrays.keySet());
        assertThat(again.get("layer4.weight").toDoubles()).containsExactly(4, 4.5, -4);
        assertThat(Safetensors.metadata(folder.resolve("model-00002-of-00003.safetensors"))).containsEntry("format", "pt");
        assertThat(Shards.read(folder.resolve(Shards.INDEX))).hasSize(5);

        Path one = folder.resolve("one");
        Shards.write(one, tensors(arrays), Map.of(), 1000);
        assertThat(Runs.names(one)).containsExactly("model.safetensors");
        assertThat(Shards.read(one)).hasSize(5);
    }

    @Test
    void anIndexThatLeadsElsewhereOrLiesIsRefused() throws IOException {
        Shards.write(folder, tensors(Map.of("a", NDArray.zeros(DType.F32, 2), "b", NDArray.zeros(DType.F32, 2))), Map.of(), 8);
        Path index = folder.resolve(Shards.INDEX);
        String text = Files.readString(index);
        Files.writeString(index, text.replace("model-00001", "../model-00001"));
        assertThatThrownBy(() -> Shards.read(folder)).isInstanceOf(TrainException.class).hasMessageContaining("which is no safetensors file beside it");
        Files.writeString(index, text.replace("\"a\"", "\"c\"").replace("\"b\"", "\"d\""));
        assertThatThrownBy(() -> Shards.read(folder)).hasMessageContaining("does not say that");
        Files.writeString(index, "{}");
        assertThatThrownBy(() -> Shards.read(folder)).hasMessageContaining("has no 'weight_map'");
        assertThatThrownBy(() -> Shards.read(folder.resolve("none"))).hasMessageContaining("there is no such safetensors file");
    }

    /// The tensors of a run's last checkpoint.
    private static Map<String, NDArray> last(Path run) throws IOException {
        return Safetensors.read(run.resolve("checkpoints/step-" + Checkpoints.steps(run.resolve("checkpoints")).getLast()).resolve("model.safetensors"));
    }

    @Test
    void aRunBeginsWithTheWeightsOfAnother() throws IOException {
        Path first = Runs.finished(Runs.config(folder, Runs.CNN, "model.batch-norm=true"));
        Path weights = first.resolve("checkpoints/step-" + Checkpoints.steps(first.resolve("checkpoints")).getLast());
        Path second = Runs.finished(Runs.config(folder, Runs.CNN, "model.batch-norm=true", "init=" + weights, "steps=1", "optimizer.learning-rate=0", "schedule=constant"));
        Map<String, NDArray> before = last(first);
        Map<String, NDArray> after = last(second);
        assertThat(after).containsOnlyKeys(before.keySet());
        assertThat(after.get("conv1.weight").toDoubles()).containsExactly(before.get("conv1.weight").toDoubles());
        assertThat(after.get("output.weight").toDoubles()).containsExactly(before.get("output.weight").toDoubles());
    }

    @Test
    void weightsOfPyTorchAreTurned() throws IOException {
        Problem problem = Problem.of(Runs.config(folder, Runs.CNN, "model.batch-norm=true", "model.width=0"), DataOptions.defaults());
        var states = problem.step().initial(3);
        var named = new LinkedHashMap<String, NDArray>();
        for (var v : problem.task().layout().views()) {
            double[] all = states.get(v.state()).toDoubles();
            int[] shape = v.shape().toArray();
            String name = v.name().replace(".mean", ".running_mean").replace(".variance", ".running_var");
            named.put(name, turned(java.util.Arrays.copyOfRange(all, v.offset(), v.offset() + v.size()), shape));
        }
        named.put("norm1.num_batches_tracked", NDArray.wrap(DType.I64, new long[] {7}));
        Shards.write(folder.resolve("pt"), tensors(named), Map.of("format", "pt"), 1 << 20);
        var loaded = problem.step().initial(4);
        FirstWeights.load(folder.resolve("pt"), problem.task().layout().views(), loaded);
        for (var v : problem.task().layout().views()) {
            assertThat(loaded.get(v.state()).toDoubles()).as(v.name()).containsExactly(states.get(v.state()).toDoubles());
        }
        named.remove("conv2.weight");
        Shards.write(folder.resolve("pt"), tensors(named), Map.of(), 1 << 20);
        assertThatThrownBy(() -> FirstWeights.load(folder.resolve("pt"), problem.task().layout().views(), loaded)).hasMessageContaining("has no tensor 'conv2.weight'; it has ");
        named.put("conv2.weight", NDArray.zeros(DType.F32, 2));
        Shards.write(folder.resolve("pt"), tensors(named), Map.of(), 1 << 20);
        assertThatThrownBy(() -> FirstWeights.load(folder.resolve("pt"), problem.task().layout().views(), loaded)).hasMessageContaining("'conv2.weight' is f32[2] in ");
    }

    /// As PyTorch keeps it: `[in, out]` as `[out, in]`, `[h, w, in, out]` as `[out, in, h, w]`.
    private static NDArray turned(double[] from, int[] shape) {
        int[] order = shape.length == 2 ? new int[] {1, 0} : shape.length == 4 ? new int[] {3, 2, 0, 1} : null;
        if (order == null) {
            float[] same = new float[from.length];
            for (int i = 0; i < same.length; i++) {
                same[i] = (float) from[i];
            }
            return NDArray.wrap(DType.F32, same, shape);
        }
        int[] to = new int[shape.length];
        for (int d = 0; d < to.length; d++) {
            to[d] = shape[order[d]];
        }
        float[] out = new float[from.length];
        int[] index = new int[shape.length];
        for (double value : from) {
            int at = 0;
            for (int d = 0; d < to.length; d++) {
                at = at * to[d] + index[order[d]];
            }
            out[at] = (float) value;
            for (int d = shape.length - 1; d >= 0 && ++index[d] == shape[d]; d--) {
                index[d] = 0;
            }
        }
        return NDArray.wrap(DType.F32, out, to);
    }
}
