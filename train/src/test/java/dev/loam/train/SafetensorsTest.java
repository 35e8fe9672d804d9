package dev.loam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
    private static Map<String, NDArray> oneOfEachDtype() {
        var random = new Random(1);
        var out = new LinkedHashMap<String, NDArray>();
        for (DType dtype : DType.values()) {
            for (int[] shape : new int[][] {{}, {0}, {3, 2}, {2, 0, 4}, {1, 1, 5}}) {
                NDArray array = NDArray.zeros(dtype, shape);
                byte[] bytes = new byte[array.size() * dtype.bytes()];
                random.nextBytes(bytes);
                Safetensors.segment(array).copyFrom(MemorySegment.ofArray(bytes));
                out.put(dtype + "/" + java.util.Arrays.toString(shape) + " é\"\n", array);
            }
        }
        return out;
    }

    private static byte[] written(Map<String, NDArray> arrays) throws IOException {
        var tensors = new LinkedHashMap<String, Safetensors.Tensor>();
        arrays.forEach((name, array) -> tensors.put(name, Safetensors.Tensor.of(array)));
        var out = new ByteArrayOutputStream();
        Safetensors.write(out, tensors, Map.of("step", "12"));
        return out.toByteArray();
    }

    private static Map<String, NDArray> read(byte[] file) {
        return Safetensors.read(MemorySegment.ofArray(file), "x.safetensors");
    }

    @Test
    void everyDtypeAndShapeComesBackBitForBit(@TempDir Path folder) throws IOException {
        var arrays = oneOfEachDtype();
        byte[] file = written(arrays);
        var back = Safetensors.read(Files.write(folder.resolve("x.safetensors"), file));
        assertThat(back.keySet()).containsExactlyInAnyOrderElementsOf(arrays.keySet());
        arrays.forEach((name, array) -> {
            assertThat(back.get(name).dtype()).isEqualTo(array.dtype());
            assertThat(back.get(name).shape()).isEqualTo(array.shape());
            assertThat(Safetensors.segment(back.get(name)).mismatch(Safetensors.segment(array))).isEqualTo(-1);
        });
        assertThat(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8).isZero();
    }

    @Test
    void aFileAsAnotherProgramWritesItIsRead() {
        var array = read(file("{\"__metadata__\":{\"format\":\"pt\"},\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]},"
            + "\"a\":{\"data_offsets\":[0,4],\"dtype\":\"I32\",\"shape\":[]}}", 12));
        assertThat(array.keySet()).containsExactly("a", "b");
        assertThat(array.get("b").shape()).containsExactly(2);
    }

    @Test
    void eachThingThatIsWrongIsASentence() {
        wrong(new byte[7], "x.safetensors: is no valid safetensors file: it has 7 bytes");
        wrong(ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN).putLong(Long.MAX_VALUE).array(), "its header claims 9223372036854775807 bytes of 20");
        wrong(ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN).putLong(-1).array(), "its header claims -1 bytes of 20");
        wrong(file("[1, 2]", 0), "its header is no JSON object");
        wrong(file("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8), "its header is no JSON object");
        wrong(file(tensor("F99", "[2]", "0,8"), 8), "unknown dtype F99");
        wrong(file(tensor("F32", "[2147483647,2147483647,2147483647]", "0,8"), 8), "claims the shape");
        wrong(file(tensor("F32", "[2147483647,1000000]", "0,8589934588000000"), 8), "has more elements than an array can hold");
        wrong(file(tensor("F32", "[2]", "0,9"), 9), "takes 8 bytes, but its offsets give 9");
        wrong(file(tensor("F32", "[2]", "4,12"), 12), "the one before ends at 0");
        wrong(file(tensor("F32", "[2]", "0,8"), 4), "lies at bytes 0 to 8 of 4");
        wrong(file(tensor("F32", "[2]", "0,8"), 12), "its tensors take 8 bytes of 12");
        wrong(file(tensor("F32", "[-2]", "0,8"), 8), "has the size or offset -2");
        wrong(file(tensor("F32", "[2.5]", "0,8"), 8), "has the size or offset 2.5");
        wrong(file("{\"a\":{\"dtype\":\"F32\",\"shape\":\"x\"}}", 0), "malformed");
        wrong(file("[".repeat(100_000), 0), "its header is no JSON object");
    }

    @Test
    void damagedFilesGiveOneKindOfErrorOrOtherNumbersAndNothingElse() throws IOException {
        byte[] good = written(oneOfEachDtype());
        int header = (int) ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getLong();
        int cases = Integer.getInteger("loam.cases", 20) * 100;
        for (int seed = 0; seed < cases; seed++) {
            var random = new Random(seed);
            byte[] bad = good.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                int at = random.nextInt(8 + header);
                switch (random.nextInt(4)) {
                    case 0 -> bad[at] ^= (byte) (1 << random.nextInt(8));
                    case 1 -> bad[at] = (byte) "0123456789-[]{},:\" eE.".charAt(random.nextInt(22));
                    case 2 -> System.arraycopy(good, random.nextInt(8 + header), bad, at, Math.clamp(header - at, 0, 10));
                    default -> bad = java.util.Arrays.copyOf(bad, Math.max(8 + header, random.nextInt(bad.length + 20)));
                }
            }
            try {
                read(bad);
            } catch (TrainException e) {
                assertThat(e.getMessage()).as("seed %d", seed).startsWith("x.safetensors: is no valid safetensors file: ");
            } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static String tensor(String dtype, String shape, String offsets) {
        return "{\"a\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":[" + offsets + "]}}";
    }

    private static byte[] file(String header, int data) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + data).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).put(json).array();
    }

    private static void wrong(byte[] file, String... parts) {
        assertThatThrownBy(() -> read(file)).isInstanceOf(TrainException.class).hasMessageContainingAll(parts);
    }
}
