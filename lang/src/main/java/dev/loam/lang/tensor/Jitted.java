package dev.loam.lang.tensor;

import dev.loam.lang.Builtins;
import dev.loam.lang.Procedure;
import dev.loam.lang.SchemeError;
import dev.loam.lang.ad.Points;
import dev.loam.lang.ad.TensorCall;
import dev.loam.runtime.Jit;
import dev.loam.tensor.DType;
import dev.loam.tensor.Fn;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `(jit f)`: a procedure that is written down once for arguments of given dtypes and shapes, and from then on is one compiled program.
/// Tensors and inexact numbers may have other values at each call; everything else in the arguments (exact numbers, symbols, structure)
/// is part of the code.
final class Jitted extends Procedure {
    private static final int KEPT = 64;

    private final Procedure f;
    private final Map<Object, Code> codes = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Code> e) {
            return size() > KEPT;
        }
    };

    /// What a call of some kind does.
    private static final class Code {
        Fn compiled;
        /// the result, with tensors in the order in which `compiled` gives them
        Object result;
    }

    private Jitted(Procedure f) {
        super(f.name());
        this.f = f;
    }

    static void register(Builtins table) {
        table.define("jit", g -> g instanceof Jitted ? g : new Jitted(Procedure.of(g)));
    }

    @Override
    public int least() {
        return f.least();
    }

    @Override
    public int most() {
        return f.most();
    }

    @Override
    public Object apply0() {
        return applyN(new Object[0]);
    }

    @Override
    public Object apply1(Object a) {
        return applyN(new Object[] {a});
    }

    @Override
    public Object apply2(Object a, Object b) {
        return applyN(new Object[] {a, b});
    }

    @Override
    public Object apply3(Object a, Object b, Object c) {
        return applyN(new Object[] {a, b, c});
    }

    @Override
    public Object apply4(Object a, Object b, Object c, Object d) {
        return applyN(new Object[] {a, b, c, d});
    }

    @Override
    public synchronized Object applyN(Object[] arguments) {
        var inputs = new ArrayList<Tensor>();
        var known = new ArrayList<TensorValue>();
        var outside = new boolean[1];
        var kind = new ArrayList<Object>();
        Points.map(arguments, x -> {
            if (TensorCall.ground(x) != x || x instanceof TensorValue t && !t.isKnown()) {
                outside[0] = true;
            } else if (x instanceof TensorValue t) {
                known.add(t);
                kind.add(List.of(t.dtype(), t.shape()));
            } else if (x instanceof Double) {
                kind.add(DType.F32);
            } else {
                kind.add(x);
            }
            return x;
        });
        if (outside[0]) {
            // in the middle of a differentiation or of another function that is being written down
            return Procedure.callN(f, arguments);
        }
        kind.add(skeleton(arguments));
        TensorValue.force(known);
        Points.map(arguments, x -> {
            if (x instanceof TensorValue t) {
                inputs.add(t.tensor());
            } else if (x instanceof Double d) {
                NDArray one = NDArray.zeros(DType.F32);
                one.setDouble(0, d);
                inputs.add(Tensor.of(one));
            }
            return x;
        });
        Code code = codes.computeIfAbsent(kind, k -> code(arguments));
        List<Tensor> values = TensorCall.checked("jit", () -> code.compiled.call(inputs));
        var next = new int[1];
        return Points.map(code.result, x -> x instanceof TensorValue ? TensorValue.of(values.get(next[0]++).value()) : x);
    }

    /// The structure without the numbers, for telling kinds of call apart.
    private static String skeleton(Object[] arguments) {
        return dev.loam.lang.Printer.write(Points.map(arguments, x -> 0L));
    }

    private Code code(Object[] arguments) {
        var code = new Code();
        code.compiled = Jit.jit(Fn.of(in -> {
            var next = new int[1];
            var symbolic = (Object[]) Points.map(arguments, x -> x instanceof TensorValue || x instanceof Double
                ? TensorValue.unknown(in.get(next[0]++)) : x);
            code.result = Procedure.callN(f, symbolic);
            var out = new ArrayList<Tensor>();
            Points.map(code.result, x -> {
                if (x instanceof TensorValue t) {
                    out.add(t.tensor());
                } else if (TensorCall.ground(x) != x) {
                    throw SchemeError.error("jit: the procedure uses a value of a differentiation outside it; hand it over as an argument");
                }
                return x;
            });
            if (out.isEmpty()) {
                throw SchemeError.error("jit: the procedure must give tensors, it gave", code.result);
            }
            return out;
        }));
        return code;
    }
}
