package dev.loam.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A value with a dtype and a shape: a handle on a node of a graph. Nothing runs until [#value] or `toString` asks.
///
/// Names and broadcasting are NumPy's. Two operands must have the same dtype (`to` casts); a Java number takes the
/// tensor's. Errors are [TensorException]s, raised where the line is written.
public final class Tensor {
    private Node node;
    /// The node as it was written, from which gradients go on after the value was read.
    private final Node written;

    private Tensor(Node node) {
        this.node = node;
        written = node;
    }

    // ---- making tensors

    public static Tensor of(Node node) {
        return new Tensor(node);
    }

    static Tensor of(Op op) {
        return new Tensor(Node.of(op));
    }

    public static Tensor of(NDArray values) {
        return of(new Op.Constant(values));
    }

    /// A leaf that holds `values`, which were computed from `sources` outside of any graph: asking for a derivative through it
    /// is an error.
    public static Tensor computed(NDArray values, List<Tensor> sources) {
        var nodes = new ArrayList<Node>();
        for (Tensor t : sources) {
            nodes.add(t.written);
        }
        return of(Reading.leaf(values, nodes));
    }

    /// An f32 scalar.
    public static Tensor of(double value) {
        return fill(DType.F32, Shape.SCALAR, value);
    }

    /// An f32 vector.
    public static Tensor of(float[] values) {
        return of(NDArray.wrap(DType.F32, values.clone(), values.length));
    }

    /// An f64 vector.
    public static Tensor of(double[] values) {
        return of(NDArray.wrap(DType.F64, values.clone(), values.length));
    }

    /// An i32 vector.
    public static Tensor of(int[] values) {
        return of(NDArray.wrap(DType.I32, values.clone(), values.length));
    }

    /// An f32 matrix; the rows must be equally long.
    public static Tensor of(float[][] rows) {
        int columns = rows.length == 0 ? 0 : rows[0].length;
        float[] flat = new float[rows.length * columns];
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != columns) {
                throw Sources.error("Tensor.of: row 0 has " + columns + " elements and row " + i + " has " + rows[i].length);
            }
            System.arraycopy(rows[i], 0, flat, i * columns, columns);
        }
        return of(NDArray.wrap(DType.F32, flat, rows.length, columns));
    }

    public static Tensor fill(DType dtype, Shape shape, double value) {
        if (dtype.isFloat()) {
            return of(new Op.Fill(dtype, shape, Double.doubleToRawLongBits(value)));
        }
        NDArray wrapped = NDArray.zeros(dtype);
        wrapped.setDouble(0, value);
        return of(new Op.Fill(dtype, shape, wrapped.getLong(0)));
    }

    public static Tensor zeros(DType dtype, Shape shape) {
        return fill(dtype, shape, 0);
    }

    public static Tensor ones(DType dtype, Shape shape) {
        return fill(dtype, shape, 1);
    }

    /// A value given anew at each run of a compiled function.
    public static Tensor input(String name, DType dtype, Shape shape) {
        return of(new Op.Input(name, dtype, shape));
    }

    /// A named value that lives from run to run.
    public static Tensor state(String name, DType dtype, Shape shape) {
        return of(new Op.State(name, dtype, shape));
    }

    /// `0, 1, … n-1` as i32.
    public static Tensor arange(int n) {
        return iota(DType.I32, Shape.of(n), 0);
    }

    /// The index along `axis` at each place of `shape`.
    public static Tensor iota(DType dtype, Shape shape, int axis) {
        return of(new Op.Iota(dtype, shape, shape.axis(axis, "iota")));
    }

    /// Uniform draws in `[0, 1)`; see [Op.Random].
    public static Tensor uniform(DType dtype, Shape shape, int stream, Tensor seed, Tensor step, Tensor base) {
        return of(new Op.Random(Op.RandomFn.UNIFORM, dtype, shape, stream, seed.node, step.node, base.node));
    }

    public static Tensor concat(List<Tensor> parts, int axis) {
        if (parts.isEmpty()) {
            throw Sources.error("concat: needs at least one tensor");
        }
        var nodes = new ArrayList<Node>();
        for (Tensor t : parts) {
            nodes.add(t.node);
        }
        return nodes.size() == 1 ? parts.get(0) : of(new Op.Concat(List.copyOf(nodes), parts.get(0).shape().axis(axis, "concat")));
    }

    // ---- what it is

    public Node node() {
        return node;
    }

    Node written() {
        return written;
    }

    public DType dtype() {
        return node.dtype();
    }

    public Shape shape() {
        return node.shape();
    }

    public int rank() {
        return node.shape().rank();
    }

    /// The constant size of `axis`; negative axes count from the end.
    public int size(int axis) {
        return shape().size(shape().axis(axis, "size"));
    }

    /// The values. They are computed at the first call; from then on the tensor is a leaf that holds them, and what is written
    /// with it after that has no derivative through it (asking for one is an error).
    public NDArray value() {
        if (!(node.op() instanceof Op.Constant)) {
            node = Reading.leaf(Evaluation.evaluate(node), List.of(written));
        }
        return ((Op.Constant) node.op()).value();
    }

    /// True where the value can be computed now: it depends on no input or state and on no argument of a function that is being
    /// differentiated, mapped or compiled.
    public boolean isKnown() {
        return Evaluation.isClosed(node);
    }

    /// The only element, as a double.
    public double item() {
        if (!shape().isStatic() || shape().maxElements() != 1) {
            throw Sources.error("item: needs one element, has " + node.describe());
        }
        return value().getDouble(0);
    }

    /// Dtype, shape and values; a tensor that depends on inputs or states of a function shows dtype and shape alone.
    @Override
    public String toString() {
        return Evaluation.isClosed(node) ? value().toString() : node.describe();
    }

    // ---- elementwise

    public Tensor add(Tensor o) {
        return binary(Op.BinaryFn.ADD, o);
    }

    public Tensor add(double v) {
        return add(like(v));
    }

    public Tensor sub(Tensor o) {
        return binary(Op.BinaryFn.SUB, o);
    }

    public Tensor sub(double v) {
        return sub(like(v));
    }

    public Tensor mul(Tensor o) {
        return binary(Op.BinaryFn.MUL, o);
    }

    public Tensor mul(double v) {
        return mul(like(v));
    }

    public Tensor div(Tensor o) {
        return binary(Op.BinaryFn.DIV, o);
    }

    public Tensor div(double v) {
        return div(like(v));
    }

    /// The remainder of division truncated toward zero, with the sign of the dividend.
    public Tensor rem(Tensor o) {
        return binary(Op.BinaryFn.REM, o);
    }

    public Tensor pow(Tensor o) {
        return binary(Op.BinaryFn.POW, o);
    }

    public Tensor pow(double v) {
        return v == 2 ? mul(this) : v == 1 ? this : pow(like(v));
    }

    public Tensor min(Tensor o) {
        return binary(Op.BinaryFn.MIN, o);
    }

    public Tensor max(Tensor o) {
        return binary(Op.BinaryFn.MAX, o);
    }

    public Tensor max(double v) {
        return max(like(v));
    }

    public Tensor min(double v) {
        return min(like(v));
    }

    public Tensor clip(double low, double high) {
        return max(low).min(high);
    }

    public Tensor and(Tensor o) {
        return binary(Op.BinaryFn.AND, o);
    }

    public Tensor or(Tensor o) {
        return binary(Op.BinaryFn.OR, o);
    }

    public Tensor xor(Tensor o) {
        return binary(Op.BinaryFn.XOR, o);
    }

    public Tensor shiftLeft(Tensor o) {
        return binary(Op.BinaryFn.SHL, o);
    }

    /// By the same number of bits.
    public Tensor shiftLeft(int bits) {
        return shiftLeft(like(bits));
    }

    /// By the same number of bits; of signed numbers the sign fills up.
    public Tensor shiftRight(int bits) {
        return shiftRight(like(bits));
    }

    public Tensor shiftRight(Tensor o) {
        return binary(Op.BinaryFn.SHR, o);
    }

    public Tensor lt(Tensor o) {
        return compare(Op.CompareFn.LT, o);
    }

    public Tensor le(Tensor o) {
        return compare(Op.CompareFn.LE, o);
    }

    public Tensor gt(Tensor o) {
        return compare(Op.CompareFn.GT, o);
    }

    public Tensor ge(Tensor o) {
        return compare(Op.CompareFn.GE, o);
    }

    public Tensor eq(Tensor o) {
        return compare(Op.CompareFn.EQ, o);
    }

    public Tensor ne(Tensor o) {
        return compare(Op.CompareFn.NE, o);
    }

    public Tensor gt(double v) {
        return gt(like(v));
    }

    public Tensor lt(double v) {
        return lt(like(v));
    }

    public Tensor ge(double v) {
        return ge(like(v));
    }

    public Tensor le(double v) {
        return le(like(v));
    }

    public Tensor eq(double v) {
        return eq(like(v));
    }

    /// `this ? a : b`, elementwise; this tensor is bool.
    public Tensor where(Tensor a, Tensor b) {
        Shape s = common("where", common("where", shape(), a, a.shape()), b, b.shape());
        return of(new Op.Select(broadcastTo(s).node, a.broadcastTo(s).node, b.broadcastTo(s).node));
    }

    public Tensor neg() {
        return unary(Op.UnaryFn.NEG);
    }

    public Tensor abs() {
        return unary(Op.UnaryFn.ABS);
    }

    /// -1, 0 or 1; NaN stays NaN.
    public Tensor sign() {
        return unary(Op.UnaryFn.SIGN);
    }

    public Tensor sqrt() {
        return unary(Op.UnaryFn.SQRT);
    }

    public Tensor rsqrt() {
        return like(1).div(sqrt());
    }

    public Tensor reciprocal() {
        return like(1).div(this);
    }

    public Tensor square() {
        return mul(this);
    }

    public Tensor exp() {
        return unary(Op.UnaryFn.EXP);
    }

    /// `e^x - 1`, precise near 0.
    public Tensor expm1() {
        return unary(Op.UnaryFn.EXPM1);
    }

    public Tensor log() {
        return unary(Op.UnaryFn.LOG);
    }

    /// `log(1 + x)`, precise near 0.
    public Tensor log1p() {
        return unary(Op.UnaryFn.LOG1P);
    }

    public Tensor tanh() {
        return unary(Op.UnaryFn.TANH);
    }

    public Tensor erf() {
        return unary(Op.UnaryFn.ERF);
    }

    public Tensor sin() {
        return unary(Op.UnaryFn.SIN);
    }

    public Tensor cos() {
        return unary(Op.UnaryFn.COS);
    }

    public Tensor floor() {
        return unary(Op.UnaryFn.FLOOR);
    }

    public Tensor ceil() {
        return unary(Op.UnaryFn.CEIL);
    }

    /// To the nearest whole number, ties to even.
    public Tensor round() {
        return unary(Op.UnaryFn.ROUND);
    }

    /// Inverts bits; of bool, the truth value.
    public Tensor not() {
        return unary(Op.UnaryFn.NOT);
    }

    /// `max(x, 0)`; NaN stays NaN, the derivative at 0 is 0.
    public Tensor relu() {
        return le(0).where(like(0), this);
    }

    public Tensor sigmoid() {
        return mul(0.5).tanh().mul(0.5).add(0.5);
    }

    public Tensor silu() {
        return mul(sigmoid());
    }

    /// The exact form, `x * Φ(x)` (Hendrycks and Gimpel 2016).
    public Tensor gelu() {
        return ruled(mul(0.5).mul(mul(Math.sqrt(0.5)).erf().add(1)), Rules.GELU);
    }

    /// True where the value is neither infinite nor NaN.
    public Tensor isFinite() {
        return sub(this).eq(0);
    }

    /// Casts; nothing happens where the dtype is the same.
    public Tensor to(DType dtype) {
        return dtype == dtype() ? this : of(new Op.Cast(node, dtype));
    }

    /// The same value, through which no derivative flows.
    public Tensor detach() {
        return of(new Op.Detach(node));
    }

    // ---- reductions; no axes means all of them

    public Tensor sum(int... axes) {
        return reduce(Op.ReduceFn.SUM, axes);
    }

    public Tensor prod(int... axes) {
        return reduce(Op.ReduceFn.PROD, axes);
    }

    /// The greatest element; NaN if there is one.
    public Tensor amax(int... axes) {
        return reduce(Op.ReduceFn.MAX, axes);
    }

    public Tensor amin(int... axes) {
        return reduce(Op.ReduceFn.MIN, axes);
    }

    public Tensor mean(int... axes) {
        if (!dtype().isFloat()) {
            throw Sources.error("mean: a float dtype is needed; cast it first: " + node.describe());
        }
        Tensor s = sum(axes);
        Dim n = Dim.of(1);
        for (int a : axes(axes)) {
            Dim d = shape().dim(a);
            if (!n.isConstant() && !d.isConstant()) {
                s = s.div(of(new Op.Size(dtype(), n)));
                n = Dim.of(1);
            }
            n = n.times(d);
        }
        return n.isConstant() ? s.mul(1.0 / n.constant()) : s.div(of(new Op.Size(dtype(), n)));
    }

    /// The variance with divisor n over `axes`, in two passes.
    public Tensor variance(int... axes) {
        Tensor d = sub(mean(axes).keep(shape(), axes(axes)));
        return d.square().mean(axes);
    }

    /// The index (i32) of the first greatest element along `axis`.
    public Tensor argmax(int axis) {
        return of(new Op.ArgMax(node, shape().axis(axis, "argmax")));
    }

    /// The index (i32) of the first least element along `axis`; a NaN counts as least.
    public Tensor argmin(int axis) {
        // the complement turns the order of whole numbers round, where the negative would overflow
        return (dtype().isFloat() ? neg() : not()).argmax(axis);
    }

    /// The sum of the elements up to each along `axis`.
    public Tensor cumsum(int axis) {
        return of(new Op.Cumulate(Op.ReduceFn.SUM, node, shape().axis(axis, "cumsum"), false));
    }

    /// The product of the elements up to each along `axis`.
    public Tensor cumprod(int axis) {
        return of(new Op.Cumulate(Op.ReduceFn.PROD, node, shape().axis(axis, "cumprod"), false));
    }

    /// The indices (i32) that sort `axis`, the least first; equal elements stay in their order, and a NaN counts as greatest.
    public Tensor argsort(int axis) {
        return Sorting.argsort(this, axis, false);
    }

    /// The elements along `axis` from the least to the greatest. Gradients go back to where the elements came from.
    public Tensor sort(int axis) {
        return Sorting.sort(this, axis, false);
    }

    /// The `k` greatest elements along `axis`, the greatest first, with their indices (i32).
    public TopK topK(int k, int axis) {
        return Sorting.topK(this, k, axis);
    }

    /// The greatest elements of an axis.
    ///
    /// @param values  from the greatest on
    /// @param indices where they are, i32
    public record TopK(Tensor values, Tensor indices) {
    }

    /// Entries of `axis` by `indices` (i32 or i64), which have this tensor's other axes: of each row its own. An index outside is clamped.
    public Tensor takeAlong(Tensor indices, int axis) {
        return Sorting.takeAlong(this, indices, axis);
    }

    /// `log(sum(exp(x)))` over the last axis, computed safely.
    public Tensor logSumExp() {
        Tensor m = amax(-1).detach();
        return ruled(sub(m.unsqueeze(-1)).exp().sum(-1).log().add(m), Rules.LOG_SUM_EXP);
    }

    /// Over the last axis.
    public Tensor logSoftmax() {
        return ruled(sub(logSumExp().unsqueeze(-1)), Rules.LOG_SOFTMAX);
    }

    /// Over the last axis.
    public Tensor softmax() {
        Tensor e = sub(amax(-1).detach().unsqueeze(-1)).exp();
        return ruled(e.div(e.sum(-1).unsqueeze(-1)), Rules.SOFTMAX);
    }

    /// `value`, a function of this tensor, with derivatives of its own.
    private Tensor ruled(Tensor value, CustomRule rule) {
        return of(new Op.Custom(value.node, List.of(node), List.of(), rule));
    }

    // ---- views

    /// Another shape for the same elements; one size may be -1 and is computed.
    public Tensor reshape(int... sizes) {
        int open = 0;
        var dims = new ArrayList<Dim>();
        for (int s : sizes) {
            open += s == -1 ? 1 : 0;
            if (s < -1 || open > 1) {
                throw Sources.error("reshape: sizes are positive and one of them may be -1, not " + java.util.Arrays.toString(sizes)
                    + ": " + node.describe());
            }
            dims.add(s == -1 ? remaining(sizes) : Dim.of(s));
        }
        return reshape(Shape.of(dims));
    }

    public Tensor reshape(Shape to) {
        return to.equals(shape()) ? this : of(new Op.Reshape(node, to));
    }

    private Dim remaining(int[] sizes) {
        long known = 1;
        for (int s : sizes) {
            known *= s == -1 ? 1 : s;
        }
        Dim n = shape().elements();
        if (known <= 0 || n.scale() % known != 0) {
            throw Sources.error("reshape: " + n + " elements do not divide by " + known + ": " + node.describe());
        }
        return new Dim(n.scale() / known, n.var());
    }

    /// All axes but the first as one: `[n, h, w, c]` becomes `[n, h*w*c]`.
    public Tensor flatten() {
        if (rank() == 0) {
            throw Sources.error("flatten: needs an axis to keep: " + node.describe());
        }
        Dim rest = Dim.of(1);
        for (int i = 1; i < rank(); i++) {
            rest = rest.times(shape().dim(i));
        }
        return reshape(Shape.of(List.of(shape().dim(0), rest)));
    }

    /// Axis `i` of the result is axis `order[i]` of this tensor.
    public Tensor permute(int... order) {
        var list = new ArrayList<Integer>();
        boolean same = true;
        for (int i = 0; i < order.length; i++) {
            list.add(shape().axis(order[i], "permute"));
            same &= list.get(i) == i;
        }
        return same && order.length == rank() ? this : of(new Op.Permute(node, List.copyOf(list)));
    }

    /// The last two axes exchanged.
    public Tensor transpose() {
        return transpose(-2, -1);
    }

    public Tensor transpose(int a, int b) {
        int[] order = new int[rank()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        order[shape().axis(a, "transpose")] = shape().axis(b, "transpose");
        order[shape().axis(b, "transpose")] = shape().axis(a, "transpose");
        return permute(order);
    }

    /// Adds an axis of size 1 before `axis` (-1: at the end).
    public Tensor unsqueeze(int axis) {
        var dims = new ArrayList<>(shape().dims());
        int at = axis < 0 ? axis + rank() + 1 : axis;
        if (at < 0 || at > rank()) {
            throw Sources.error("unsqueeze: an axis can be added at 0 to " + rank() + " or at -1 to -" + (rank() + 1) + ", not at "
                + axis + ": " + node.describe());
        }
        dims.add(at, Dim.of(1));
        return reshape(Shape.of(dims));
    }

    /// Removes `axis`, which must have size 1.
    public Tensor squeeze(int axis) {
        int a = shape().axis(axis, "squeeze");
        if (!shape().dim(a).is(1)) {
            throw Sources.error("squeeze: axis " + axis + " has size " + shape().dim(a) + ", not 1: " + node.describe());
        }
        return reshape(shape().without(a));
    }

    public Tensor broadcastTo(Shape to) {
        if (to.equals(shape())) {
            return this;
        }
        if (node.op() instanceof Op.Fill f && to.equals(Shape.broadcast(shape(), to))) {
            return of(new Op.Fill(f.dtype(), to, f.bits()));
        }
        return of(new Op.Broadcast(node, to));
    }

    /// Elements `from` to `to` (exclusive; negative: from the end) of `axis`.
    public Tensor slice(int axis, int from, int to) {
        int a = shape().axis(axis, "slice");
        int n = shape().size(a);
        int start = from < 0 ? from + n : from;
        int end = to < 0 ? to + n : to;
        if (start < 0 || end > n || start > end) {
            throw Sources.error("slice: " + from + " to " + to + " of axis " + axis + " leaves the axis: " + node.describe());
        }
        return slice(a, start, end - start, 1);
    }

    /// Every element of `axis` in reverse.
    public Tensor flip(int axis) {
        int a = shape().axis(axis, "flip");
        return shape().size(a) == 0 ? this : slice(a, shape().size(a) - 1, shape().size(a), -1);
    }

    /// `count` elements of `axis`, from `start` on, `step` apart.
    public Tensor slice(int axis, int start, int count, int step) {
        int a = shape().axis(axis, "slice");
        var starts = new ArrayList<>(Op.repeat(0, rank()));
        var steps = new ArrayList<>(Op.repeat(1, rank()));
        starts.set(a, start);
        steps.set(a, step);
        return of(new Op.Slice(node, List.copyOf(starts), shape().with(a, Dim.of(count)).dims(), List.copyOf(steps)));
    }

    /// Zeros before and after the elements of `axis`.
    public Tensor pad(int axis, int low, int high) {
        int a = shape().axis(axis, "pad");
        var lows = new ArrayList<>(Op.repeat(0, rank()));
        var highs = new ArrayList<>(Op.repeat(0, rank()));
        lows.set(a, low);
        highs.set(a, high);
        return of(new Op.Pad(node, List.copyOf(lows), List.copyOf(highs), Op.repeat(0, rank())));
    }

    /// Entries of `axis` by `indices` (i32 or i64), whose shape replaces the axis.
    public Tensor gather(Tensor indices, int axis) {
        return of(new Op.Gather(node, indices.node, shape().axis(axis, "gather")));
    }

    /// The transpose of `gather`: zeros with `size` entries along `axis`, to which these updates are added.
    public Tensor scatterAdd(Tensor indices, int axis, int size) {
        Shape result = Shape.of(new int[Math.max(0, rank() - indices.rank() + 1)]);
        return of(new Op.ScatterAdd(indices.node, node, result.axis(axis, "scatter-add"), Dim.of(size)));
    }

    /// 1 at the index each element holds, else 0: `[…]` becomes `[…, classes]` of `dtype`.
    public Tensor oneHot(int classes, DType dtype) {
        Shape s = shape().append(Shape.of(classes));
        return unsqueeze(-1).broadcastTo(s).eq(iota(dtype(), s, s.rank() - 1)).to(dtype);
    }

    // ---- products

    /// The matrix product over the last two axes; leading axes broadcast.
    public Tensor matmul(Tensor o) {
        return matmul(o, dtype());
    }

    /// The matrix product with its sums as they are kept: f32 for 16-bit floats, i32 for i8 and u8 (also for one with the other).
    public Tensor matmul(Tensor o, DType result) {
        if (rank() < 2 || o.rank() < 2) {
            throw Sources.error("matmul: both operands need at least 2 axes: " + node.describe() + " x " + o.node.describe());
        }
        if (o.rank() == 2 && rank() > 2) {
            if (!shape().dim(-1).equals(o.shape().dim(0))) {
                throw Types.innerSizesDiffer(node, shape().dim(-1), o.node, o.shape().dim(0), o.shape().dim(1));
            }
            // one matrix for all leading axes: the rows of all of them together
            Dim rows = Dim.of(1);
            for (int i = 0; i < rank() - 1; i++) {
                if (!rows.isConstant() && !shape().dim(i).isConstant()) {
                    // two variable sizes have no product
                    return of(new Op.MatMul(node, o.broadcastTo(shape().head(rank() - 2).append(o.shape())).node, false, false, result));
                }
                rows = rows.times(shape().dim(i));
            }
            Tensor flat = reshape(Shape.of(List.of(rows, shape().dim(-1)))).matmul(o, result);
            return flat.reshape(shape().head(rank() - 1).append(Shape.of(List.of(o.shape().dim(1)))));
        }
        Shape batch = common("matmul", shape().head(rank() - 2), o, o.shape().head(o.rank() - 2));
        Tensor a = broadcastTo(batch.append(Shape.of(shape().dims().subList(rank() - 2, rank()))));
        Tensor b = o.broadcastTo(batch.append(Shape.of(o.shape().dims().subList(o.rank() - 2, o.rank()))));
        return of(new Op.MatMul(a.node, b.node, false, false, result));
    }

    /// Attention of these queries `[…, heads, time, size]` to keys and values `[…, kvHeads, keys, size]`: `softmax(q · kᵀ / √size) · v` over the
    /// keys that `mask` lets a query see. `heads` is a multiple of `kvHeads`; neighbouring heads share keys and values (Ainslie et al. 2023,
    /// "GQA"). Never more of the weights `[…, heads, time, keys]` than a block is in memory, in the forward pass or in the gradient's.
    public Tensor attention(Tensor k, Tensor v, AttentionMask mask) {
        return attention(k, v, mask, 1 / Math.sqrt(Math.max(1, shape().dim(-1).max())));
    }

    /// The same with the products of queries and keys times `scale`.
    public Tensor attention(Tensor k, Tensor v, AttentionMask mask, double scale) {
        return Attentions.of(this, k, v, scale, mask);
    }

    /// Cross-correlation of these images `[n, h, w, c]` with `filters [kh, kw, c / groups, f]`; gives `[n, oh, ow, f]`.
    public Tensor conv2d(Tensor filters, Window window, int groups) {
        return of(new Op.Conv(Op.ConvOf.OUTPUT, node, filters.node, window, groups, Shape.SCALAR));
    }

    /// The transpose of a convolution: what the gradient of `conv2d` with these filters does to these images `[n, h, w, c]`. Gives
    /// `[n, oh, ow, f]` with `oh = (h - 1) · stride - padding + (kh - 1) · dilation + 1 + extra`.
    ///
    /// @param filters `[kh, kw, f / groups, c]`
    /// @param extra   rows and columns more at the lower right, fewer than the stride (PyTorch's `output_padding`)
    public Tensor convTranspose2d(Tensor filters, Window window, int groups, int extra) {
        if (rank() != 4 || filters.rank() != 4) {
            throw Sources.error("convTranspose2d: images must be [n, height, width, channels] and filters [height, width, filters / groups, channels]: "
                + node.describe() + ", " + filters.node.describe());
        }
        int rows = (size(1) - 1) * window.strideHeight() - window.top() - window.bottom() + (window.height() - 1) * window.dilationHeight() + 1 + extra;
        int columns = (size(2) - 1) * window.strideWidth() - window.left() - window.right() + (window.width() - 1) * window.dilationWidth() + 1 + extra;
        if (rows < 1 || columns < 1) {
            throw Sources.error("convTranspose2d: nothing is left of the result, " + rows + " rows and " + columns + " columns: " + node.describe() + ", " + window);
        }
        Shape out = Shape.of(List.of(shape().dim(0), Dim.of(rows), Dim.of(columns), Dim.of((long) filters.size(2) * groups)));
        return of(new Op.Conv(Op.ConvOf.INPUT, node, filters.node, window, groups, out));
    }

    /// These images `[n, h, w, c]` in another size: each pixel is the nearest one, `⌊i · h / height⌋`.
    public Tensor resizeNearest(int height, int width) {
        return Resize.nearest(Resize.nearest(this, 1, height), 2, width);
    }

    /// These images `[n, h, w, c]` in another size: each pixel is between the four around it.
    ///
    /// @param corners whether the middles of the corner pixels stay where they are (PyTorch's `align_corners`); else the outer edges do
    public Tensor resizeBilinear(int height, int width, boolean corners) {
        return Resize.linear(Resize.linear(this, 1, height, corners), 2, width, corners);
    }

    /// The greatest element of each window of these images `[n, h, w, c]`.
    public Tensor maxPool2d(Window window) {
        return of(new Op.Pool(Op.PoolFn.MAX, node, window));
    }

    /// The mean of each window of these images `[n, h, w, c]`; padding counts as zeros.
    public Tensor averagePool2d(Window window) {
        return of(new Op.Pool(Op.PoolFn.SUM, node, window)).mul(1.0 / (window.height() * window.width()));
    }

    // ---- within

    /// `value` in this tensor's dtype and shape.
    Tensor like(double value) {
        if (!dtype().isFloat() && value != Rounding.nearest(value)) {
            throw Sources.error(value + " is not a whole number, as " + node.describe() + " holds; cast the tensor first");
        }
        return fill(dtype(), shape(), value);
    }

    /// A reduced tensor with the `axes` of `full` that disappeared put back with size 1.
    Tensor keep(Shape full, int... axes) {
        Shape s = full;
        for (int a : axes) {
            s = s.with(a, Dim.of(1));
        }
        return reshape(s);
    }

    private Tensor unary(Op.UnaryFn fn) {
        return of(new Op.Unary(fn, node));
    }

    private Tensor binary(Op.BinaryFn fn, Tensor o) {
        Shape s = common(fn, o);
        return of(new Op.Binary(fn, broadcastTo(s).node, o.broadcastTo(s).node));
    }

    private Tensor compare(Op.CompareFn fn, Tensor o) {
        Shape s = common(fn, o);
        return of(new Op.Compare(fn, broadcastTo(s).node, o.broadcastTo(s).node));
    }

    private Shape common(Enum<?> fn, Tensor o) {
        String what = fn.name().toLowerCase(java.util.Locale.ROOT);
        if (dtype() != o.dtype()) {
            throw Sources.error(what + ": the dtypes differ: " + node.describe() + " and " + o.node.describe() + "; cast one of them");
        }
        return common(what, shape(), o, o.shape());
    }

    private Shape common(String what, Shape mine, Tensor o, Shape theirs) {
        Shape s = Shape.broadcast(mine, theirs);
        if (s == null) {
            throw Sources.error(what + ": the shapes do not fit together: " + node.describe() + " and " + o.node.describe()
                + "; aligned at the last axis, sizes must be equal or 1");
        }
        return s;
    }

    private Tensor reduce(Op.ReduceFn fn, int[] axes) {
        var list = new ArrayList<Integer>();
        for (int a : axes(axes, fn.name().toLowerCase(java.util.Locale.ROOT))) {
            list.add(a);
        }
        return list.isEmpty() ? this : of(new Op.Reduce(fn, node, List.copyOf(list)));
    }

    /// The given axes, positive, sorted and distinct; all of them where none is given.
    private int[] axes(int[] given) {
        return axes(given, "reduce");
    }

    private int[] axes(int[] given, String what) {
        boolean[] chosen = new boolean[rank()];
        for (int a : given) {
            chosen[shape().axis(a, what)] = true;
        }
        int[] out = new int[rank()];
        int n = 0;
        for (int i = 0; i < chosen.length; i++) {
            if (given.length == 0 || chosen[i]) {
                out[n++] = i;
            }
        }
        return java.util.Arrays.copyOf(out, n);
    }

    /// The values of a closed graph's nodes; for tests and one-off use.
    static Map<Node, NDArray> evaluate(List<Node> roots) {
        return Interpreter.evaluate(roots, Map.of(), Map.of());
    }
}
