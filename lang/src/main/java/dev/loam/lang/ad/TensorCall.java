package dev.loam.lang.ad;

import dev.loam.lang.SchemeError;
import dev.loam.lang.number.Arithmetic;
import dev.loam.lang.number.Differentiable;
import dev.loam.lang.tensor.TensorValue;
import dev.loam.tensor.DType;
import dev.loam.tensor.Fn;
import dev.loam.tensor.Functions;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.TensorException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/// Operations on tensors that may be in the middle of differentiations. An operation is a function of tensors; its derivatives, forward and in
/// reverse, are functions of tensors too ([Functions]), so what a dual number, a tape or a series needs of them is again such an
/// operation, of values one differentiation further down. A tensor is one entry of a tape, whatever its size.
public final class TensorCall {
    private TensorCall() {}

    /// Whether `x` is a tensor below all differentiations.
    public static boolean isTensor(Object x) {
        return ground(x) instanceof TensorValue;
    }

    /// The number or tensor below all differentiations.
    public static Object ground(Object x) {
        while (x instanceof Differentiable d && !(x instanceof TensorValue)) {
            x = d.primal();
        }
        return x;
    }

    /// The result of `f`, which has one, for numbers and tensors; numbers take the dtype of the first tensor (f32 where there is none).
    ///
    /// @param who names the operation in errors
    public static Object apply(String who, Fn f, Object... arguments) {
        DType dtype = DType.F32;
        boolean fraction = false;
        for (int i = arguments.length - 1; i >= 0; i--) {
            Object x = ground(arguments[i]);
            if (x instanceof TensorValue t) {
                dtype = t.dtype();
            }
            fraction |= x instanceof Double || x instanceof dev.loam.lang.number.Rational;
        }
        Fn g = f;
        if (fraction && !dtype.isFloat()) {
            DType whole = dtype;
            dtype = DType.F32;
            g = Fn.of(in -> f.call(in.stream().map(t -> t.dtype() == whole ? t.to(DType.F32) : t).toList()));
        }
        return all(who, g, dtype, arguments)[0];
    }

    private static Object[] all(String who, Fn f, DType dtype, Object... arguments) {
        Differentiable top = null;
        for (Object x : arguments) {
            if (x instanceof Differentiable d && !(x instanceof TensorValue) && (top == null || d.level() > top.level())) {
                top = d;
            }
        }
        return switch (top) {
            case null -> plain(who, f, dtype, arguments);
            case Tape.Entry e -> onTape(who, f, dtype, e.tape(), arguments);
            case Series s -> expanded(who, f, dtype, s.level(), (Object[]) Series.aligned(s.level(), arguments));
            case Jet j -> expanded(who, f, dtype, j.level(), (Object[]) Series.aligned(j.level(), arguments));
            default -> moved(who, f, dtype, top.level(), arguments);
        };
    }

    private static Object[] plain(String who, Fn f, DType dtype, Object[] arguments) {
        var tensors = new ArrayList<Tensor>();
        var from = new ArrayList<TensorValue>();
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] instanceof TensorValue t) {
                tensors.add(t.tensor());
                from.add(t);
            } else if (Arithmetic.isReal(arguments[i])) {
                tensors.add(Tensor.fill(dtype, Shape.SCALAR, Arithmetic.toDouble(arguments[i])));
            } else {
                throw SchemeError.wrongType(who, i + 1, "a tensor or a real number", arguments[i]);
            }
        }
        return checked(who, () -> f.call(tensors)).stream().map(t -> (Object) TensorValue.of(t, from)).toArray();
    }

    /// Runs `body`, whose complaints become errors of the language.
    public static <T> T checked(String who, Supplier<T> body) {
        try {
            return body.get();
        } catch (TensorException e) {
            throw SchemeError.error(text(who, e.getMessage()));
        }
    }

    /// The message without the line of Java code that it may name.
    private static String text(String who, String message) {
        String text = message;
        int line = text.indexOf(".java:");
        if (line >= 0) {
            int from = text.lastIndexOf(", at ", line);
            int to = line + 6;
            while (to < text.length() && Character.isDigit(text.charAt(to))) {
                to++;
            }
            text = from < 0 ? text : text.substring(0, from) + text.substring(to);
        }
        int colon = text.indexOf(": ");
        // the name that the graph has for it goes, the program's stays
        String rest = colon > 0 && text.indexOf(' ') > colon ? text.substring(colon + 2) : text;
        return who.isEmpty() ? text : who + ": " + rest;
    }

    // ---- forward ---------------------------------------------------------------------------------------------------------

    /// Values, then tangents: of arguments, then of directions.
    private static Fn tangents(Fn f, int count, List<Integer> active) {
        return Fn.of(in -> {
            List<Tensor> primals = in.subList(0, count);
            var directions = new ArrayList<Tensor>();
            for (int i = 0; i < count; i++) {
                Tensor p = primals.get(i);
                int k = active.indexOf(i);
                directions.add(k < 0 ? Tensor.zeros(p.dtype(), p.shape()) : in.get(count + k).to(p.dtype()).broadcastTo(p.shape()));
            }
            return Functions.jvp(f, primals, directions).tangents();
        });
    }

    private static Object[] moved(String who, Fn f, DType dtype, long level, Object[] arguments) {
        var active = new ArrayList<Integer>();
        Object[] below = arguments.clone();
        var both = new ArrayList<Object>();
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] instanceof Dual d && d.level() == level) {
                active.add(i);
                below[i] = d.primal();
                both.add(d.tangent());
            }
        }
        both.addAll(0, Arrays.asList(below));
        Object[] y = all(who, f, dtype, below);
        if (noneFloats(y)) {
            return y;
        }
        Object[] dy = all(who, tangents(f, below.length, active), dtype, both.toArray());
        for (int i = 0; i < y.length; i++) {
            y[i] = new Dual(level, y[i], dy[i]);
        }
        return y;
    }

    private static boolean noneFloats(Object[] y) {
        return Arrays.stream(y).noneMatch(x -> ground(x) instanceof TensorValue t && t.dtype().isFloat());
    }

    private static Object[] expanded(String who, Fn f, DType dtype, long level, Object[] arguments) {
        Series top = null;
        var active = new ArrayList<Integer>();
        Object[] first = arguments.clone();
        Object[] low = arguments.clone();
        var both = new ArrayList<Object>();
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] instanceof Series s && s.level() == level) {
                top = s;
                active.add(i);
                first[i] = s.primal();
                if (s.terms().length > 1) {
                    low[i] = s.cut();
                    both.add(s.derivative());
                }
            }
        }
        Object[] y = all(who, f, dtype, first);
        both.addAll(0, Arrays.asList(low));
        Object[] rate = top.terms().length == 1 || noneFloats(y) ? null : all(who, tangents(f, low.length, active), dtype, both.toArray());
        for (int i = 0; i < y.length; i++) {
            y[i] = rate == null ? top.of(y[i]) : top.integral(y[i], rate[i]);
        }
        return y;
    }

    // ---- reverse ---------------------------------------------------------------------------------------------------------

    /// Of arguments and the cotangent of result number `output`: the cotangents of the `active` arguments.
    private static Fn cotangents(Fn f, int count, List<Integer> active, int output) {
        return Fn.of(in -> {
            List<Tensor> primals = in.subList(0, count);
            Functions.Vjp v = Functions.vjp(f, primals);
            var given = new ArrayList<Tensor>();
            for (int i = 0; i < v.values().size(); i++) {
                Tensor y = v.values().get(i);
                given.add(i == output ? in.get(count).to(y.dtype()).broadcastTo(y.shape()) : Tensor.zeros(y.dtype(), y.shape()));
            }
            List<Tensor> pulled = v.pullback().call(given);
            return active.stream().map(pulled::get).toList();
        });
    }

    private static Object[] onTape(String who, Fn f, DType dtype, Tape tape, Object[] arguments) {
        var active = new ArrayList<Integer>();
        var inputs = new ArrayList<Object>();
        Object[] below = arguments.clone();
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] instanceof Tape.Entry e && e.tape() == tape) {
                active.add(i);
                inputs.add(e);
                below[i] = e.primal();
            }
        }
        Object[] y = all(who, f, dtype, below);
        var made = new Object[y.length];
        for (int i = 0; i < y.length; i++) {
            int output = i;
            made[i] = noneFloats(new Object[] {y[i]}) ? y[i] : tape.record(y[i], inputs, cotangent -> {
                Object[] in = Arrays.copyOf(below, below.length + 1);
                in[below.length] = cotangent;
                return all(who, cotangents(f, below.length, active, output), dtype, in);
            });
        }
        return made;
    }

    /// `g` with the dtype and shape of the tensor that `like` is; as it is where `like` is a number.
    static Object shaped(Object g, Object like) {
        if (!(ground(like) instanceof TensorValue t) || ground(g) instanceof TensorValue h && h.shape().equals(t.shape()) && h.dtype() == t.dtype()) {
            return g;
        }
        return apply("gradient", Functions.fn(x -> x.to(t.dtype()).broadcastTo(t.shape())), g);
    }

    /// A number of the language for the 0-d tensor that a gradient for a number came to be.
    static Object number(Object g, Object like) {
        return g instanceof TensorValue t && t.isKnown() && !(ground(like) instanceof TensorValue) ? t.item() : g;
    }
}
