package dev.loam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Philox;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    private static byte[] bytes(Map<String, NDArray> arrays) throws IOException {
        var tensors = new LinkedHashMap<String, Safetensors.Tensor>();
        arrays.forEach((name, a) -> tensors.put(name, Safetensors.Tensor.of(a)));
        var out = new ByteArrayOutputStream();
        Safetensors.write(out, tensors, Map.of("format", "loam"));
        return out.toByteArray();
    }

    private static byte[] file(String header, int data) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + data).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).put(json).array();
    }

    private static Map<String, NDArray> read(byte[] bytes) {
        return Safetensors.read(MemorySegment.ofArray(bytes), "x.safetensors");
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void everyDtypeComesBackBitForBit(DType dtype, @TempDir Path dir) throws IOException {
        NDArray a = NDArray.zeros(dtype, 2, 3, 5);
        for (int i = 0; i < a.size(); i++) {
            a.setDouble(i, dtype == DType.BOOL ? i % 2 : i * 1.25 - (dtype.isSigned() ? 7 : 0));
        }
        var all = new LinkedHashMap<String, NDArray>();
        all.put("a.weight", a);
        all.put("empty", NDArray.zeros(dtype, 0, 4));
        all.put("scalar", NDArray.zeros(dtype));

        Path file = Files.write(dir.resolve("x.safetensors"), bytes(all));
        Map<String, NDArray> back = Safetensors.read(file);

        assertThat(back.keySet()).containsExactlyInAnyOrderElementsOf(all.keySet());
        assertThat(back.get("a.weight").shape()).containsExactly(2, 3, 5);
        assertThat(back.get("a.weight").dtype()).isEqualTo(dtype);
        assertThat(back.get("a.weight").toDoubles()).isEqualTo(a.toDoubles());
        assertThat(back.get("empty").size()).isZero();
    }

    @Test
    void theLayoutIsThatOfTheFormat() throws IOException {
        byte[] bytes = bytes(Map.of("w", NDArray.wrap(DType.F32, new float[] {1, -2}, 2)));

        var in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) in.getLong();
        String header = new String(bytes, 8, length, StandardCharsets.UTF_8);
        assertThat(length % 8).isZero();
        assertThat(header.strip()).isEqualTo("{\"__metadata__\":{\"format\":\"loam\"},\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}");
        assertThat(in.getFloat(8 + length)).isEqualTo(1f);
        assertThat(in.getFloat(12 + length)).isEqualTo(-2f);
        assertThat(bytes).hasSize(8 + length + 8);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "[]", "{", "{\"a\":3}", "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}",
        "{\"a\":{\"dtype\":\"F99\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2147483647,2147483647,2147483647],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2000000000],\"data_offsets\":[0,8000000000]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
    })
    void aMalformedHeaderIsRefused(String header) {
        assertThatThrownBy(() -> read(file(header, 8))).isInstanceOf(TrainException.class).hasMessageContaining("is no valid safetensors file");
    }

    @Test
    void aHeaderLengthBeyondTheFileIsRefused() {
        byte[] bytes = file("{}", 0);
        for (long length : new long[] {-1, 0, 1, 3, 1L << 40, Long.MAX_VALUE, Safetensors.MAX_HEADER + 1L}) {
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
            assertThatThrownBy(() -> read(bytes)).isInstanceOf(TrainException.class).hasMessageContaining("its header claims");
        }
    }

    @Test
    void anyChangedFileIsReadOrRefusedButNeverBreaksTheReader() throws IOException {
        byte[] good = bytes(Map.of("layer.weight", NDArray.zeros(DType.F32, 3, 4), "layer.bias", NDArray.zeros(DType.F64, 4)));
        for (int n = 0; n < good.length; n++) {
            byte[] cut = Arrays.copyOf(good, n);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(TrainException.class);
        }
        for (int trial = 0; trial < 3000; trial++) {
            byte[] bad = good.clone();
            for (int k = 0; k <= trial % 3; k++) {
                bad[(int) Philox.below(bad.length, 3, 0, trial, 2L * k)] = (byte) Philox.bits(3, 0, trial, 50 + k);
            }
            try {
                read(bad);
            } catch (TrainException e) {
                assertThat(e.getMessage()).startsWith("x.safetensors");
            }
        }
    }
}
