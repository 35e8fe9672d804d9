package dev.loam.nn;

import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Philox;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Where the parameters and statistics of a model lie in memory: each group is one flat state, in which every tensor starts
/// at a multiple of [#ALIGNMENT] elements (64 bytes of f32). So the optimiser is one pass over contiguous storage, and
/// tensors and checkpoints are named views. The padding holds zeros and stays zero.
///
/// The states are `"parameters/decay"` (weight decay applies), `"parameters/plain"` and `"statistics"`, and one more for each other
/// [Group]; one that would be empty does not exist.
public final class ParameterLayout {
    /// Elements to which the offset of each view is rounded up.
    public static final int ALIGNMENT = 16;

    /// The state of the running statistics.
    public static final String STATISTICS = "statistics";

    private final DType dtype;
    private final DType storage;
    private final Map<Grouping.Key, List<Parameter>> grouping;
    private final List<Group> groups = new ArrayList<>();
    private final List<Statistic> statistics;
    private final Map<String, View> views = new LinkedHashMap<>();
    private final Map<String, Parameter> parameters = new HashMap<>();
    private int statisticsSize;

    /// A named part of a flat state.
    ///
    /// @param name   what it holds, `"conv1.weight"`
    /// @param state  the label of the state it lies in
    /// @param offset its first element there
    /// @param shape  its shape; it takes as many elements as that has, in row-major order
    public record View(String name, String state, int offset, Shape shape) {
        /// The number of elements.
        public int size() {
            return Math.toIntExact(shape.maxElements());
        }
    }

    /// Parameters that lie in one state and are treated alike by the optimiser.
    ///
    /// @param name       `"decay"` or `"plain"`; with an optimiser's kind or a rule's number where there are such: `"matrix"`, `"plain-1"`
    /// @param kind       the optimiser's: see [Optimizer#kind]
    /// @param decay      whether the optimiser's weight decay applies
    /// @param rule       what they are trained by; null for the usual
    /// @param parameters in the order of their offsets
    /// @param size       elements of the state, padding included
    public record Group(String name, String kind, boolean decay, ParameterRule rule, List<Parameter> parameters, int size) {
        /// Never changes.
        public boolean frozen() {
            return rule != null && rule.frozen();
        }

        /// By which the learning rate is multiplied.
        public double rate() {
            return rule == null ? 1 : rule.rate();
        }

        /// The weight decay where `usual` is the optimiser's.
        public double weightDecay(double usual) {
            return rule != null && rule.weightDecay() != null ? rule.weightDecay() : decay ? usual : 0;
        }

        /// Where the members begin, in their order.
        public int[] offsets() {
            int[] out = new int[parameters.size()];
            for (int i = 1; i < out.length; i++) {
                out[i] = out[i - 1] + padded(parameters.get(i - 1).size());
            }
            return out;
        }

        /// The state that holds the values: `"parameters/decay"`.
        public String state() {
            return "parameters/" + name;
        }

        /// The state of an optimiser's slot for this group: `"optimizer/decay/m"`.
        public String state(String slot) {
            return "optimizer/" + name + "/" + slot;
        }
    }

    private ParameterLayout(Map<Grouping.Key, List<Parameter>> groups, List<Statistic> statistics, DType dtype, DType storage) {
        this.dtype = dtype;
        this.storage = storage;
        this.grouping = groups;
        groups.forEach(this::group);
        this.statistics = statistics;
        for (Statistic s : statistics) {
            views.put(s.name(), new View(s.name(), STATISTICS, statisticsSize, s.shape()));
            statisticsSize += padded(s.size());
        }
    }

    /// The layout in f32 of all that is declared in `scope` and around it.
    public static ParameterLayout of(Scope scope) {
        return of(scope, DType.F32);
    }

    /// The layout in a float dtype: f64 for checks of gradients and against other implementations.
    public static ParameterLayout of(Scope scope, DType dtype) {
        return of(scope, dtype, null, List.of());
    }

    /// The layout in the groups that an optimiser and rules for some parameters ask for.
    ///
    /// @param optimizer null for one that treats all parameters alike
    /// @throws ModelException where a rule is for no parameter
    public static ParameterLayout of(Scope scope, DType dtype, Optimizer optimizer, List<ParameterRule> rules) {
        if (!dtype.isFloat()) {
            throw new ModelException("parameters need a float dtype, not " + dtype);
        }
        return new ParameterLayout(Grouping.of(scope.parameters(), optimizer, rules), scope.statistics(), dtype, dtype);
    }

    /// The same layout for weights that are only used: parameters lie in `narrow` and become this layout's dtype where they are read.
    public ParameterLayout stored(DType narrow) {
        if (!narrow.isFloat() || narrow.bytes() > dtype.bytes()) {
            throw new ModelException("parameters of " + dtype + " can be stored in it or a narrower float dtype, not in " + narrow);
        }
        return new ParameterLayout(grouping, statistics, dtype, narrow);
    }

    /// The dtype of a state of this layout.
    public DType dtype(String state) {
        return state.equals(STATISTICS) ? dtype : storage;
    }

    private void group(Grouping.Key key, List<Parameter> members) {
        int size = 0;
        for (Parameter p : members) {
            parameters.put(p.name(), p);
            views.put(p.name(), new View(p.name(), "parameters/" + key.name(), size, p.shape()));
            size = Math.addExact(size, padded(p.size()));
        }
        groups.add(new Group(key.name(), key.kind(), key.decay(), key.rule(), List.copyOf(members), size));
    }

    /// `size` rounded up to the alignment.
    static int padded(int size) {
        return Math.addExact(size, ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /// The dtype of every value, and of every state where nothing else is said ([#stored]).
    public DType dtype() {
        return dtype;
    }

    /// The groups of parameters: those without rules first, and of them those with weight decay.
    public List<Group> groups() {
        return List.copyOf(groups);
    }

    /// The running statistics in the order of their offsets.
    public List<Statistic> statistics() {
        return statistics;
    }

    /// Elements of each state by its label, padding included.
    public Map<String, Integer> sizes() {
        var out = new LinkedHashMap<String, Integer>();
        for (Group g : groups) {
            out.put(g.state(), g.size());
        }
        if (!statistics.isEmpty()) {
            out.put(STATISTICS, statisticsSize);
        }
        return out;
    }

    /// Every parameter and statistic, by state and then by offset: what a checkpoint names.
    public List<View> views() {
        return List.copyOf(views.values());
    }

    /// The groups whose parameters training changes.
    public List<Group> trained() {
        var out = new ArrayList<Group>();
        for (Group g : groups) {
            if (!g.frozen()) {
                out.add(g);
            }
        }
        return out;
    }

    /// The parts of a slot that all trained groups have: `"optimizer/m/conv1.weight"` in state `"optimizer/decay/m"`.
    public List<View> slotViews(String slot) {
        var out = new ArrayList<View>();
        for (Group g : trained()) {
            out.addAll(slotViews(g, slot));
        }
        return out;
    }

    /// The parts of a group's slot.
    List<View> slotViews(Group g, String slot) {
        var out = new ArrayList<View>();
        for (Parameter p : g.parameters()) {
            out.add(new View("optimizer/" + slot + "/" + p.name(), g.state(slot), views.get(p.name()).offset(), p.shape()));
        }
        return out;
    }

    /// The number of trained values, padding left out.
    public long parameterCount() {
        long n = 0;
        for (Parameter p : parameters.values()) {
            n += p.size();
        }
        return n;
    }

    /// The parameter's values as a part of its group's state, in its shape.
    ///
    /// @throws ModelException where the parameter is not of this layout
    public Tensor view(Parameter parameter) {
        return view(parameter.name(), parameter.shape());
    }

    /// The statistic's values as a part of the statistics' state, in its shape.
    ///
    /// @throws ModelException where the statistic is not of this layout
    public Tensor view(Statistic statistic) {
        return view(statistic.name(), statistic.shape());
    }

    private Tensor view(String name, Shape shape) {
        View v = views.get(name);
        if (v == null || !v.shape().equals(shape)) {
            throw new ModelException("'" + name + "' " + shape + " is not in this layout; make the layout of the same scope, after "
                + "all layers were declared");
        }
        int n = sizes().get(v.state());
        return Tensor.state(v.state(), dtype(v.state()), Shape.of(n)).slice(0, v.offset(), v.offset() + v.size()).reshape(shape).to(dtype);
    }

    /// The first values of a state of this layout. Each parameter draws from its own stream, named by its path, so the
    /// values depend neither on the order of declaration nor on other parameters.
    ///
    /// @param state the label of a group's state or [#STATISTICS]
    /// @throws ModelException where there is no such state
    public NDArray initial(String state, long seed) {
        Integer n = sizes().get(state);
        if (n == null) {
            throw Nearest.unknown("no state", state, sizes().keySet());
        }
        NDArray out = NDArray.zeros(dtype(state), n);
        for (Group g : groups) {
            for (Parameter p : g.state().equals(state) ? g.parameters() : List.<Parameter>of()) {
                double[] values = p.initializer().values(p.shape(), seed, Philox.stream(p.name()));
                int offset = views.get(p.name()).offset();
                for (int i = 0; i < values.length; i++) {
                    out.setDouble(offset + i, values[i]);
                }
            }
        }
        for (Statistic s : state.equals(STATISTICS) ? statistics : List.<Statistic>of()) {
            for (int i = 0; i < s.size(); i++) {
                out.setDouble(views.get(s.name()).offset() + i, s.initial());
            }
        }
        return out;
    }

    /// One flat vector of `parts` (each of the shape of the member at its place), padded as the state is.
    static Tensor pack(List<Tensor> parts) {
        var flat = new ArrayList<Tensor>();
        for (Tensor t : parts) {
            int n = Math.toIntExact(t.shape().maxElements());
            Tensor row = t.reshape(n);
            flat.add(row);
            if (padded(n) > n) {
                // a part of its own, so that the gradient before it is written straight into place
                flat.add(Tensor.zeros(t.dtype(), Shape.of(padded(n) - n)));
            }
        }
        return Tensor.concat(flat, 0);
    }
}
