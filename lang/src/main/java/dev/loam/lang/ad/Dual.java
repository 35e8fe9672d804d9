package dev.loam.lang.ad;

import dev.loam.lang.number.Arithmetic;
import dev.loam.lang.number.Differentiable;
import dev.loam.lang.number.Function1;
import dev.loam.lang.number.Function2;
import dev.loam.lang.tensor.Elementwise;

/// A dual number: a value, and how fast it changes with the variable of one differentiation, which is named by its level. Both parts may be
/// dual numbers of earlier differentiations.
///
/// @param level   the differentiation, later ones greater
/// @param primal  the value
/// @param tangent the rate of change
record Dual(long level, Object primal, Object tangent) implements Differentiable {
    @Override
    public Object apply(Function1 f) {
        if (!(primal instanceof Double) && TensorCall.isTensor(primal)) {
            return TensorCall.apply(f.operator(), Elementwise.of(f), this);
        }
        Object y = f.apply(primal);
        Object slope = Rules.partial(f, primal, y);
        return slope == null ? y : new Dual(level, y, Arithmetic.multiply(slope, tangent));
    }

    @Override
    public Object apply(Function2 f, Object left, Object right) {
        Dual l = left instanceof Dual d && d.level == level ? d : null;
        Dual r = right instanceof Dual d && d.level == level ? d : null;
        Object a = l == null ? left : l.primal;
        Object b = r == null ? right : r.primal;
        if (a instanceof Double p && b instanceof Double q && (l == null || l.tangent instanceof Double) && (r == null || r.tangent instanceof Double)) {
            Dual quick = quick(f, p, q, l == null ? 0 : (Double) l.tangent, r == null ? 0 : (Double) r.tangent);
            if (quick != null) {
                return quick;
            }
        }
        if (TensorCall.isTensor(a) || TensorCall.isTensor(b)) {
            return TensorCall.apply(f.operator(), Elementwise.of(f), left, right);
        }
        Object y = f.apply(a, b);
        Object change = null;
        if (l != null) {
            Object slope = Rules.left(f, a, b, y);
            change = slope == null ? null : Arithmetic.multiply(slope, l.tangent);
        }
        if (r != null) {
            Object slope = Rules.right(f, a, b, y);
            Object more = slope == null ? null : Arithmetic.multiply(slope, r.tangent);
            change = change == null ? more : more == null ? change : Arithmetic.add(change, more);
        }
        return change == null ? y : new Dual(level, y, change);
    }

    /// The three commonest operations on doubles, with the rules written out; null for others. A factor that is no number on its way to a
    /// derivative must not meet a slope of infinity or NaN: those go the long way.
    private Dual quick(Function2 f, double a, double b, double da, double db) {
        return switch (f) {
            case ADD -> new Dual(level, a + b, da + db);
            case SUBTRACT -> new Dual(level, a - b, da - db);
            case MULTIPLY -> Double.isFinite(a) && Double.isFinite(b) ? new Dual(level, a * b, da * b + a * db) : null;
            case DIVIDE, EXPT, ATAN, FLOOR_QUOTIENT, FLOOR_REMAINDER, TRUNCATE_QUOTIENT, TRUNCATE_REMAINDER -> null;
        };
    }

    @Override
    public String toString() {
        return Points.text(this);
    }
}
