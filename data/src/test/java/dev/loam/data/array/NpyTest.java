package dev.loam.data.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.data.DataException;
import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
    @TempDir
    Path folder;

    private static byte[] file(String header, byte... data) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(Npy.magic());
        out.writeBytes(new byte[] {1, 0, (byte) header.length(), (byte) (header.length() >>> 8)});
        out.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(data);
        return out.toByteArray();
    }

    private static NDArray read(byte[] bytes) throws IOException {
        return Npy.read(new ByteArrayInputStream(bytes), "a.npy");
    }

    private static NDArray sample(DType dtype, int... shape) {
        NDArray array = NDArray.zeros(dtype, shape);
        for (int i = 0; i < array.size(); i++) {
            if (dtype.isFloat()) {
                array.setDouble(i, i * 0.5 - 1);
            } else {
                array.setLong(i, dtype == DType.BOOL ? i % 2 : dtype.isSigned() ? i - 2 : i);
            }
        }
        return array;
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void whatIsWrittenIsReadAgain(DType dtype) {
        for (int[] shape : new int[][] {{}, {3}, {2, 3}, {2, 0, 3}, {1, 2, 3, 1}}) {
            NDArray array = sample(dtype, shape);
            Npy.write(folder.resolve("a.npy"), array);
            NDArray again = Npy.read(folder.resolve("a.npy"));
            assertThat(again.dtype()).isEqualTo(dtype == DType.BF16 ? DType.F32 : dtype);
            assertThat(again.shape()).containsExactly(shape);
            assertThat(again.toDoubles()).containsExactly(array.toDoubles());
        }
    }

    /// `numpy.save` of `numpy.arange(3, dtype='<f4')`, NumPy 1.26.
    @Test
    void theBytesAreNumPys() throws IOException {
        byte[] numpy = HexFormat.of().parseHex("934e554d5059010076007b276465736372273a20273c6634272c2027666f727472616e5f6f72646572273a2046616c73652c20277368617065273a2028332c292c207d"
            + "20".repeat(0x76 - 57 - 1) + "0a" + "00000000" + "0000803f" + "00000040");
        var out = new ByteArrayOutputStream();
        Npy.write(out, NDArray.wrap(DType.F32, new float[] {0, 1, 2}, 3));
        assertThat(HexFormat.of().formatHex(out.toByteArray())).isEqualTo(HexFormat.of().formatHex(numpy));
        assertThat(out.size() - 12).isEqualTo(128);
        assertThat(read(numpy).toDoubles()).containsExactly(0, 1, 2);
    }

    @Test
    void otherByteOrderColumnMajorAndNarrowNumbersAreUnderstood() throws IOException {
        assertThat(read(file("{'descr': '>i2', 'fortran_order': False, 'shape': (2,), }", (byte) 1, (byte) 2, (byte) 0xFF, (byte) 0xFE)).toDoubles()).containsExactly(258, -2);
        NDArray turned = read(file("{'shape': (2, 3), 'fortran_order': True, 'descr': '|u1'}", new byte[] {1, 4, 2, 5, 3, 6}));
        assertThat(turned.toDoubles()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(read(file("{'descr': '<u2', 'fortran_order': False, 'shape': (1,)}", (byte) 0xFF, (byte) 0xFF)).dtype()).isEqualTo(DType.I32);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}", "{'descr': '<f4'}", "{'descr': 'O', 'fortran_order': False, 'shape': (1,)}", "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}", "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}", "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647)}", "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}",
        "{'descr': '<u8', 'fortran_order': False, 'shape': (1,)}", "{'descr': '<c8', 'fortran_order': False, 'shape': (1,)}", "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': 'y'}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} x"})
    void whatIsNoArrayIsASentence(String header) {
        assertThatThrownBy(() -> read(file(header, new byte[] {-1, -1, -1, -1, -1, -1, -1}))).isInstanceOf(DataException.class).hasMessageStartingWith("a.npy: ");
    }

    @Test
    void aHeaderThatClaimsMuchTakesNoMemory() {
        assertThatThrownBy(() -> read(file("{'descr': '<f8', 'fortran_order': False, 'shape': (100000000,)}", new byte[8]))).hasMessageContaining("ends after 8 bytes of 800000000");
        assertThatThrownBy(() -> read("PK".getBytes(StandardCharsets.US_ASCII))).hasMessageContaining("does not begin with");
    }

    @Test
    void severalArraysKeepTheirNames() throws IOException {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        arrays.put("x", sample(DType.F32, 2, 3));
        arrays.put("layer.weight", sample(DType.I64, 4));
        Path file = folder.resolve("a.npz");
        Npz.write(file, arrays);
        Map<String, NDArray> again = Npz.read(file);
        assertThat(again).containsOnlyKeys("x", "layer.weight");
        assertThat(again.get("layer.weight").toDoubles()).containsExactly(-2, -1, 0, 1);
        byte[] bytes = Files.readAllBytes(file);
        Npz.write(file, arrays);
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
        Files.write(file, Arrays.copyOf(bytes, 40));
        assertThatThrownBy(() -> Npz.read(file)).isInstanceOf(DataException.class).hasMessageStartingWith(file.toString());
        Files.write(file, new byte[5]);
        assertThatThrownBy(() -> Npz.read(file)).hasMessageContaining("is no NumPy file of arrays");
    }
}
