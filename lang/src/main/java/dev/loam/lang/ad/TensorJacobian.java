package dev.loam.lang.ad;

import dev.loam.lang.SchemeError;
import dev.loam.lang.tensor.TensorValue;
import dev.loam.tensor.DType;
import dev.loam.tensor.Fn;
import dev.loam.tensor.Functions;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Jacobians of a tensor by a tensor: `[result…, point…]`.
final class TensorJacobian {
    private TensorJacobian() {}

    /// Reads a tape backwards from an output.
    interface Sweep {
        Object[] from(Object output, Object seed);
    }

    /// Thrown where a sweep meets values of other differentiations, which cannot be mapped over.
    private static final class Nested extends RuntimeException {
        private static final long serialVersionUID = 1;

        Nested() {
            super(null, null, false, false);
        }
    }

    static Object of(List<Object> points, List<Object> outputs, Sweep sweep) {
        if (points.size() != 1 || outputs.size() != 1) {
            throw SchemeError.error("jacobian: of tensors, it takes one tensor to one, not " + points.size() + " to " + outputs.size()
                + "; put them together with (concat …), or take one after the other");
        }
        Object x = points.get(0);
        Object y = outputs.get(0);
        Shape from = shape(x);
        Shape to = shape(y);
        DType dtype = TensorCall.ground(y) instanceof TensorValue t ? t.dtype() : DType.F32;
        int n = Math.toIntExact(to.maxElements());
        Shape square = Shape.of(n, n);
        Tensor seeds = Tensor.iota(DType.I32, square, 0).eq(Tensor.iota(DType.I32, square, 1)).to(dtype).reshape(Shape.of(n).append(to));
        Shape result = to.append(from);
        try {
            Fn row = Functions.fn(seed -> {
                Object g = TensorCall.shaped(sweep.from(y, TensorValue.unknown(seed))[0], x);
                if (g instanceof TensorValue t) {
                    return t.tensor();
                }
                throw new Nested();
            });
            return TensorCall.apply("jacobian", Functions.fn(s -> Functions.vmap(row).apply(s).reshape(result)), TensorValue.constant(seeds));
        } catch (Nested e) {
            var rows = new ArrayList<Object>();
            for (int i = 0; i < n; i++) {
                rows.add(TensorCall.shaped(sweep.from(y, TensorValue.constant(seeds.slice(0, i, i + 1).reshape(to)))[0], x));
            }
            return TensorCall.apply("jacobian", Fn.of(in -> List.of(Tensor.concat(in.stream().map(t -> t.reshape(Shape.of(1).append(from))).toList(), 0)
                .reshape(result))), rows.toArray());
        }
    }

    private static Shape shape(Object x) {
        return TensorCall.ground(x) instanceof TensorValue t ? t.shape() : Shape.SCALAR;
    }

    /// The sum of the diagonal of `[n…, n…]`.
    static Object trace(String who, Object matrix) {
        Shape s = shape(matrix);
        int half = s.rank() / 2;
        if (s.rank() % 2 != 0 || !s.head(half).append(s.head(half)).equals(s)) {
            throw SchemeError.error(who + ": the function must give as many numbers as it takes; its derivatives have the shape " + s);
        }
        int n = Math.toIntExact(s.head(half).maxElements());
        Shape square = Shape.of(n, n);
        return TensorCall.apply(who, Functions.fn(m -> Tensor.iota(DType.I32, square, 0).eq(Tensor.iota(DType.I32, square, 1))
            .where(m.reshape(square), Tensor.zeros(m.dtype(), square)).sum()), matrix);
    }
}
