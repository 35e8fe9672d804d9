package dev.loam.tensor;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Functions of functions: derivatives, mapping, custom rules. They take and give pure functions ([Fn]), so they nest in any order:
///
/// ```
/// Fn f = fn(x -> x.sin().mul(x).sum());
/// Tensor g = grad(f).apply(x);                 // the gradient
/// Tensor h = hessian(f).apply(x);              // forward over reverse
/// Tensor each = vmap(grad(f)).apply(rows);     // one gradient per row
/// ```
///
/// `grad` and its kin differentiate in reverse ([Gradients]), `jvp` forward ([Tangents]). Compiling (`jit`) is the runtime's.
public final class Functions {
    private Functions() {
    }

    /// A value and its derivative along a direction.
    ///
    /// @param values   the function's results
    /// @param tangents their derivatives, of the same dtypes and shapes; zeros for results that are not floats
    public record Jvp(List<Tensor> values, List<Tensor> tangents) {
        public Tensor value() {
            return one(values);
        }

        public Tensor tangent() {
            return one(tangents);
        }
    }

    /// A value and the function that carries gradients back through it.
    ///
    /// @param values   the function's results
    /// @param pullback from one gradient per result to one per argument (zeros for arguments that are not floats)
    public record Vjp(List<Tensor> values, Fn pullback) {
        public Tensor value() {
            return one(values);
        }

        /// The only argument's gradient for the gradient of the only result.
        public Tensor pull(Tensor cotangent) {
            return pullback.apply(cotangent);
        }
    }

    private static Tensor one(List<Tensor> list) {
        if (list.size() != 1) {
            throw Sources.error("the function has " + list.size() + " results, not one");
        }
        return list.get(0);
    }

    public static Fn fn(Fn.One f) {
        return Fn.of(1, in -> List.of(f.apply(in.get(0))));
    }

    public static Fn fn(Fn.Two f) {
        return Fn.of(2, in -> List.of(f.apply(in.get(0), in.get(1))));
    }

    public static Fn fn(Fn.Three f) {
        return Fn.of(3, in -> List.of(f.apply(in.get(0), in.get(1), in.get(2))));
    }

    /// The gradients of a function whose result is a float scalar, for the arguments with these numbers (the first where none is
    /// named): a function of the same arguments with one result for each of them.
    public static Fn grad(Fn f, int... arguments) {
        return Fn.of(f.arity(), in -> {
            Trace t = Trace.of(f, in);
            return t.with(Gradients.of(t.result("grad"), chosen(t, "grad", arguments))).apply(in);
        });
    }

    /// The value of a function whose result is a float scalar, followed by the gradients of [#grad].
    public static Fn valueAndGrad(Fn f, int... arguments) {
        return Fn.of(f.arity(), in -> {
            Trace t = Trace.of(f, in);
            var out = new ArrayList<Tensor>();
            out.add(t.result("valueAndGrad"));
            out.addAll(Gradients.of(out.get(0), chosen(t, "valueAndGrad", arguments)));
            return t.with(out).apply(in);
        });
    }

    private static List<Tensor> chosen(Trace t, String what, int... arguments) {
        var out = new ArrayList<Tensor>();
        for (int i : arguments.length == 0 ? new int[] {0} : arguments) {
            if (i < 0 || i >= t.parameters().size()) {
                throw Sources.error(what + ": there is no argument " + i + " (the first is 0); the function has " + t.parameters().size());
            }
            out.add(t.parameters().get(i));
        }
        return out;
    }

    /// The value of `f` at `x` and its derivative along `tangent`, in one forward pass.
    public static Jvp jvp(Fn f, Tensor x, Tensor tangent) {
        return jvp(f, List.of(x), List.of(tangent));
    }

    /// The same for several arguments: the derivative along all `tangents` at once. That of an argument that is not a float is
    /// ignored.
    public static Jvp jvp(Fn f, List<Tensor> arguments, List<Tensor> tangents) {
        Trace t = Trace.of(f, arguments);
        List<Tensor> directions = Trace.placeholders(tangents);
        List<Tensor> found = Tangents.of(t.results(), t.parameters(), directions);
        var all = new ArrayList<>(t.results());
        all.addAll(found);
        var in = new ArrayList<>(arguments);
        in.addAll(tangents);
        var parameters = new ArrayList<>(t.parameters());
        parameters.addAll(directions);
        List<Tensor> out = new Trace(parameters, all).apply(in);
        int n = found.size();
        return new Jvp(List.copyOf(out.subList(0, n)), List.copyOf(out.subList(n, 2 * n)));
    }

    /// The value of `f` and the function that carries gradients of its results back to its arguments.
    public static Vjp vjp(Fn f, Tensor... arguments) {
        return vjp(f, List.of(arguments));
    }

    public static Vjp vjp(Fn f, List<Tensor> arguments) {
        Trace t = Trace.of(f, arguments);
        Fn pullback = Fn.of(t.results().size(), cotangents -> t.with(pulled(t, cotangents)).apply(arguments));
        return new Vjp(t.apply(arguments), pullback);
    }

    private static List<Tensor> pulled(Trace t, List<Tensor> cotangents) {
        var floats = new ArrayList<Tensor>();
        for (Tensor p : t.parameters()) {
            if (p.dtype().isFloat()) {
                floats.add(p);
            }
        }
        List<Tensor> found = Gradients.vjp(t.results(), cotangents, floats);
        var out = new ArrayList<Tensor>();
        int k = 0;
        for (Tensor p : t.parameters()) {
            out.add(p.dtype().isFloat() ? found.get(k++) : p.like(0));
        }
        return out;
    }

    /// The product of the Hessian of `f` (one argument, a float scalar) at `x` with `v`: a gradient's derivative along `v`, at
    /// the cost of a few gradients, without the Hessian (Pearlmutter 1994).
    public static Tensor hvp(Fn f, Tensor x, Tensor v) {
        return jvp(grad(f), x, v).tangent();
    }

    /// The same for several arguments: for each the sum over all of second derivatives times `vs`.
    public static List<Tensor> hvp(Fn f, List<Tensor> xs, List<Tensor> vs) {
        int[] all = new int[xs.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = i;
        }
        return jvp(grad(f, all), xs, vs).tangents();
    }

    /// The Jacobian of a function with one result for its first argument, `[result…, argument…]`.
    public static Fn jacobian(Fn f) {
        return jacobian(f, 0);
    }

    /// The Jacobian for the argument of that number: forward where the argument has no more elements than the result, else in
    /// reverse; either way one pass, mapped over the unit vectors.
    public static Fn jacobian(Fn f, int argument) {
        return Fn.of(f.arity(), in -> {
            Trace t = Trace.of(f, in);
            Tensor x = chosen(t, "jacobian", argument).get(0);
            Tensor y = t.result("jacobian");
            if (!x.dtype().isFloat() || !y.dtype().isFloat()) {
                throw Sources.error("jacobian: only floats have one, not " + y.node().describe() + " of " + x.node().describe());
            }
            boolean forward = x.shape().maxElements() <= y.shape().maxElements();
            Tensor unit = Trace.placeholders(List.of(forward ? x : y)).get(0);
            Tensor product = forward ? Tangents.of(List.of(y), List.of(x), List.of(unit)).get(0)
                : Gradients.vjp(List.of(y), List.of(unit), List.of(x)).get(0);
            Tensor rows = mapped(product, unit);
            Tensor j = rows.reshape(forward ? x.shape().append(y.shape()) : y.shape().append(x.shape()));
            return t.with(List.of(forward ? turned(j, x.rank()) : j)).apply(in);
        });
    }

    /// `product` for each of the unit vectors in place of `unit`.
    private static Tensor mapped(Tensor product, Tensor unit) {
        int n = unit.shape().elements().constant();
        Shape square = Shape.of(n, n);
        Tensor eye = Tensor.iota(DType.I32, square, 0).eq(Tensor.iota(DType.I32, square, 1)).to(unit.dtype());
        Map<Node, Tensor> by = new IdentityHashMap<>();
        by.put(unit.node(), eye.reshape(Shape.of(n).append(unit.shape())));
        return Batching.of(List.of(product), by, Dim.of(n)).get(0);
    }

    /// The first `n` axes behind the others.
    private static Tensor turned(Tensor t, int n) {
        int[] order = new int[t.rank()];
        for (int i = 0; i < order.length; i++) {
            order[i] = (i + n) % order.length;
        }
        return t.permute(order);
    }

    /// The Hessian of a function whose result is a float scalar, for its first argument: `[argument…, argument…]`, forward over
    /// reverse.
    public static Fn hessian(Fn f) {
        return hessian(f, 0);
    }

    public static Fn hessian(Fn f, int argument) {
        return jacobian(grad(f, argument), argument);
    }

    /// `f` for each entry of the first axis of its arguments, all of the same size, at once: a function of tensors that have
    /// this axis more, as its results have. Result `i` is always what `f` gives for arguments `i` alone. So random draws are the
    /// same for each entry, unless one of their seed, step and base is an argument: hand in `base` as `[n]` for draws of their own.
    /// What `f` uses besides its arguments is the same for all entries.
    public static Fn vmap(Fn f) {
        return Fn.of(f.arity(), in -> {
            if (in.isEmpty()) {
                throw Sources.error("vmap: needs an argument to map over");
            }
            var single = new ArrayList<Tensor>();
            for (Tensor t : in) {
                if (t.rank() == 0 || !t.shape().dim(0).equals(in.get(0).shape().dim(0))) {
                    throw Sources.error("vmap: all arguments must have the same first axis: " + in.get(0).node().describe() + ", "
                        + t.node().describe() + "; what is the same for all entries, use in the function without making it an argument");
                }
                single.add(Tensor.input(Trace.PLACEHOLDER + single.size(), t.dtype(), t.shape().without(0)));
            }
            Map<Node, Tensor> by = new IdentityHashMap<>();
            for (int i = 0; i < in.size(); i++) {
                by.put(single.get(i).node(), in.get(i));
            }
            return Batching.of(f.call(single), by, in.get(0).shape().dim(0));
        });
    }

    /// `f`, which has one result, with `rule` for its derivatives instead of those of the operations in it: for steps that have none
    /// (rounding), or whose own are dear or imprecise. Derivatives nest as deep as those of what the rule is written with.
    public static Fn custom(Fn f, CustomRule rule) {
        return Fn.of(f.arity(), in -> {
            Trace t = Trace.of(f, in);
            t.result("custom");
            Node value = t.apply(in).get(0).node();
            return List.of(Tensor.of(new Op.Custom(value, List.copyOf(Trace.nodes(in)), List.copyOf(t.captured()), rule)));
        });
    }

    /// `f`, which has one result, computed again in the backward pass instead of keeping its intermediate values in memory until then
    /// (Chen et al., "Training deep nets with sublinear memory cost", 2016). Values and derivatives stay what they are.
    public static Fn checkpoint(Fn f) {
        return Fn.of(f.arity(), in -> {
            Trace t = Trace.of(f, in);
            t.result("checkpoint");
            // what it uses besides its arguments gets gradients too
            Trace.Closed c = t.closed();
            var arguments = new ArrayList<>(in);
            arguments.addAll(c.captured());
            Node value = c.trace().apply(arguments).get(0).node();
            return List.of(Tensor.of(new Op.Custom(value, List.copyOf(Trace.nodes(arguments)), List.of(), recomputed(c.trace()))));
        });
    }

    private static CustomRule recomputed(Trace t) {
        Fn f = Fn.of(t::apply);
        return new CustomRule.Both((arguments, result, cotangent) -> {
            var again = new ArrayList<Tensor>();
            for (Tensor a : arguments) {
                again.add(Tensor.of(new Op.Again(a.node(), cotangent.node())));
            }
            return vjp(f, again).pullback().call(cotangent);
        }, (arguments, result, tangents) -> jvp(f, arguments, tangents).tangent());
    }

    /// What a scan yields.
    ///
    /// @param carries their values after the last iteration
    /// @param each    what the iterations yielded besides, `[length, …]`
    public record Scanned(List<Tensor> carries, List<Tensor> each) {
    }

    /// A loop over the first axis of `xs`: `step` takes the carries and an entry of each of `xs`, and gives the next carries (of the same
    /// dtypes and shapes) and whatever it yields besides. Values, gradients and code are those of one iteration, run `length` times.
    /// What `step` uses besides its arguments is the same in each iteration, random draws too; hand in `base` by `xs` for others.
    public static Scanned scan(Fn step, List<Tensor> carries, List<Tensor> xs) {
        if (xs.isEmpty()) {
            throw Sources.error("scan: there is nothing to go through; repeat(times, …) loops without");
        }
        for (Tensor x : xs) {
            if (x.rank() == 0 || !x.shape().dim(0).equals(xs.get(0).shape().dim(0))) {
                throw Sources.error("scan: all that is gone through must have the same first axis: " + xs.get(0).node().describe() + ", "
                    + x.node().describe());
            }
        }
        return Scans.scan(step, carries, xs, xs.get(0).size(0), false);
    }

    /// The same from the last entry to the first; what is yielded for an entry stands at its place.
    public static Scanned scanReverse(Fn step, List<Tensor> carries, List<Tensor> xs) {
        scan(step, carries, xs);
        return Scans.scan(step, carries, xs, xs.get(0).size(0), true);
    }

    /// `step` applied `times` times, each time to what it gave before: it takes and gives the carries.
    public static List<Tensor> repeat(int times, Fn step, List<Tensor> carries) {
        return Scans.scan(step, carries, List.of(), times, false).carries();
    }

    /// Applies `step` to the carries while `condition` (a bool scalar of them) holds, at most `bound` times. All `bound` iterations are
    /// computed; those after the condition failed change nothing, and no derivative flows through them.
    public static List<Tensor> repeatWhile(int bound, Fn condition, Fn step, List<Tensor> carries) {
        Fn guarded = Fn.of(in -> {
            List<Tensor> now = in.subList(0, in.size() - 1);
            Tensor running = in.get(in.size() - 1).and(condition.call(now).get(0));
            List<Tensor> next = step.call(now);
            var out = new ArrayList<Tensor>();
            for (int i = 0; i < now.size(); i++) {
                out.add(running.where(next.get(i), now.get(i)));
            }
            out.add(running);
            return out;
        });
        var all = new ArrayList<>(carries);
        all.add(Tensor.ones(DType.BOOL, Shape.SCALAR));
        return repeat(bound, guarded, all).subList(0, carries.size());
    }

    /// The results of `then` where `condition` (a bool scalar) holds, else those of `otherwise`, both for the same arguments. Both are
    /// computed, and the derivative is that of the one chosen.
    public static Fn cond(Tensor condition, Fn then, Fn otherwise) {
        return Fn.of(in -> {
            List<Tensor> a = then.call(in);
            List<Tensor> b = otherwise.call(in);
            if (a.size() != b.size()) {
                throw Sources.error("cond: both functions must have as many results: " + a.size() + " and " + b.size());
            }
            var out = new ArrayList<Tensor>();
            for (int i = 0; i < a.size(); i++) {
                out.add(condition.where(a.get(i), b.get(i)));
            }
            return out;
        });
    }
}
