package dev.loam.compiler;

import dev.loam.tensor.DType;
import dev.loam.tensor.Op;

/// A scalar value in a kernel. Inside a loop over lanes each lane has its own.
public sealed interface Expr {
    DType dtype();

    /// `bits` as in [Op.Fill]: the whole number itself, or the raw bits of a double.
    record Const(DType dtype, long bits) implements Expr {
        @Override
        public String toString() {
            return dtype.isFloat() ? Double.longBitsToDouble(bits) + "" : Long.toString(bits);
        }
    }

    /// An element of a buffer, or 0 where `guard` (bool, null for always) is false; then nothing is read.
    record Load(Kernel.Param buffer, Index index, Expr guard) implements Expr {
        @Override
        public DType dtype() {
            return buffer.dtype();
        }

        @Override
        public String toString() {
            return buffer.name() + "[" + index + "]" + (guard == null ? "" : " if " + guard);
        }
    }

    /// The present value of a local variable.
    record Read(Local local) implements Expr {
        @Override
        public DType dtype() {
            return local.dtype();
        }

        @Override
        public String toString() {
            return local.name();
        }
    }

    /// An index as a number of type i64.
    record FromIndex(Index index) implements Expr {
        @Override
        public DType dtype() {
            return DType.I64;
        }

        @Override
        public String toString() {
            return index.toString();
        }
    }

    /// Argument number `number` of the kernel, an i64 that each launch gives: what equal layers differ in beside their buffers, such
    /// as the stream of their random draws. The same in all lanes.
    record Argument(int number) implements Expr {
        @Override
        public DType dtype() {
            return DType.I64;
        }

        @Override
        public String toString() {
            return "argument" + number;
        }
    }

    record Unary(Op.UnaryFn fn, Expr x) implements Expr {
        @Override
        public DType dtype() {
            return x.dtype();
        }

        @Override
        public String toString() {
            return fn.name().toLowerCase(java.util.Locale.ROOT) + "(" + x + ")";
        }
    }

    record Binary(Op.BinaryFn fn, Expr a, Expr b) implements Expr {
        @Override
        public DType dtype() {
            return a.dtype();
        }

        @Override
        public String toString() {
            return fn.name().toLowerCase(java.util.Locale.ROOT) + "(" + a + ", " + b + ")";
        }
    }

    record Compare(Op.CompareFn fn, Expr a, Expr b) implements Expr {
        @Override
        public DType dtype() {
            return DType.BOOL;
        }

        @Override
        public String toString() {
            return fn.name().toLowerCase(java.util.Locale.ROOT) + "(" + a + ", " + b + ")";
        }
    }

    record Select(Expr condition, Expr a, Expr b) implements Expr {
        @Override
        public DType dtype() {
            return a.dtype();
        }

        @Override
        public String toString() {
            return "select(" + condition + ", " + a + ", " + b + ")";
        }
    }

    /// Conversion as [Op.Cast] means it.
    record Cast(Expr x, DType dtype) implements Expr {
        @Override
        public String toString() {
            return dtype + "(" + x + ")";
        }
    }

    /// The same bits as another type of the same width (f32 and i32, f64 and i64).
    record Bitcast(Expr x, DType dtype) implements Expr {
        @Override
        public String toString() {
            return "bits-" + dtype + "(" + x + ")";
        }
    }

    /// `sum` and the products of the four bytes of `a`, signed, with those of `b`, unsigned: i32, wrapping. One instruction on some
    /// processors (x86: `vpdpbusd`).
    record Dot(Expr sum, Expr a, Expr b) implements Expr {
        @Override
        public DType dtype() {
            return DType.I32;
        }

        /// The same in ordinary arithmetic.
        public Expr expanded() {
            Expr out = sum;
            for (int k = 0; k < 4; k++) {
                Expr signed = binary(Op.BinaryFn.SHR, binary(Op.BinaryFn.SHL, a, of(DType.I32, 24 - 8 * k)), of(DType.I32, 24));
                Expr unsigned = binary(Op.BinaryFn.AND, binary(Op.BinaryFn.SHR, b, of(DType.I32, 8 * k)), of(DType.I32, 255));
                out = add(out, mul(signed, unsigned));
            }
            return out;
        }

        @Override
        public String toString() {
            return "dot(" + sum + ", " + a + ", " + b + ")";
        }
    }

    // ---- building

    static Expr of(DType dtype, double value) {
        return new Const(dtype, dtype.isFloat() ? Double.doubleToRawLongBits(value) : (long) value);
    }

    static Expr binary(Op.BinaryFn fn, Expr a, Expr b) {
        return new Binary(fn, a, b);
    }

    static Expr add(Expr a, Expr b) {
        return new Binary(Op.BinaryFn.ADD, a, b);
    }

    static Expr mul(Expr a, Expr b) {
        return new Binary(Op.BinaryFn.MUL, a, b);
    }

    static Expr less(Index a, Index b) {
        return new Compare(Op.CompareFn.LT, new FromIndex(a), new FromIndex(b));
    }

    static Expr equal(Index a, Index b) {
        return new Compare(Op.CompareFn.EQ, new FromIndex(a), new FromIndex(b));
    }

    /// Both conditions; null means true.
    static Expr and(Expr a, Expr b) {
        return a == null ? b : b == null ? a : new Binary(Op.BinaryFn.AND, a, b);
    }
}
