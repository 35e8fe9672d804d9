package dev.loam.tensor;

import java.util.List;

/// A node of a graph: an operation with the dtype and shape it yields. Immutable, compared by identity; equal nodes are
/// shared when a [Graph] is made of them.
public final class Node {
    private final Op op;
    private final DType dtype;
    private final Shape shape;
    private final String origin;
    /// null until a value that depends on this node is read, or where this is such a value
    private Reading reading;

    private Node(Op op, DType dtype, Shape shape, String origin) {
        this.op = op;
        this.dtype = dtype;
        this.shape = shape;
        this.origin = origin;
    }

    /// A node for `op`; a [TensorException] where its inputs do not fit (see [Types]).
    public static Node of(Op op) {
        return of(op, Sources.here());
    }

    static Node of(Op op, String origin) {
        return new Node(op, Types.dtype(op), Types.shape(op), origin);
    }

    public Op op() {
        return op;
    }

    public DType dtype() {
        return dtype;
    }

    public Shape shape() {
        return shape;
    }

    public List<Node> inputs() {
        return op.inputs();
    }

    /// The source line that made the node, or null where none was recorded (see [Sources]).
    public String origin() {
        return origin;
    }

    /// What is known of values read; see [Reading].
    Reading reading() {
        return reading;
    }

    void reading(Reading r) {
        reading = r;
    }

    /// The name of an input or state, else null.
    public String label() {
        return switch (op) {
            case Op.Input i -> i.label();
            case Op.State s -> s.label();
            default -> null;
        };
    }

    /// `"hidden f32[12,64]"` or, for a node without a name, its dtype and shape.
    String describe() {
        return (label() == null ? "" : label() + " ") + dtype + shape;
    }

    @Override
    public String toString() {
        return op.name() + ":" + describe();
    }
}
