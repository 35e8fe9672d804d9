package dev.loam.nn;

import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Philox;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// What surrounds one forward pass: the mode, the parameters' values, random draws, running statistics, caches, named taps
/// and extra losses. Made anew for each graph; it records what the layers leave behind.
public final class Context {
    /// Whether layers such as [Dropout] and [BatchNorm] act as in training or as in use.
    public enum Mode { TRAIN, EVAL }

    private final Mode mode;
    private final ParameterLayout layout;
    private final Dim examples;
    private final Tensor seed;
    private final Tensor step;
    private final Tensor base;
    private final Past past;
    private Documents documents;
    private final Map<String, Tensor> values = new HashMap<>();
    private final Map<String, Integer> uses = new HashMap<>();
    private final Map<String, Tensor> statistics = new LinkedHashMap<>();
    private final Map<String, Tensor> caches = new LinkedHashMap<>();
    private final Map<String, Tensor> taps = new LinkedHashMap<>();
    private final Map<String, Tensor> losses = new LinkedHashMap<>();

    private Context(Mode mode, ParameterLayout layout, Dim examples, Tensor seed, Tensor step, Tensor base, Past past) {
        this.past = past;
        this.mode = mode;
        this.layout = layout;
        this.examples = examples;
        this.seed = seed;
        this.step = step;
        this.base = base;
    }

    /// For a training pass over `examples` examples, with the i64 scalar inputs `"seed"`, `"step"` and `"base"`.
    public static Context training(ParameterLayout layout, Dim examples) {
        return training(layout, examples, scalar("seed"), scalar("step"), scalar("base"));
    }

    /// For a training pass over `examples` examples.
    ///
    /// @param seed i64 scalar: the run's seed
    /// @param step i64 scalar: the number of steps done before this one
    /// @param base i64 scalar: the index of this batch's first example among all examples of the step, so that
    ///             micro-batches and workers draw what one large batch would
    public static Context training(ParameterLayout layout, Dim examples, Tensor seed, Tensor step, Tensor base) {
        return new Context(Mode.TRAIN, layout, examples, seed, step, base, null);
    }

    /// For use and evaluation: no randomness, statistics are only read.
    public static Context evaluation(ParameterLayout layout) {
        return new Context(Mode.EVAL, layout, null, null, null, null, null);
    }

    /// For going on with sequences whose beginnings earlier passes have read: what layers remember of those lies in [#cache]s, and `past` says how
    /// much of it there is.
    public static Context generation(ParameterLayout layout, Past past) {
        return new Context(Mode.EVAL, layout, null, null, null, null, past);
    }

    static Tensor scalar(String name) {
        return Tensor.input(name, DType.I64, Shape.SCALAR);
    }

    /// The same pass as if nothing had been read before, for models that read all tokens again.
    Context withoutPast() {
        return new Context(mode, layout, examples, seed, step, base, null);
    }

    /// The documents that are packed into the rows of this pass; null where each row is one text.
    public Documents documents() {
        return documents;
    }

    /// Says which documents are packed into the rows.
    void documents(Documents packed) {
        documents = packed;
    }

    public Mode mode() {
        return mode;
    }

    /// True in mode `TRAIN`.
    public boolean training() {
        return mode == Mode.TRAIN;
    }

    /// What earlier passes have read of the sequences, or null where each pass reads them from their start.
    public Past past() {
        return past;
    }

    /// The dtype of parameters and activations.
    public DType dtype() {
        return layout.dtype();
    }

    /// The parameter's values. The same tensor at each call, so that gradients for it gather every use.
    public Tensor value(Parameter p) {
        Tensor t = values.get(p.name());
        if (t == null) {
            t = layout.view(p);
            values.put(p.name(), t);
        }
        return t;
    }

    /// The statistic's values, as this pass has left them so far.
    public Tensor value(Statistic s) {
        Tensor t = statistics.get(s.name());
        return t == null ? layout.view(s) : t;
    }

    /// Records what the statistic will be after this pass.
    ///
    /// @param value has the statistic's shape
    public void update(Statistic s, Tensor value) {
        statistics.put(s.name(), value.broadcastTo(s.shape()));
    }

    /// The recorded updates of statistics, by name.
    public Map<String, Tensor> statistics() {
        return Collections.unmodifiableMap(statistics);
    }

    /// Uniform f32 draws in `[0, 1)`, whatever the dtype of the activations, so that masks do not depend on it. The stream
    /// is that of `path`; a second use of a path in the same pass draws from a stream of its own.
    ///
    /// The draws belong to examples: of `shape`, whose first axis runs over examples (or over examples and what lies within
    /// them, as after flattening `[batch, time]`), the part of example `i` is always the same for the same seed and step.
    ///
    /// @throws ModelException in mode `EVAL`, and where `shape` does not divide among the examples
    public Tensor uniform(String path, Shape shape) {
        if (seed == null) {
            throw new ModelException("'" + path + "' draws random numbers, but this pass has no seed; draw only where "
                + "Context.training() is true");
        }
        Tensor first = base.mul(perExample(path, shape));
        return Tensor.uniform(DType.F32, shape, Philox.stream(numbered("stream", path)), seed, step, first);
    }

    private long perExample(String path, Shape shape) {
        Dim all = shape.elements();
        boolean divides = examples.scale() != 0 && all.scale() % examples.scale() == 0
            && (examples.var() == null ? all.var() == null : examples.var().equals(all.var()));
        if (!divides && !(examples.is(0) && all.is(0))) {
            throw new ModelException("'" + path + "': draws of shape " + shape + " do not divide among " + examples + " examples");
        }
        return examples.scale() == 0 ? 0 : all.scale() / examples.scale();
    }

    /// A named state that lives from run to run, such as the keys and values of past positions; zeros at first. Its label
    /// is `"cache/"` and the name.
    public Tensor cache(String name, DType dtype, Shape shape) {
        return Tensor.state("cache/" + name, dtype, shape);
    }

    /// Records what the cache `name` will be after this pass.
    public void update(String name, Tensor value) {
        caches.put("cache/" + name, value);
    }

    /// The recorded new values of caches, by state label.
    public Map<String, Tensor> caches() {
        return Collections.unmodifiableMap(caches);
    }

    /// Names a value within the pass for whoever wants to look, and returns it. A name's second use gets `"#2"`. A tap that
    /// nobody reads costs nothing.
    public Tensor tap(String name, Tensor t) {
        taps.put(numbered("tap", name), t);
        return t;
    }

    /// The named values, in the order of the pass.
    public Map<String, Tensor> taps() {
        return Collections.unmodifiableMap(taps);
    }

    /// Adds a scalar to what training minimises.
    ///
    /// @throws ModelException where `t` is no scalar
    public void loss(String name, Tensor t) {
        if (t.rank() != 0) {
            throw new ModelException("the extra loss '" + name + "' must be a scalar, not " + t.shape() + "; take its mean or sum");
        }
        losses.put(numbered("loss", name), t);
    }

    /// The extra losses, by name.
    public Map<String, Tensor> losses() {
        return Collections.unmodifiableMap(losses);
    }

    private String numbered(String kind, String name) {
        String key = kind + " " + name;
        int n = uses.getOrDefault(key, 0) + 1;
        uses.put(key, n);
        return n == 1 ? name : name + "#" + n;
    }
}
