package dev.loam.tensor;

import java.util.ArrayList;
import java.util.List;

/// What a node computes: one record per family of operations. Passes that must know every family are `switch` expressions
/// without a `default`, so that a new family fails to compile wherever it must be handled (see `docs/adding-an-op.md`).
///
/// Records compare by their attributes and by the identity of their inputs, which is what shares equal nodes.
public sealed interface Op {

    /// The nodes this one reads, in order.
    List<Node> inputs();

    /// The same operation on other inputs, which have the same number, dtypes and shapes.
    Op withInputs(List<Node> inputs);

    /// The family's name in lower case, with the function where there is one: `"add"`, `"matmul"`.
    String name();

    enum UnaryFn { NEG, ABS, SIGN, SQRT, EXP, EXPM1, LOG, LOG1P, TANH, ERF, SIN, COS, FLOOR, CEIL, ROUND, NOT }

    enum BinaryFn { ADD, SUB, MUL, DIV, REM, POW, MIN, MAX, AND, OR, XOR, SHL, SHR }

    enum CompareFn { LT, LE, GT, GE, EQ, NE }

    enum ReduceFn { SUM, PROD, MAX, MIN }

    enum PoolFn { SUM, MAX }

    /// The three faces of one trilinear form: the output, the gradient of the input, the gradient of the filters.
    enum ConvOf { OUTPUT, INPUT, FILTER }

    enum RandomFn { BITS, UNIFORM }

    /// What an attention yields: its output or the logarithm of each row's sum of exponentials, or the gradient of the output for queries,
    /// keys or values.
    enum AttentionOf {
        OUTPUT, LOG_SUM_EXP, QUERY_GRADIENT, KEY_GRADIENT, VALUE_GRADIENT;

        public boolean isGradient() {
            return this != OUTPUT && this != LOG_SUM_EXP;
        }
    }

    /// A leaf without inputs.
    sealed interface Leaf extends Op {
        @Override
        default List<Node> inputs() {
            return List.of();
        }

        @Override
        default Op withInputs(List<Node> inputs) {
            return this;
        }
    }

    /// Values known when the graph is built; shared by identity.
    record Constant(NDArray value) implements Leaf {
        @Override
        public String name() {
            return "constant";
        }
    }

    /// One value in every element. `bits` is the value itself for whole numbers and bool, `Double.doubleToRawLongBits`
    /// for floats.
    record Fill(DType dtype, Shape shape, long bits) implements Leaf {
        public double asDouble() {
            return dtype.isFloat() ? Double.longBitsToDouble(bits) : bits;
        }

        @Override
        public String name() {
            return "fill";
        }
    }

    /// Values given anew at each run (memory kind *input*).
    record Input(String label, DType dtype, Shape shape) implements Leaf {
        @Override
        public String name() {
            return "input";
        }
    }

    /// Named values that live from run to run (memory kind *state*): parameters, optimiser moments, statistics.
    record State(String label, DType dtype, Shape shape) implements Leaf {
        @Override
        public String name() {
            return "state";
        }
    }

    /// A size, known at the latest when the program runs, as a scalar.
    record Size(DType dtype, Dim dim) implements Leaf {
        @Override
        public String name() {
            return "size";
        }
    }

    /// The index along `axis`, counted from 0.
    record Iota(DType dtype, Shape shape, int axis) implements Leaf {
        @Override
        public String name() {
            return "iota";
        }
    }

    /// Elementwise function of one operand.
    record Unary(UnaryFn fn, Node x) implements Op {
        @Override
        public List<Node> inputs() {
            return List.of(x);
        }

        @Override
        public Op withInputs(List<Node> in) {
            return new Unary(fn, in.get(0));
        }

        @Override
        public String name() {
            return Op.lower(fn);
        }
    }

    /// Elementwise function of two operands of the same dtype and shape. Whole numbers wrap; `DIV` and `REM` truncate
    /// toward zero, and give 0 where the divisor is 0; shifts take the amount modulo the bit width.
    record Binary(BinaryFn fn, Node a, Node b) implements Op {
        @Override
        public List<Node> inputs() {
            return List.of(a, b);
        }

        @Override
        public Op withInputs(List<Node> in) {
            return new Binary(fn, in.get(0), in.get(1));
        }

        @Override
        public String name() {
            return Op.lower(fn);
        }
    }

    /// Elementwise comparison, to bool. Anything compared with NaN is false, except `NE`.
    record Compare(CompareFn fn, Node a, Node b) implements Op {
        @Override
        public List<Node> inputs() {
            return List.of(a, b);
        }

        @Override
        public Op withInputs(List<Node> in) {
            return new Compare(fn, in.get(0), in.get(1));
        }

        @Override
        public String name() {
            return Op.lower(fn);
        }
    }

    /// Elementwise `condition ? a : b`.
    record Select(Node condition, Node a, Node b) implements Op {
        @Override
        public List<Node> inputs() {
            return List.of(condition, a, b);
        }

        @Override
        public Op withInputs(List<Node> in) {
            return new Select(in.get(0), in.get(1), in.get(2));
        }

        @Override
        public String name() {
            return "select";
        }
    }

    /// Conversion to another dtype, as [NDArray#setDouble] and [NDArray#setLong] do it. f64 to a 16-bit float goes by f32.
    record Cast(Node x, DType to) implements Op {
        @Override
        public List<Node> inputs() {
            return List.of(x);
        }

        @Override
        public Op withInputs(List<Node> in) {
            return new Cast(in.get(0), to);
        }

        @Override
        public String name() {
            return "cast";
        }
    }

    /// The operand's value with no derivative.
    record Detach(Node x) implements Op {
        @Override
        public List<Node> inputs() {
            return List.of(x);
        }

        @Override
        public Op withInputs(List<Node> in) {
            return new Detach(in.get(0));
        }

        @Override
        public String name() {
            return "detach";
        }
    }

    /// Reduces over `axes` (sorted, distinct), which disappear. The empty `MAX` is -inf or the dtype's least value.
    record Reduce(ReduceFn fn, Node x, List<Integer> axes) implements Op {
        @Override
        public List<Node> inputs() {
            return List.of(x);
        }

        @Override
        public Op withInputs(List<Node> in) {
            return new Reduce(fn, in.get(0), axes);
        }

        @Override
        public String name() {
            return Op.lower(fn);
        }
    }

    /// The index (i32) of the first greatest element along `axis`, which disappears. A NaN counts as greatest.
    record ArgMax(Node x, int axis) implements Op {
        @Override
        public List<Node> inputs() {
            return List.of(x);
        }

        @Override
        public Op withInputs(List<Node> in) {
            return new ArgMax(in.get(0), axis);
        }

        @Override
        public String name() {
            return "argmax";
        }
    }

    /// Running sums or products along `axis`: each element is the `fn` (`SUM` or `PROD`) of those up to it, with `reverse` of those from it
    /// on.
    record Cumulate(ReduceFn fn, Node x, int axis, boolean reverse) implements Op {
        @Override
        public List<Node> inputs() {
            return List.of(x);
        }

        @Override
        public Op withInputs(List<Node> in) {
            return new Cumulate(fn, in.get(0), axis, reverse);
        }

        @Override
        public String name() {
            return fn == ReduceFn.SUM ? "cumulative-sum" : "cumulative-product";
        }
    }

    /// The indices (i32) along `axis` in the order of the elements there, the least first or with `descending` the greatest; equal
    /// elements stay in their order, and a NaN counts as greatest.
    record ArgSort(Node x, int axis, boolean descending) implements Op {
        @Override
        public List<Node> inputs() {
            return List.of(x);
        }

        @Override
        public Op withInputs(List<Node> in) {
            return new ArgSort(in.get(0), axis, descending);
        }

        @Override
        public String name() {
            return "argsort";
        }
    }

    /// The same elements in row-major order under another shape.
    record Reshape(Node x, Shape shape) implements Op {
        @Override
        public List<Node> inputs() {
            return List.of(x);
        }

        @Override
        public Op withInputs(List<Node> in) {
            return new Reshape(in.get(0), shape);
        }

        @Override
        public String name() {
            return "reshape";
        }
    }

    /// Axis `i` of the result is axis `order[i]` of the operand.
    record Permute(Node x, List<Integer> order) implements Op {
        @Override
        public List<Node> inputs() {
            return List.of(x);
        }

        @Override
        public Op withInputs(List<Node> in) {
            return new Permute(in.get(0), order);
        }

        @Override
        public String name() {
            return "permute";
        }
    }

    /// Repeats the operand to `shape` by NumPy's rule: aligned at the last axis, each axis equal or 1.
    record Broadcast(Node x, Shape shape) implements Op {
        @Override
        public List<Node> inputs() {
            return List.of(x);
        }

        @Override
        public Op withInputs(List<Node> in) {
            return new Broadcast(in.get(0), shape);
        }

        @Override
        public String name() {
            return "broadcast";
        }
    }

    /// Element `i` of an axis of the result is element `start + i * step` of the operand's; `step` may be negative.
    record Slice(Node x, List<Integer> start, List<Dim> size, List<Integer> step) implements Op {
        @Override
        public List<Node> inputs() {
            return List.of(x);
        }

        @Override
        public Op withInputs(List<Node> in) {
            return new Slice(in.get(0), start, size, step);
        }

        @Override
        public String name() {
            return "slice";
        }
    }

    /// Puts zeros around the operand: `low` before, `high` after, `interior` between neighbouring elements.
    record Pad(Node x, List<Integer> low, List<Integer> high, List<Integer> interior) implements Op {
        @Override
        public List<Node> inputs() {
            return List.of(x);
        }

        @Override
        public Op withInputs(List<Node> in) {
            return new Pad(in.get(0), low, high, interior);
        }

        @Override
        public String name() {
            return "pad";
        }
    }

    /// The operands one after another along `axis`.
    record Concat(List<Node> parts, int axis) implements Op {
        @Override
        public List<Node> inputs() {
            return parts;
        }

        @Override
        public Op withInputs(List<Node> in) {
            return new Concat(List.copyOf(in), axis);
        }

        @Override
        public String name() {
            return "concat";
        }
    }

    /// Takes entries of `axis` by `indices`, whose shape replaces the axis. An index outside is clamped to the nearest
    /// entry, so that a bad index never reads foreign memory.
    record Gather(Node x, Node indices, int axis) implements Op {
        @Override
        public List<Node> inputs() {
            return List.of(x, indices);
        }

        @Override
        public Op withInputs(List<Node> in) {
            return new Gather(in.get(0), in.get(1), axis);
        }

        @Override
        public String name() {
            return "gather";
        }
    }

    /// The transpose of [Gather]: zeros with `size` entries along `axis`, to which each update is added in index order.
    record ScatterAdd(Node indices, Node updates, int axis, Dim size) implements Op {
        @Override
        public List<Node> inputs() {
            return List.of(indices, updates);
        }

        @Override
        public Op withInputs(List<Node> in) {
            return new ScatterAdd(in.get(0), in.get(1), axis, size);
        }

        @Override
        public String name() {
            return "scatter-add";
        }
    }

    /// `[…, m, k] × […, k, n] → […, m, n]`, the leading axes equal; an operand that is marked transposed holds its last two
    /// axes the other way round.
    ///
    /// `result` is the operands' dtype, or the one in which exact products of theirs are summed: f32 for 16-bit floats, i32 for i8 and
    /// u8, which may then meet each other. Sums of 16-bit floats are kept in f32 in any case and rounded once.
    record MatMul(Node a, Node b, boolean transposeA, boolean transposeB, DType result) implements Op {
        /// With a result of the operands' dtype.
        public MatMul(Node a, Node b, boolean transposeA, boolean transposeB) {
            this(a, b, transposeA, transposeB, a.dtype());
        }

        @Override
        public List<Node> inputs() {
            return List.of(a, b);
        }

        @Override
        public Op withInputs(List<Node> in) {
            return new MatMul(in.get(0), in.get(1), transposeA, transposeB, result);
        }

        @Override
        public String name() {
            return "matmul";
        }
    }

    /// Two-dimensional cross-correlation, channels last: images `[n, h, w, c]`, filters `[kh, kw, c / groups, f]`, output
    /// `[n, oh, ow, f]`. `a` and `b` are (images, filters) for `OUTPUT`, (output gradient, filters) for `INPUT`,
    /// (images, output gradient) for `FILTER`; `shape` is that of the result. `result` is the operands' dtype, or f32 for 16-bit
    /// floats, as in [MatMul].
    record Conv(ConvOf of, Node a, Node b, Window window, int groups, Shape shape, DType result) implements Op {
        /// With a result of the operands' dtype.
        public Conv(ConvOf of, Node a, Node b, Window window, int groups, Shape shape) {
            this(of, a, b, window, groups, shape, a.dtype());
        }

        @Override
        public List<Node> inputs() {
            return List.of(a, b);
        }

        @Override
        public Op withInputs(List<Node> in) {
            return new Conv(of, in.get(0), in.get(1), window, groups, shape, result);
        }

        @Override
        public String name() {
            return of == ConvOf.OUTPUT ? "conv" : of == ConvOf.INPUT ? "conv-input-gradient" : "conv-filter-gradient";
        }
    }

    /// Reduces each window of images `[n, h, w, c]`; padding takes no part. A dilated window may meet no element at all:
    /// its maximum is -inf.
    record Pool(PoolFn fn, Node x, Window window) implements Op {
        @Override
        public List<Node> inputs() {
            return List.of(x);
        }

        @Override
        public Op withInputs(List<Node> in) {
            return new Pool(fn, in.get(0), window);
        }

        @Override
        public String name() {
            return fn == PoolFn.MAX ? "max-pool" : "sum-pool";
        }
    }

    /// The gradient of [Pool] for the images `x` given that of its output, `dy`. The gradient of a maximum goes to the first
    /// greatest element of the window.
    record PoolGradient(PoolFn fn, Node x, Node dy, Window window) implements Op {
        @Override
        public List<Node> inputs() {
            return List.of(x, dy);
        }

        @Override
        public Op withInputs(List<Node> in) {
            return new PoolGradient(fn, in.get(0), in.get(1), window);
        }

        @Override
        public String name() {
            return fn == PoolFn.MAX ? "max-pool-gradient" : "sum-pool-gradient";
        }
    }

    /// Scaled dot-product attention (Vaswani et al. 2017, section 3.2.1): for each query the values weighted by the softmax of its
    /// products with the keys. The operands are queries `[…, heads, time, size]`, keys and values `[…, kvHeads, keys, size]`, where `heads` is
    /// a multiple of `kvHeads` and neighbouring heads share keys and values, then those that `form` names: the position of the
    /// first query (i32 scalar), the segments of queries `[…, time]` and keys `[…, keys]` (i32), the slopes `[heads]`. A query that sees
    /// no key gets zeros.
    ///
    /// The gradients have three more operands, which must belong together: the output, its `LOG_SUM_EXP` `[…, heads, time]`, and the
    /// output's gradient. No kind ever holds more of the weights than a block.
    ///
    /// `result` is the dtype of queries, keys and values, or f32 for 16-bit floats. `LOG_SUM_EXP` is f32 for those in any case.
    record Attention(AttentionOf of, AttentionForm form, List<Node> operands, DType result) implements Op {
        @Override
        public List<Node> inputs() {
            return operands;
        }

        @Override
        public Op withInputs(List<Node> in) {
            return new Attention(of, form, List.copyOf(in), result);
        }

        /// Another result of the same attention, or of its gradient.
        Attention as(AttentionOf other, List<Node> operands) {
            return new Attention(other, form, List.copyOf(operands), result);
        }

        public Node q() {
            return operands.get(0);
        }

        public Node k() {
            return operands.get(1);
        }

        public Node v() {
            return operands.get(2);
        }

        /// Null where the form has none, as are segments and slopes.
        public Node position() {
            return form.position() ? operands.get(3) : null;
        }

        public Node querySegments() {
            return form.segments() ? operands.get(form.segmentsAt()) : null;
        }

        public Node keySegments() {
            return form.segments() ? operands.get(form.segmentsAt() + 1) : null;
        }

        public Node slopes() {
            return form.slopes() ? operands.get(form.slopesAt()) : null;
        }

        /// Of the gradients: what the attention yields.
        public Node output() {
            return operands.get(form.operands());
        }

        public Node logSumExp() {
            return operands.get(form.operands() + 1);
        }

        /// The gradient of the output.
        public Node dy() {
            return operands.get(form.operands() + 2);
        }

        @Override
        public String name() {
            return switch (of) {
                case OUTPUT -> "attention";
                case LOG_SUM_EXP -> "attention-log-sum-exp";
                case QUERY_GRADIENT -> "attention-query-gradient";
                case KEY_GRADIENT -> "attention-key-gradient";
                case VALUE_GRADIENT -> "attention-value-gradient";
            };
        }
    }

    /// Philox draws. Element `i` (row-major) has the index `base + i` of `stream`, under `seed` (i64) and `step` (i64, of which
    /// 32 bits count). These three are scalars, or have the shape of the result's leading axes: then each entry of those axes
    /// counts its elements from 0 under its own seed, step and base. `BITS` gives u32; `UNIFORM` a float in [0, 1): for f64 with 53
    /// bits from two words, else with as many bits as the type's precision holds (24, 11, 8) from one.
    record Random(RandomFn fn, DType dtype, Shape shape, int stream, Node seed, Node step, Node base) implements Op {
        @Override
        public List<Node> inputs() {
            return List.of(seed, step, base);
        }

        @Override
        public Op withInputs(List<Node> in) {
            return new Random(fn, dtype, shape, stream, in.get(0), in.get(1), in.get(2));
        }

        @Override
        public String name() {
            return fn == RandomFn.BITS ? "random-bits" : "random-uniform";
        }
    }

    /// The value of `value`, a function of `arguments`, with derivatives that `rule` gives instead of those of the operations in
    /// it. `captures` are what it depends on besides; they have no derivative, and asking for one is an error.
    record Custom(Node value, List<Node> arguments, List<Node> captures, CustomRule rule) implements Op {
        @Override
        public List<Node> inputs() {
            var all = new ArrayList<Node>();
            all.add(value);
            all.addAll(arguments);
            all.addAll(captures);
            return all;
        }

        @Override
        public Op withInputs(List<Node> in) {
            int n = arguments.size() + 1;
            return new Custom(in.get(0), List.copyOf(in.subList(1, n)), List.copyOf(in.subList(n, in.size())), rule);
        }

        @Override
        public String name() {
            return "custom";
        }
    }

    /// The value of `x`, to be used only when `after` is there. What is computed from it is never shared with what is computed
    /// from `x` itself, so that a checkpointed value is computed again in the backward pass.
    record Again(Node x, Node after) implements Op {
        @Override
        public List<Node> inputs() {
            return List.of(x, after);
        }

        @Override
        public Op withInputs(List<Node> in) {
            return new Again(in.get(0), in.get(1));
        }

        @Override
        public String name() {
            return "again";
        }
    }

    /// A loop: `body` once for each entry of its slices' first axis, with carries that go from iteration to iteration. `inputs` are the
    /// first carries, what is gone through (`[length, …]`) and the captures. The scan has many results, each a node of its own, and all
    /// with the same body and inputs are one loop: with `last` the value of the carry `of` after the last iteration, else the
    /// values of `of`, any node of the body, in every iteration, `[length, …]` in the order of the entries.
    record Scan(ScanBody body, List<Node> inputs, Node of, boolean last) implements Op {
        @Override
        public Op withInputs(List<Node> in) {
            return new Scan(body, List.copyOf(in), of, last);
        }

        @Override
        public String name() {
            return "scan";
        }

        /// What all results of one loop have in common.
        public record Loop(ScanBody body, List<Node> inputs) {
        }

        public Loop loop() {
            return new Loop(body, inputs);
        }
    }

    private static String lower(Enum<?> e) {
        return e.name().toLowerCase(java.util.Locale.ROOT);
    }

    /// A list with `value` in each of `rank` places.
    static List<Integer> repeat(int value, int rank) {
        var out = new ArrayList<Integer>();
        for (int i = 0; i < rank; i++) {
            out.add(value);
        }
        return List.copyOf(out);
    }
}
