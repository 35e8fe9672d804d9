package dev.loam.compiler;

import dev.loam.tensor.DType;

/// The text of LLVM instructions: registers, types, constants and vectors.
abstract class IrWriter {
    final String name;
    final StringBuilder text = new StringBuilder();
    /// the number of lanes inside a loop over them, else 1
    int lanes = 1;
    private int count;

    /// A value in a register.
    record Val(String ref, DType dtype, boolean vector) {
    }

    /// @param name a prefix that makes registers unique in their function
    IrWriter(String name) {
        this.name = name;
    }

    String text() {
        return text.toString();
    }

    String let(String code) {
        String ref = "%" + name.replace('.', '_') + "x" + count++;
        text.append("  ").append(ref).append(" = ").append(code).append('\n');
        return ref;
    }

    void line(String code) {
        text.append("  ").append(code).append('\n');
    }

    String label() {
        return "." + count++;
    }

    String laneNumbers() {
        var b = new StringBuilder("<");
        for (int i = 0; i < lanes; i++) {
            b.append(i == 0 ? "" : ", ").append("i64 ").append(i);
        }
        return b.append('>').toString();
    }

    String ones() {
        var b = new StringBuilder("<");
        for (int i = 0; i < lanes; i++) {
            b.append(i == 0 ? "" : ", ").append("i1 true");
        }
        return b.append('>').toString();
    }

    /// `x` as a vector where one is wanted.
    Val as(Val x, boolean vector) {
        return vector && !x.vector() ? splat(x) : x;
    }

    Val splat(Val x) {
        String t = LlvmEmitter.type(x.dtype());
        String v = "<" + lanes + " x " + t + ">";
        String one = let("insertelement " + v + " poison, " + t + " " + x.ref() + ", i32 0");
        return new Val(let("shufflevector " + v + " " + one + ", " + v + " poison, <" + lanes + " x i32> zeroinitializer"), x.dtype(), true);
    }

    /// Bool is a byte in memory and a bit in a register.
    Val register(String ref, DType d, boolean vector) {
        if (d != DType.BOOL) {
            return new Val(ref, d, vector);
        }
        String zero = vector ? "zeroinitializer" : "0";
        return new Val(let("icmp ne " + (vector ? "<" + lanes + " x i8> " : "i8 ") + ref + ", " + zero), d, vector);
    }

    Val memory(Val x) {
        return x.dtype() != DType.BOOL ? x
            : new Val(let("zext " + typed(x) + " to " + (x.vector() ? "<" + lanes + " x i8>" : "i8")), DType.BOOL, x.vector());
    }

    static String memoryType(DType d) {
        return d == DType.BOOL ? "i8" : LlvmEmitter.type(d);
    }

    static String type(DType d, int lanes) {
        return lanes == 1 ? LlvmEmitter.type(d) : "<" + lanes + " x " + LlvmEmitter.type(d) + ">";
    }

    String type(Val x) {
        return type(x.dtype(), x.vector() ? lanes : 1);
    }

    String typed(Val x) {
        return type(x) + " " + x.ref();
    }

    String suffix(Val x) {
        return x.vector() ? suffix(LlvmEmitter.type(x.dtype())) : letter(LlvmEmitter.type(x.dtype()));
    }

    String suffix(String element) {
        return "v" + lanes + letter(element);
    }

    static String letter(String element) {
        return switch (element) {
            case "float" -> "f32";
            case "double" -> "f64";
            case "half" -> "f16";
            default -> element;
        };
    }

    /// A constant as LLVM reads it: floats by the bits of a double.
    static String constant(DType d, long bits) {
        return switch (d) {
            case F32 -> hex(Double.doubleToRawLongBits((float) Double.longBitsToDouble(bits)));
            case F64 -> hex(bits);
            case F16 -> "0xH" + padded(dev.loam.tensor.Half.toF16((float) Double.longBitsToDouble(bits)) & 0xFFFF, 4);
            case BF16 -> Integer.toString(dev.loam.tensor.Half.toBF16((float) Double.longBitsToDouble(bits)) & 0xFFFF);
            case BOOL -> bits != 0 ? "true" : "false";
            case I8, U8 -> Long.toString((byte) bits);
            case I32, U32 -> Long.toString((int) bits);
            case I64 -> Long.toString(bits);
        };
    }

    static String hex(long bits) {
        return "0x" + padded(bits, 16);
    }

    static String padded(long bits, int digits) {
        var s = new StringBuilder();
        for (int i = digits - 1; i >= 0; i--) {
            s.append("0123456789ABCDEF".charAt((int) (bits >>> 4 * i & 15)));
        }
        return s.toString();
    }
}
