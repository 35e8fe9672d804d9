package dev.loam.compiler;

import dev.loam.tensor.DType;
import dev.loam.tensor.Op.BinaryFn;

/// The draws of [dev.loam.tensor.Philox] as expressions, bit for bit. 32-bit words are held in i64, below 2^32.
final class PhiloxIr {
    private static final long MASK = 0xFFFFFFFFL;

    private PhiloxIr() {
    }

    /// A uniform draw of a float dtype in [0, 1), or u32 bits.
    ///
    /// @param stream below 2^32
    static Expr draw(DType dtype, Expr seed, Expr stream, Expr step, Expr index) {
        return switch (dtype) {
            case F64 -> {
                Expr[] block = block(seed, stream, step, and(shift(index, 1), -1L >>> 1));
                Expr odd = and(index, 1);
                Expr low = pick(odd, block[0], block[2]);
                Expr high = pick(odd, block[1], block[3]);
                // the top 53 of 64 bits: all of the high word and 21 of the low one
                Expr bits = Expr.add(Expr.mul(high, of(1L << 21)), shift(low, 11));
                yield Expr.mul(new Expr.Cast(bits, DType.F64), Expr.of(DType.F64, 0x1p-53));
            }
            case F32 -> scaled(word(seed, stream, step, index), 24);
            case F16 -> new Expr.Cast(scaled(word(seed, stream, step, index), 11), DType.F16);
            case BF16 -> new Expr.Cast(scaled(word(seed, stream, step, index), 8), DType.BF16);
            default -> new Expr.Cast(word(seed, stream, step, index), DType.U32);
        };
    }

    private static Expr scaled(Expr word, int bits) {
        return Expr.mul(new Expr.Cast(shift(word, 32 - bits), DType.F32), Expr.of(DType.F32, Math.scalb(1.0, -bits)));
    }

    private static Expr word(Expr seed, Expr stream, Expr step, Expr index) {
        Expr[] block = block(seed, stream, step, and(shift(index, 2), -1L >>> 2));
        Expr odd = and(index, 1);
        return pick(shift(and(index, 2), 1), pick(odd, block[0], block[1]), pick(odd, block[2], block[3]));
    }

    private static Expr[] block(Expr seed, Expr stream, Expr step, Expr counter) {
        Expr c0 = and(counter, MASK);
        Expr c1 = high(counter);
        Expr c2 = stream;
        Expr c3 = and(step, MASK);
        Expr k0 = and(seed, MASK);
        Expr k1 = high(seed);
        for (int round = 0; round < 10; round++) {
            Expr p0 = Expr.mul(c0, of(0xD2511F53L));
            Expr p1 = Expr.mul(c2, of(0xCD9E8D57L));
            Expr n0 = xor(xor(high(p1), c1), k0);
            Expr n2 = xor(xor(high(p0), c3), k1);
            c1 = and(p1, MASK);
            c3 = and(p0, MASK);
            c0 = n0;
            c2 = n2;
            k0 = and(Expr.add(k0, of(0x9E3779B9L)), MASK);
            k1 = and(Expr.add(k1, of(0xBB67AE85L)), MASK);
        }
        return new Expr[] {c0, c1, c2, c3};
    }

    private static Expr high(Expr x) {
        return and(shift(x, 32), MASK);
    }

    private static Expr of(long value) {
        return new Expr.Const(DType.I64, value);
    }

    private static Expr and(Expr x, long mask) {
        return Expr.binary(BinaryFn.AND, x, of(mask));
    }

    private static Expr xor(Expr a, Expr b) {
        return Expr.binary(BinaryFn.XOR, a, b);
    }

    private static Expr shift(Expr x, int by) {
        return Expr.binary(BinaryFn.SHR, x, of(by));
    }

    /// `bit` (0 or 1) chooses `b` when set.
    private static Expr pick(Expr bit, Expr a, Expr b) {
        return new Expr.Select(new Expr.Compare(dev.loam.tensor.Op.CompareFn.EQ, bit, of(0)), a, b);
    }
}
