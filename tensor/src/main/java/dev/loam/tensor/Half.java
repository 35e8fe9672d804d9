package dev.loam.tensor;

/// Conversions between f32 and the two 16-bit floats, rounding to nearest, ties to even; written out because browsers
/// have no `Float.floatToFloat16`.
public final class Half {
    private Half() {
    }

    /// f32 to IEEE binary16 bits. Too large becomes infinity; a NaN stays a quiet NaN.
    public static short toF16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        int abs = bits & 0x7FFFFFFF;
        if (abs > 0x7F800000) {
            return (short) (sign | 0x7E00 | abs >>> 13 & 0x3FF);
        }
        if (abs >= 0x477FF000) {
            return (short) (sign | 0x7C00);
        }
        if (abs < 0x38800000) {
            // subnormal in f16: a multiple of 2^-24; adding 0.5 lets the f32 adder round it into the low mantissa bits
            float shifted = Float.intBitsToFloat(abs) + 0.5f;
            return (short) (sign | Float.floatToRawIntBits(shifted) - 0x3F000000);
        }
        int odd = abs >>> 13 & 1;
        return (short) (sign | abs - 0x38000000 + 0xFFF + odd >>> 13);
    }

    /// IEEE binary16 bits to f32, exactly.
    public static float fromF16(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = half >>> 10 & 0x1F;
        int mantissa = half & 0x3FF;
        if (exponent == 0x1F) {
            return Float.intBitsToFloat(sign | 0x7F800000 | mantissa << 13);
        }
        if (exponent == 0) {
            float magnitude = mantissa * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        return Float.intBitsToFloat(sign | exponent + 112 << 23 | mantissa << 13);
    }

    /// f32 to bfloat16 bits (the upper half of the f32, rounded). A NaN stays a quiet NaN.
    public static short toBF16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if ((bits & 0x7FFFFFFF) > 0x7F800000) {
            return (short) (bits >>> 16 | 0x40);
        }
        return (short) (bits + 0x7FFF + (bits >>> 16 & 1) >>> 16);
    }

    /// bfloat16 bits to f32, exactly.
    public static float fromBF16(short half) {
        return Float.intBitsToFloat(half << 16);
    }
}
