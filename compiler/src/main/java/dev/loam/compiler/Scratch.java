package dev.loam.compiler;

import dev.loam.tensor.DType;
import dev.loam.tensor.Node;
import dev.loam.tensor.Shape;

/// Makes and places what the kernels of one group hand to one another, and what several groups may share.
interface Scratch {
    /// A node of this shape with a place, for `what` of `of`; the same one each time.
    Made make(Node of, String what, DType dtype, Shape shape);

    /// The bytes of `of` four at a time as i32 of this shape, or null where they do not lie one after another.
    Node words(Node of, Shape shape);

    /// Gives `n` a place.
    void place(Node n);

    /// @param filled true where an earlier kernel has written it
    record Made(Node node, boolean filled) {
    }
}
