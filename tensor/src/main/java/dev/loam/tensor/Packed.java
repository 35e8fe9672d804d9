package dev.loam.tensor;

/// Small whole numbers of 1, 2 or 4 bits, several to a byte, along the last axis: the storage of quantised weights. The first number of a
/// byte has its lowest bits. Reading them is a shift and a mask that the compiler writes into the kernel which uses them, so that memory
/// is read packed and nothing is unpacked in it.
///
/// @param bytes  u8, `[…, n · bits / 8]`
/// @param bits   of each number
/// @param signed whether numbers go from `-2^(bits-1)` to `2^(bits-1) - 1`, else from 0 to `2^bits - 1`
public record Packed(Tensor bytes, int bits, boolean signed) {
    public Packed {
        if (bits != 1 && bits != 2 && bits != 4) {
            throw Sources.error("packed: numbers have 1, 2 or 4 bits, not " + bits);
        }
        if (bytes.dtype() != DType.U8 || bytes.rank() < 1) {
            throw Sources.error("packed: the bytes must be u8 with at least one axis, not " + bytes.node().describe());
        }
    }

    /// Packs whole numbers, of which each keeps its lowest bits.
    ///
    /// @param values `[…, n]`, i8, u8 or i32; `n · bits` must be a multiple of 8
    /// @throws TensorException where it is not, or the dtype is another
    public static Packed of(Tensor values, int bits, boolean signed) {
        DType d = values.dtype();
        if (!d.isInteger()) {
            throw Sources.error("packed: whole numbers are needed; round and cast them first: " + values.node().describe());
        }
        int each = 8 / Math.clamp(bits, 1, 8);
        if (values.rank() < 1 || values.size(-1) % each != 0) {
            throw Sources.error("packed: the last axis must have a multiple of " + each + " numbers of " + bits + " bits: " + values.node().describe());
        }
        Shape lead = values.shape().head(values.rank() - 1);
        Shape apart = lead.append(Shape.of(values.size(-1) / each, each));
        Tensor low = values.to(DType.U8).reshape(apart).and(Tensor.fill(DType.U8, Shape.SCALAR, (1 << bits) - 1));
        // no two have a bit in common, so their sum is their union
        return new Packed(low.shiftLeft(places(apart, bits)).sum(-1), bits, signed);
    }

    /// How far each number of a byte is shifted.
    private static Tensor places(Shape apart, int bits) {
        return Tensor.iota(DType.U8, apart, apart.rank() - 1).mul(Tensor.fill(DType.U8, Shape.SCALAR, bits));
    }

    /// The shape of the numbers.
    public Shape shape() {
        return bytes.shape().with(bytes.rank() - 1, Dim.of((long) bytes.size(-1) * 8 / bits));
    }

    /// The numbers in `dtype`, `[…, n]`.
    public Tensor to(DType dtype) {
        int each = 8 / bits;
        Shape apart = bytes.shape().append(Shape.of(each));
        Tensor all = bytes.unsqueeze(-1).broadcastTo(apart);
        Tensor numbers;
        if (signed) {
            // up to the sign bit, and down with it
            Tensor up = Tensor.fill(DType.U8, apart, 8 - bits).sub(places(apart, bits));
            Tensor top = all.shiftLeft(up).to(DType.I8);
            numbers = top.shiftRight(Tensor.fill(DType.I8, apart, 8 - bits));
        } else {
            numbers = all.shiftRight(places(apart, bits)).and(Tensor.fill(DType.U8, Shape.SCALAR, (1 << bits) - 1));
        }
        return numbers.to(dtype).reshape(shape());
    }
}
