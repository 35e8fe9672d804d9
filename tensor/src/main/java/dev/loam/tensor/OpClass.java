package dev.loam.tensor;

/// The classes of operations between which a precision policy tells.
enum OpClass {
    /// matrix products and convolutions
    PRODUCT,
    /// what sums or compares many elements
    REDUCTION,
    /// a function of single elements
    ELEMENTWISE,
    /// what only moves elements; it has the dtype of its operand
    VIEW,
    /// leaves, and conversions, which say themselves what they do
    NONE;

    static OpClass of(Node n) {
        return switch (n.op()) {
            case Op.MatMul m -> PRODUCT;
            case Op.Conv c -> PRODUCT;
            // the logarithms are small and exact ones are needed
            case Op.Attention a -> a.of() == Op.AttentionOf.LOG_SUM_EXP ? NONE : PRODUCT;
            case Op.Reduce r -> REDUCTION;
            case Op.ArgMax a -> REDUCTION;
            case Op.Cumulate c -> REDUCTION;
            case Op.ArgSort a -> REDUCTION;
            case Op.ScatterAdd s -> REDUCTION;
            case Op.Pool p -> REDUCTION;
            case Op.PoolGradient p -> REDUCTION;
            case Op.Unary u -> ELEMENTWISE;
            case Op.Binary b -> ELEMENTWISE;
            case Op.Compare c -> ELEMENTWISE;
            case Op.Select s -> ELEMENTWISE;
            case Op.Reshape r -> VIEW;
            case Op.Permute p -> VIEW;
            case Op.Broadcast b -> VIEW;
            case Op.Slice s -> VIEW;
            case Op.Pad p -> VIEW;
            case Op.Concat c -> VIEW;
            case Op.Gather g -> VIEW;
            case Op.Detach d -> VIEW;
            case Op.Again a -> VIEW;
            case Op.Cast c -> NONE;
            case Op.Constant c -> NONE;
            case Op.Fill f -> NONE;
            case Op.Input i -> NONE;
            case Op.State s -> NONE;
            case Op.Size s -> NONE;
            case Op.Iota i -> NONE;
            case Op.Random r -> NONE;
            case Op.Custom c -> NONE;
            case Op.Scan c -> NONE;
        };
    }
}
