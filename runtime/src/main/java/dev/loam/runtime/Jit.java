package dev.loam.runtime;

import dev.loam.tensor.DType;
import dev.loam.tensor.Fn;
import dev.loam.tensor.Graph;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Compiles functions. A compiled function is called like any other, and takes part in the transformations of
/// [dev.loam.tensor.Functions]: `jit(grad(f))` runs a compiled gradient, `grad(jit(f))` and `vmap(jit(f))` transform `f` itself.
public final class Jit {
    private static final int KEPT = 64;

    private final Fn f;
    /// null for that of the session
    private final Device device;
    private final Map<List<Kind>, Code> codes = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<Kind>, Code> e) {
            if (size() > KEPT) {
                e.getValue().executable().close();
                return true;
            }
            return false;
        }
    };

    /// What an argument must have in common with another for which code was made.
    private record Kind(DType dtype, Shape shape) {
    }

    /// @param inputs which arguments the results depend on
    private record Code(Executable executable, Trace trace, List<Integer> inputs) {
    }

    private Jit(Fn f, Device device) {
        this.f = f;
        this.device = device;
    }

    /// `f` compiled for the device of the [Session] (which is started on the best one where there is none yet), once for each
    /// combination of dtypes and shapes of its arguments; the code for the latest 64 is kept.
    ///
    /// What `f` uses besides its arguments is taken as it is at the first call. Results are computed when the function is called;
    /// a gradient cannot be taken through them afterwards (it is an error), only by transforming the function.
    public static Fn jit(Fn f) {
        return Fn.of(f.arity(), new Jit(f, null)::call);
    }

    /// The same for `device`.
    public static Fn jit(Fn f, Device device) {
        return Fn.of(f.arity(), new Jit(f, device)::call);
    }

    private synchronized List<Tensor> call(List<Tensor> arguments) {
        var kinds = new ArrayList<Kind>();
        for (Tensor t : arguments) {
            if (!t.isKnown()) {
                // inside a function that is being written down
                return f.call(arguments);
            }
            kinds.add(new Kind(t.dtype(), t.shape()));
        }
        Code code = codes.get(kinds);
        if (code == null) {
            code = compile(arguments);
            codes.put(List.copyOf(kinds), code);
        }
        for (int i : code.inputs()) {
            code.executable().input(code.trace().parameters().get(i).node().label()).write(arguments.get(i).value());
        }
        code.executable().run();
        var sources = new ArrayList<>(arguments);
        sources.addAll(code.trace().captures());
        var out = new ArrayList<Tensor>();
        for (Tensor r : code.trace().results()) {
            NDArray value = code.executable().output("result " + out.size()).read(r.shape().toArray());
            out.add(Tensor.computed(value, sources));
        }
        return out;
    }

    private Code compile(List<Tensor> arguments) {
        Trace trace = Trace.of(f, arguments);
        var outputs = new LinkedHashMap<String, Node>();
        for (Tensor r : trace.results()) {
            outputs.put("result " + outputs.size(), r.node());
        }
        Graph graph = Graph.of(outputs, Map.of());
        var labels = new ArrayList<String>();
        for (Node n : graph.nodes()) {
            if (n.op() instanceof Op.Input i) {
                labels.add(i.label());
            }
        }
        var inputs = new ArrayList<Integer>();
        for (int i = 0; i < trace.parameters().size(); i++) {
            if (labels.contains(trace.parameters().get(i).node().label())) {
                inputs.add(i);
            }
        }
        Device d = device == null ? Session.device() : device;
        return new Code(d.compile(graph, d.states()), trace, List.copyOf(inputs));
    }
}
