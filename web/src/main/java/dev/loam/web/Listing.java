package dev.loam.web;

import dev.loam.tensor.NDArray;

/// Lines of results in which floats stand as their bits, so that two listings are equal only where all results are.
final class Listing {
    /// The most values of an array that are printed one by one; its digest covers all.
    private static final int SHOWN = 6;

    private final StringBuilder text = new StringBuilder();

    void section(String title) {
        text.append("== ").append(title).append('\n');
    }

    void line(String name, String value) {
        text.append(name).append(' ').append(value).append('\n');
    }

    /// The length and the digest of `value`.
    void text(String name, String value) {
        var digest = new Digest();
        digest.add(value);
        line(name, value.length() + " characters, digest " + digest);
    }

    void values(String name, double[] values) {
        var digest = new Digest();
        var shown = new StringBuilder();
        for (int i = 0; i < values.length; i++) {
            digest.add(values[i]);
            if (i < SHOWN) {
                shown.append(' ').append(hex(values[i]));
            }
        }
        line(name, values.length + " values, digest " + digest + ":" + shown);
    }

    /// Dtype and values; f32 values as their own 32 bits.
    void values(String name, NDArray array) {
        var digest = new Digest();
        var shown = new StringBuilder();
        for (int i = 0; i < array.size(); i++) {
            String bits = bits(array, i);
            digest.add(bits);
            if (i < SHOWN) {
                shown.append(' ').append(bits);
            }
        }
        line(name, array.dtype() + " " + array.size() + " values, digest " + digest + ":" + shown);
    }

    private static String bits(NDArray array, int i) {
        return switch (array.dtype()) {
            case F64 -> hex(array.getDouble(i));
            case F32, F16, BF16 -> hex((float) array.getDouble(i));
            case I8, U8, BOOL, I32, U32, I64 -> Long.toString(array.getLong(i));
        };
    }

    /// The bits of `x`; every NaN is the same one, since machines are free to choose its payload.
    static String hex(double x) {
        return x != x ? "nan" : Long.toHexString(Double.doubleToRawLongBits(x));
    }

    static String hex(float x) {
        return x != x ? "nan" : Integer.toHexString(Float.floatToRawIntBits(x));
    }

    @Override
    public String toString() {
        return text.toString();
    }

    /// 64-bit FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo, D. Eastlake, "The FNV Non-Cryptographic Hash Algorithm").
    static final class Digest {
        private long state = 0xCBF29CE484222325L;

        void add(long bits) {
            for (int shift = 0; shift < 64; shift += 8) {
                state = (state ^ bits >>> shift & 0xFF) * 0x100000001B3L;
            }
        }

        void add(double x) {
            add(x != x ? 0x7FF8000000000000L : Double.doubleToRawLongBits(x));
        }

        void add(float x) {
            add(x != x ? 0x7FC00000 : Float.floatToRawIntBits(x));
        }

        void add(String s) {
            for (int i = 0; i < s.length(); i++) {
                state = (state ^ s.charAt(i)) * 0x100000001B3L;
            }
            state = (state ^ 0x10000) * 0x100000001B3L;
        }

        @Override
        public String toString() {
            return Long.toHexString(state);
        }
    }
}
