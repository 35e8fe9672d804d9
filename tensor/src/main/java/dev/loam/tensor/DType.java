package dev.loam.tensor;

/// The element types of tensors.
public enum DType {
    F32("f32", 4, true, true),
    F64("f64", 8, true, true),
    F16("f16", 2, true, true),
    BF16("bf16", 2, true, true),
    I8("i8", 1, false, true),
    U8("u8", 1, false, false),
    I32("i32", 4, false, true),
    U32("u32", 4, false, false),
    I64("i64", 8, false, true),
    BOOL("bool", 1, false, false);

    private final String text;
    private final int bytes;
    private final boolean floating;
    private final boolean signed;

    DType(String text, int bytes, boolean floating, boolean signed) {
        this.text = text;
        this.bytes = bytes;
        this.floating = floating;
        this.signed = signed;
    }

    /// Bytes per element.
    public int bytes() {
        return bytes;
    }

    /// True for f16, bf16, f32 and f64.
    public boolean isFloat() {
        return floating;
    }

    /// True for the whole-number types; bool is neither float nor integer.
    public boolean isInteger() {
        return !floating && this != BOOL;
    }

    public boolean isSigned() {
        return signed;
    }

    /// True for f16 and bf16, whose arithmetic is done in f32 and rounded after each operation.
    public boolean isHalf() {
        return this == F16 || this == BF16;
    }

    /// The dtype named `text` (`"f32"`); the error lists the valid names.
    public static DType of(String text) {
        for (DType d : values()) {
            if (d.text.equals(text)) {
                return d;
            }
        }
        var names = new StringBuilder();
        for (DType d : values()) {
            names.append(names.isEmpty() ? "" : ", ").append(d.text);
        }
        throw new TensorException("unknown dtype '" + text + "'; the dtypes are " + names);
    }

    @Override
    public String toString() {
        return text;
    }
}
