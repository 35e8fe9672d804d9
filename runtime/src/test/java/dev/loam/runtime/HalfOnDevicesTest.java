package dev.loam.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Half;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Conversions between f32 and the 16-bit floats have the right bits on every target: every value of the narrow types, and f32 at
/// random, near and exactly between two of them.
class HalfOnDevicesTest {
    private static final int ALL = 1 << 16;
    /// Not a multiple of any vector's length.
    private static final int N = 40_003;

    private static float widened(DType half, int bits) {
        return half == DType.F16 ? Half.fromF16((short) bits) : Half.fromBF16((short) bits);
    }

    private static short narrowed(DType half, float value) {
        return half == DType.F16 ? Half.toF16(value) : Half.toBF16(value);
    }

    private static boolean isNaN(DType half, int bits) {
        return (bits & 0x7FFF) > (half == DType.F16 ? 0x7C00 : 0x7F80);
    }

    /// All 2^16 values in lanes and one by one (a column of a matrix), to f32 and on to f64, and back.
    @ParameterizedTest
    @EnumSource(value = DType.class, names = {"F16", "BF16"})
    void everyValueWidensExactlyAndComesBack(DType half) {
        short[] bits = new short[ALL];
        for (int i = 0; i < ALL; i++) {
            bits[i] = (short) i;
        }
        Tensor x = Tensor.input("x", half, Shape.of(ALL));
        Tensor one = Tensor.input("x", half, Shape.of(ALL)).reshape(ALL, 1);
        var outputs = new LinkedHashMap<String, Node>();
        outputs.put("f32", x.to(DType.F32).node());
        outputs.put("f64", x.to(DType.F64).node());
        outputs.put("back", x.to(DType.F32).detach().to(half).node());
        outputs.put("product", one.matmul(Tensor.ones(half, Shape.of(1, 1)), DType.F32).node());
        for (Device device : Targets.ALL) {
            try (Executable e = device.compile(Graph.of(outputs, Map.of()), device.states())) {
                e.input("x").write(NDArray.wrap(half, bits, ALL));
                e.run();
                for (int i = 0; i < ALL; i++) {
                    float expected = widened(half, i);
                    String where = device.description() + ", " + half + " " + Integer.toHexString(i);
                    same(where, e.output("f32").getFloat(i), expected);
                    short back = e.output("back").segment().getAtIndex(java.lang.foreign.ValueLayout.JAVA_SHORT, i);
                    if (isNaN(half, i) ? !isNaN(half, back) : back != (short) i) {
                        throw new AssertionError(where + " came back as " + Integer.toHexString(back & 0xFFFF));
                    }
                    if (Math.abs(expected) >= Float.MIN_NORMAL) {
                        // below, a target may give 0 once it computes
                        assertThat(e.output("f64").getDouble(i)).as(where).isEqualTo(expected);
                        same(where + " times 1", e.output("product").getFloat(i), expected);
                    }
                }
            }
        }
    }

    private static void same(String where, float actual, float expected) {
        boolean equal = Float.isNaN(expected) ? Float.isNaN(actual) : Float.floatToRawIntBits(actual) == Float.floatToRawIntBits(expected);
        if (!equal) {
            throw new AssertionError(where + ": " + Float.toHexString(actual) + ", expected " + Float.toHexString(expected));
        }
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, names = {"F16", "BF16"})
    void f32IsRoundedToTheNearestTiesToEven(DType half) {
        Cases.check("narrowing to " + half, 1, c -> {
            float[] values = new float[N];
            for (int i = 0; i < N; i++) {
                values[i] = value(c, half == DType.F16 ? 13 : 16);
            }
            double[] doubles = new double[N];
            for (int i = 0; i < N; i++) {
                // a double's rounding goes by f32, so a little more than a tie is a tie
                doubles[i] = Math.nextUp((double) values[i]);
            }
            Tensor x = Tensor.input("x", DType.F32, Shape.of(N));
            Tensor d = Tensor.input("d", DType.F64, Shape.of(N));
            var outputs = new LinkedHashMap<String, Node>();
            outputs.put("lanes", x.to(half).node());
            outputs.put("single", x.reshape(N, 1).amax(1).to(half).node());
            outputs.put("double", d.to(half).node());
            for (Device device : Targets.ALL) {
                try (Executable e = device.compile(Graph.of(outputs, Map.of()), device.states())) {
                    e.input("x").write(NDArray.wrap(DType.F32, values, N));
                    e.input("d").write(NDArray.wrap(DType.F64, doubles, N));
                    e.run();
                    for (String name : outputs.keySet()) {
                        short[] found = (short[]) e.output(name).read(N).array();
                        for (int i = 0; i < N; i++) {
                            float from = name.equals("double") ? (float) doubles[i] : values[i];
                            short expected = narrowed(half, from);
                            boolean flushed = name.equals("double") && Math.abs(from) <= Float.MIN_NORMAL && (found[i] & 0x7FFF) == 0;
                            if (!flushed && (isNaN(half, expected) ? !isNaN(half, found[i]) : found[i] != expected)) {
                                throw new AssertionError(device.description() + ", " + name + ": " + Float.toHexString(from) + " became "
                                    + Integer.toHexString(found[i] & 0xFFFF) + ", expected " + Integer.toHexString(expected & 0xFFFF));
                            }
                        }
                    }
                }
            }
        });
    }

    /// Random bits, or a value exactly or nearly between two of the narrow type's, whose last bit has the weight 2^`cut`.
    private static float value(Cases c, int cut) {
        int bits = (int) c.bits();
        if (c.coin()) {
            bits = (bits & -1 << cut) + (1 << cut - 1) + c.between(-1, 1);
        }
        if (c.coin()) {
            // near one, where f16 is subnormal, and where it ends
            bits = bits & 0x807FFFFF | c.between(95, 145) << 23;
        }
        return Float.intBitsToFloat(bits);
    }
}
