package dev.loam.lang.tensor;

import dev.loam.lang.SchemeError;
import dev.loam.lang.ad.TensorCall;
import dev.loam.lang.number.Differentiable;
import dev.loam.lang.number.Function1;
import dev.loam.lang.number.Function2;
import dev.loam.runtime.Session;
import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// A tensor of the language: nothing is computed until somebody looks, then all that leads to it is one graph, which is compiled when
/// it comes again. Arithmetic takes it like a number, below every [Differentiable] of a differentiation, which may hold it.
public final class TensorValue implements Differentiable {
    /// So long a chain of operations may wait to be computed; a loop that never looks does not gather more.
    private static final int MOST_WAITING = 2000;

    private Tensor tensor;
    /// the longest chain of operations between known values and it
    private int waiting;
    /// whether its values can be computed: it depends on no argument of a function that is being written down
    private final boolean known;

    private TensorValue(Tensor tensor, int waiting, boolean known) {
        this.tensor = tensor;
        this.waiting = waiting;
        this.known = known;
    }

    /// Known values.
    public static TensorValue of(NDArray values) {
        return new TensorValue(Tensor.of(values), 0, true);
    }

    /// A tensor that depends on nothing that is not known yet.
    public static TensorValue constant(Tensor t) {
        return new TensorValue(t, 1, true);
    }

    /// A tensor that stands for an argument of a function that is being written down.
    public static TensorValue unknown(Tensor t) {
        return new TensorValue(t, 0, false);
    }

    /// What an operation made of `from`.
    public static TensorValue of(Tensor t, List<TensorValue> from) {
        int waiting = 0;
        boolean known = true;
        for (TensorValue v : from) {
            waiting = Math.max(waiting, v.waiting);
            known &= v.known;
        }
        var made = new TensorValue(t, waiting + 1, known);
        if (known && waiting >= MOST_WAITING) {
            made.values();
        }
        return made;
    }

    public Tensor tensor() {
        return tensor;
    }

    public DType dtype() {
        return tensor.dtype();
    }

    public Shape shape() {
        return tensor.shape();
    }

    /// Whether the values can be computed now.
    public boolean isKnown() {
        return known;
    }

    /// The values, computed if they are not there.
    public NDArray values() {
        force(List.of(this));
        return tensor.value();
    }

    /// Computes those that can be and are not yet, as one graph.
    public static void force(List<TensorValue> all) {
        var open = new ArrayList<TensorValue>();
        var nodes = new ArrayList<Node>();
        for (TensorValue v : all) {
            if (!v.known) {
                throw SchemeError.error("the value of a tensor is not known while the function it is in is written down to be compiled or mapped; "
                    + "choose with (where condition a b) instead of if, and look at values outside:", v);
            }
            if (v.waiting > 0 && !nodes.contains(v.tensor.node())) {
                open.add(v);
                nodes.add(v.tensor.node());
            }
        }
        if (!open.isEmpty()) {
            List<NDArray> values = TensorCall.checked("", () -> Session.values(nodes));
            for (int i = 0; i < values.size(); i++) {
                Node node = nodes.get(i);
                Tensor leaf = Tensor.of(values.get(i));
                for (TensorValue v : all) {
                    if (v.tensor.node() == node) {
                        v.tensor = leaf;
                        v.waiting = 0;
                    }
                }
            }
        }
    }

    /// The only element as a number of the language.
    ///
    /// @throws SchemeError where there are more or none
    public Object item() {
        if (!shape().isStatic() || shape().maxElements() != 1) {
            throw SchemeError.error("one number is needed here, and this tensor has the shape " + TensorText.shape(shape()) + "; take its sum or mean, an element by "
                + "(tensor-ref t i …), or the greater of two by (maximum a b)");
        }
        return TensorText.element(values(), 0);
    }

    @Override
    public Object primal() {
        return item();
    }

    @Override
    public long level() {
        return Long.MIN_VALUE;
    }

    @Override
    public Object apply(Function1 f) {
        return TensorCall.apply(f.operator(), Elementwise.of(f), this);
    }

    @Override
    public Object apply(Function2 f, Object left, Object right) {
        return TensorCall.apply(f.operator(), Elementwise.of(f), left, right);
    }

    /// `#<tensor f32 (2 2) ((1.0 2.0) (3.0 4.0))>`
    @Override
    public String toString() {
        return TensorText.print(this);
    }
}
