package dev.loam.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HalfTest {
    @Test
    void everyF16WidensAsTheJdkDoesIt() {
        for (int i = 0; i < 1 << 16; i++) {
            float mine = Half.fromF16((short) i);
            float theirs = Float.float16ToFloat((short) i);
            if (Float.isNaN(theirs)) {
                assertThat(mine).isNaN();
            } else {
                assertThat(Float.floatToRawIntBits(mine)).as("f16 bits %x", i).isEqualTo(Float.floatToRawIntBits(theirs));
            }
        }
    }

    @Test
    void everyF16AndBf16SurvivesTheWayToF32AndBack() {
        for (int i = 0; i < 1 << 16; i++) {
            float f = Half.fromF16((short) i);
            assertThat(Float.isNaN(f) ? (short) i : Half.toF16(f)).isEqualTo((short) i);
            float b = Half.fromBF16((short) i);
            assertThat(Float.isNaN(b) ? (short) i : Half.toBF16(b)).isEqualTo((short) i);
        }
    }

    @Test
    void nanStaysAQuietNan() {
        for (int bits : new int[] {0x7fc00000, 0x7f800001, 0xffc12345, 0x7fffffff, 0xff800001}) {
            float nan = Float.intBitsToFloat(bits);
            assertThat(Half.fromF16(Half.toF16(nan))).isNaN();
            assertThat(Half.fromBF16(Half.toBF16(nan))).isNaN();
            assertThat(Half.toF16(nan) & 0x200).isNotZero();
            assertThat(Half.toBF16(nan) & 0x40).isNotZero();
        }
    }

    @Test
    void f32NarrowsToF16AsTheJdkDoesIt() {
        Cases.check("f16", 200 * Integer.getInteger("loam.cases", 20), c -> {
            float f = anyFloat(c, 13);
            if (!Float.isNaN(f)) {
                assertThat(Half.toF16(f)).as("%a", f).isEqualTo(Float.floatToFloat16(f));
            }
        });
    }

    @Test
    void f32NarrowsToTheNearestBf16TiesToEven() {
        Cases.check("bf16", 200 * Integer.getInteger("loam.cases", 20), c -> {
            float f = anyFloat(c, 16);
            if (!Float.isNaN(f)) {
                assertThat(Half.toBF16(f)).as("%a", f).isEqualTo(nearestBf16(f));
            }
        });
        assertThat(Half.fromBF16(Half.toBF16(Float.MAX_VALUE))).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(Half.toBF16(-0f)).isEqualTo((short) 0x8000);
    }

    /// Random bits, or a value exactly or nearly between two of the shorter type's, whose last bit has the weight 2^`cut`.
    private static float anyFloat(Cases c, int cut) {
        int bits = (int) c.bits();
        if (c.coin()) {
            bits = (bits & -1 << cut) + (1 << cut - 1) + c.between(-1, 1);
        }
        if (c.coin()) {
            // near one, and where f16 is subnormal
            bits = bits & 0x807FFFFF | c.between(95, 145) << 23;
        }
        return Float.intBitsToFloat(bits);
    }

    /// By comparing distances, in double, to the neighbours below and above in size.
    private static short nearestBf16(float f) {
        int bits = Float.floatToRawIntBits(f);
        int below = bits >>> 16;
        int above = below + 1;
        double size = Math.abs((double) f);
        double low = Math.abs((double) Float.intBitsToFloat(below << 16));
        int bigger = above & 0x7FFF;
        // what lies beyond the greatest finite number counts as 2^128 here
        double high = bigger == 0x7F80 ? 0x1p128 : Math.abs((double) Float.intBitsToFloat(above << 16));
        if (Float.isInfinite(f)) {
            return (short) below;
        }
        boolean up = size - low > high - size || size - low == high - size && (below & 1) == 1;
        return (short) (up ? above : below);
    }
}
