package dev.loam.lang.learn;

import dev.loam.lang.ErrorReport;
import dev.loam.lang.Procedure;
import dev.loam.lang.SchemeError;
import dev.loam.lang.ad.TensorCall;
import dev.loam.lang.tensor.TensorValue;
import dev.loam.nn.Context;
import dev.loam.nn.Layer;
import dev.loam.nn.ModelException;
import dev.loam.nn.Optimizer;
import dev.loam.nn.ParameterLayout;
import dev.loam.nn.Scope;
import dev.loam.tensor.DType;
import dev.loam.tensor.Functions;
import dev.loam.tensor.Graph;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A layer, or layers put together: a procedure of a batch. Its parameters are drawn when they are first needed; until then it is a plan, which
/// may be a part of several others.
final class Model extends Procedure {
    private final String text;
    private final String place = ErrorReport.here();
    private final Part part;
    private final Placed.Check fits;

    private Layer layer;
    private Scope scope;
    /// Every parameter, statistic and slot of an optimiser by name.
    final Map<String, NDArray> values = new LinkedHashMap<>();
    /// Which random draws the parameters come from.
    long seed;
    /// Steps and epochs that were trained.
    long steps;
    int epochs;

    Model(String name, String text, Placed.Check fits, Part part) {
        super(name);
        this.text = text;
        this.part = part;
        this.fits = fits;
    }

    /// As it was written: `(linear 784 256)`.
    String text() {
        return text;
    }

    /// Declares the layer as a part of a model.
    Layer declare(Scope at) {
        return new Placed(part.declare(at), text, place, fits);
    }

    private void declare() {
        if (layer == null) {
            Scope root = Scope.root();
            layer = checked(() -> declare(root));
            scope = root;
        }
    }

    Layer layer() {
        declare();
        return layer;
    }

    /// How the parameters lie in memory, grouped as an optimiser wants them.
    ParameterLayout layout(Optimizer optimizer) {
        declare();
        return optimizer == null ? ParameterLayout.of(scope) : ParameterLayout.of(scope, DType.F32, optimizer, List.of());
    }

    /// Draws the parameters that are not there yet.
    void draw() {
        ParameterLayout layout = layout(null);
        for (ParameterLayout.View v : layout.views()) {
            if (!values.containsKey(v.name())) {
                NDArray state = layout.initial(v.state(), seed);
                values.put(v.name(), part(state, v));
            }
        }
    }

    /// The part of a state that a view names.
    static NDArray part(NDArray state, ParameterLayout.View v) {
        NDArray out = NDArray.zeros(state.dtype(), v.shape().toArray());
        System.arraycopy(state.array(), v.offset(), out.array(), 0, v.size());
        return out;
    }

    /// Puts a named value where the view says.
    static void put(NDArray state, ParameterLayout.View v, NDArray value) {
        System.arraycopy(value.array(), 0, state.array(), v.offset(), v.size());
    }

    /// Runs `body`, whose complaints become errors of the language.
    static <T> T checked(java.util.function.Supplier<T> body) {
        try {
            return TensorCall.checked("", body);
        } catch (ModelException e) {
            throw SchemeError.error(e.getMessage());
        }
    }

    @Override
    public int least() {
        return 1;
    }

    @Override
    public int most() {
        return 1;
    }

    /// What the model makes of a batch, as in use: nothing is dropped out, statistics are read.
    @Override
    public Object apply1(Object x) {
        draw();
        ParameterLayout layout = layout(null);
        Map<String, NDArray> states = new LinkedHashMap<>();
        for (String label : layout.sizes().keySet()) {
            states.put(label, layout.initial(label, seed));
        }
        for (ParameterLayout.View v : layout.views()) {
            put(states.get(v.state()), v, values.get(v.name()));
        }
        Object batch = x instanceof TensorValue || TensorCall.isTensor(x) ? x : Loader.tensor(x);
        return checked(() -> TensorCall.apply(name(), Functions.fn(in -> applied(in, layout, states)), batch));
    }

    private Tensor applied(Tensor x, ParameterLayout layout, Map<String, NDArray> states) {
        Tensor y = layer.apply(x, Context.evaluation(layout));
        Map<String, Node> constants = new LinkedHashMap<>();
        states.forEach((label, v) -> constants.put(label, Tensor.of(v).node()));
        Graph g = Graph.of(Map.of("y", y.node()), Map.of()).map(n -> n.op() instanceof Op.State ? constants.get(n.label()) : n);
        return Tensor.of(g.outputs().get("y"));
    }

    /// The names of the parameters and statistics of this model, without those of optimisers.
    List<ParameterLayout.View> views() {
        return layout(null).views();
    }

    @Override
    public String toString() {
        return "#<model " + text + ">";
    }
}
