package dev.loam.lang.number;

/// A real number that remembers how it was computed: a dual number, a node of a tape. [Arithmetic] knows nothing of derivatives; after
/// the ordinary kinds of number it hands every operation with such an operand to the operand itself, so a new kind of
/// differentiation adds no case to any operation.
///
/// Comparisons and predicates (`<`, `zero?`, `integer?`, `exact?`) look at [#primal], through every layer of it.
public interface Differentiable {

    /// The value one layer down: an ordinary number or another differentiable one.
    Object primal();

    /// Which of two operands is asked: the one with the greater level, the one whose differentiation began later.
    long level();

    /// `function(this)`.
    Object apply(Function1 function);

    /// `function(left, right)`, where one of the two is this number and the other may be any real.
    Object apply(Function2 function, Object left, Object right);

    /// The ordinary number at the bottom of `x`.
    static Object value(Object x) {
        while (x instanceof Differentiable d) {
            x = d.primal();
        }
        return x;
    }
}
