package dev.loam.compiler;

import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.Window;
import java.util.ArrayList;
import java.util.List;

/// Rules that bring the named operations into the few forms that have kernels: convolutions without padding and of kind
/// `OUTPUT` or `FILTER`, matrix products whose second operand is not transposed, pooling as elementwise functions of slices.
final class Normalise {
    static final List<Rule> RULES = List.of(
        Rule.needed("gradient of a convolution's input -> convolution of the padded output gradient", Normalise::convInput),
        Rule.needed("padded convolution -> pad, convolution", Normalise::convPad),
        new Rule("matmul(permute(a), b) -> matmul(transposed a, b)", Normalise::transposedRows),
        new Rule("transpose(matmul(transposed a, b)) -> matmul(transposed b, a)", Normalise::transposedMatmul),
        new Rule("sum of paddings that do not meet -> concat", Normalise::disjointPads),
        new Rule("matmul(transposed a, b) over a long sum -> matmul(permute(a), b)", Normalise::longRows),
        Rule.needed("matmul(a, transposed b) -> matmul(a, permute(b))", Normalise::matmul),
        new Rule("pool over disjoint windows -> reduce", Normalise::disjointPool),
        Rule.needed("pool -> elementwise over the window's slices", Normalise::pool),
        new Rule("pool gradient over disjoint windows -> selection", Normalise::disjointPoolGradient),
        Rule.needed("pool gradient -> sum over the window's positions", Normalise::poolGradient),
        Rule.needed("product of f16 -> product of what they widen to", Normalise::widenedProduct),
        Rule.needed("attention of f16, or to 16-bit floats -> attention in f32", Normalise::wideAttention),
        Rule.needed("argmax(x) -> least index where x is its greatest value", Normalise::argMax),
        Rule.needed("scatter-add of 16-bit floats -> in f32", Normalise::scatter));

    /// The places of a window whose greatest element is found elementwise, so that one kernel finds it and which it is.
    private static final int SMALL = 9;

    private Normalise() {
    }

    private static Node convPad(Node n) {
        if (!(n.op() instanceof Op.Conv c) || c.of() == Op.ConvOf.INPUT || unpadded(c.window())) {
            return null;
        }
        Window w = c.window();
        Tensor x = Tensor.of(c.a()).pad(1, w.top(), w.bottom()).pad(2, w.left(), w.right());
        return Node.of(new Op.Conv(c.of(), x.node(), c.b(), w.padding(0), c.groups(), c.shape(), c.result()));
    }

    private static boolean unpadded(Window w) {
        return w.top() + w.bottom() + w.left() + w.right() == 0;
    }

    /// `dx = conv(dilate(dy) padded by the window's reach, filters turned by 180° with their channels exchanged)`.
    private static Node convInput(Node n) {
        if (!(n.op() instanceof Op.Conv c) || c.of() != Op.ConvOf.INPUT) {
            return null;
        }
        Window w = c.window();
        Shape x = c.shape();
        Shape y = c.a().shape();
        int reachH = (w.height() - 1) * w.dilationHeight();
        int reachW = (w.width() - 1) * w.dilationWidth();
        int spreadH = (y.size(1) - 1) * w.strideHeight() + 1;
        int spreadW = (y.size(2) - 1) * w.strideWidth() + 1;
        // rows of dy, spread and padded, that give exactly the image's rows; a negative pad cuts
        Tensor dy = padOrCut(Tensor.of(c.a()), w, reachH - w.top(), x.size(1) + w.top() - spreadH, reachW - w.left(),
            x.size(2) + w.left() - spreadW);
        int groups = c.groups();
        int in = c.b().shape().size(2);
        int out = c.b().shape().size(3) / groups;
        Tensor filters = Tensor.of(c.b()).flip(0).flip(1).reshape(w.height(), w.width(), in, groups, out)
            .permute(0, 1, 4, 3, 2).reshape(w.height(), w.width(), out, groups * in);
        var window = Window.of(w.height(), w.width());
        window = new Window(w.height(), w.width(), 1, 1, 0, 0, 0, 0, w.dilationHeight(), w.dilationWidth());
        return Node.of(new Op.Conv(Op.ConvOf.OUTPUT, dy.node(), filters.node(), window, groups, Shape.SCALAR, c.result()));
    }

    private static Tensor padOrCut(Tensor dy, Window w, int top, int bottom, int left, int right) {
        var spread = Tensor.of(Node.of(new Op.Pad(dy.node(), List.of(0, Math.max(0, top), Math.max(0, left), 0),
            List.of(0, Math.max(0, bottom), Math.max(0, right), 0), List.of(0, w.strideHeight() - 1, w.strideWidth() - 1, 0))));
        int rows = spread.size(1);
        int columns = spread.size(2);
        Tensor cut = spread;
        if (top < 0 || bottom < 0) {
            cut = cut.slice(1, Math.max(0, -top), rows - Math.max(0, -bottom));
        }
        if (left < 0 || right < 0) {
            cut = cut.slice(2, Math.max(0, -left), columns - Math.max(0, -right));
        }
        return cut;
    }

    /// Rows of either form are read where they lie.
    private static Node transposedRows(Node n) {
        if (!(n.op() instanceof Op.MatMul m) || !(m.a().op() instanceof Op.Permute p) || !m.transposeA() && Fusion.isLongSum(m)) {
            return null;
        }
        int rank = p.order().size();
        for (int k = 0; k < rank; k++) {
            if (p.order().get(k) != (k < rank - 2 ? k : 2 * rank - 3 - k)) {
                return null;
            }
        }
        return Node.of(new Op.MatMul(p.x(), m.b(), !m.transposeA(), m.transposeB(), m.result()));
    }

    /// Where the sum is long its terms shall lie side by side: in a transposed operand each is on a cache line of its own, and the
    /// lines are gone before the next rows come for their share of them.
    private static Node longRows(Node n) {
        if (!(n.op() instanceof Op.MatMul m) || !m.transposeA() || !Fusion.isLongSum(m)) {
            return null;
        }
        return Node.of(new Op.MatMul(Tensor.of(m.a()).transpose().node(), m.b(), false, m.transposeB(), m.result()));
    }

    private static Node matmul(Node n) {
        if (!(n.op() instanceof Op.MatMul m) || !m.transposeB()) {
            return null;
        }
        return Node.of(new Op.MatMul(m.a(), Tensor.of(m.b()).transpose().node(), m.transposeA(), false, m.result()));
    }

    /// The gradient of a product's transposed operand: as a product of its own it needs no transposed copy of anything.
    private static Node transposedMatmul(Node n) {
        if (!(n.op() instanceof Op.Permute p) || !(p.x().op() instanceof Op.MatMul m) || !m.transposeA() || m.transposeB()) {
            return null;
        }
        int rank = n.shape().rank();
        for (int k = 0; k < rank; k++) {
            if (p.order().get(k) != (k < rank - 2 ? k : k == rank - 2 ? rank - 1 : rank - 2)) {
                return null;
            }
        }
        return Node.of(new Op.MatMul(m.b(), m.a(), true, false, m.result()));
    }

    /// What the gradients of slices that share a tensor add up to (but for the sign of zeros).
    private static Node disjointPads(Node n) {
        var pads = new ArrayList<Node>();
        if (!(n.op() instanceof Op.Binary b) || b.fn() != Op.BinaryFn.ADD || !pads(b.a(), pads) || !pads(b.b(), pads)) {
            return null;
        }
        int axis = paddedAxis(pads.get(0));
        for (Node pad : pads) {
            if (axis < 0 || paddedAxis(pad) != axis) {
                return null;
            }
        }
        pads.sort((x, y) -> Integer.compare(low(x, axis), low(y, axis)));
        var parts = new ArrayList<Tensor>();
        int end = 0;
        for (Node pad : pads) {
            Node x = ((Op.Pad) pad.op()).x();
            if (low(pad, axis) < end) {
                return null;
            }
            parts.add(zeros(n, axis, low(pad, axis) - end));
            parts.add(Tensor.of(x));
            end = low(pad, axis) + x.shape().size(axis);
        }
        parts.add(zeros(n, axis, n.shape().size(axis) - end));
        parts.removeIf(t -> t.shape().dim(axis).is(0));
        return Tensor.concat(parts, axis).node();
    }

    /// Adds the paddings whose sum `n` is to `out`; false where it is anything else. A concat counts as the paddings it was made of.
    private static boolean pads(Node n, List<Node> out) {
        return switch (n.op()) {
            case Op.Pad p -> out.add(n);
            case Op.Binary b when b.fn() == Op.BinaryFn.ADD -> pads(b.a(), out) && pads(b.b(), out);
            case Op.Concat c -> {
                int start = 0;
                for (Node part : c.parts()) {
                    int size = part.shape().size(c.axis());
                    if (!(part.op() instanceof Op.Fill f && f.asDouble() == 0)) {
                        out.add(Tensor.of(part).pad(c.axis(), start, n.shape().size(c.axis()) - start - size).node());
                    }
                    start += size;
                }
                yield true;
            }
            default -> false;
        };
    }

    /// The one axis along which `pad` pads, without gaps between elements; -1 where there are others or none.
    private static int paddedAxis(Node pad) {
        Op.Pad p = (Op.Pad) pad.op();
        int axis = -1;
        for (int k = 0; k < p.low().size(); k++) {
            if (p.low().get(k) + p.high().get(k) + p.interior().get(k) != 0) {
                boolean plain = axis < 0 && p.low().get(k) >= 0 && p.high().get(k) >= 0 && p.interior().get(k) == 0
                    && pad.shape().dim(k).isConstant();
                if (!plain) {
                    return -1;
                }
                axis = k;
            }
        }
        return axis;
    }

    private static int low(Node pad, int axis) {
        return ((Op.Pad) pad.op()).low().get(axis);
    }

    private static Tensor zeros(Node like, int axis, int size) {
        return Tensor.zeros(like.dtype(), like.shape().with(axis, Dim.of(size)));
    }

    private static Node disjointPool(Node n) {
        if (!(n.op() instanceof Op.Pool p) || !disjoint(p.window(), p.x().shape())) {
            return null;
        }
        if (p.fn() == Op.PoolFn.MAX && p.window().height() * p.window().width() <= SMALL) {
            return null;
        }
        Shape x = p.x().shape();
        Shape y = n.shape();
        Shape split = Shape.of(List.of(x.dim(0), y.dim(1), Dim.of(p.window().height()), y.dim(2), Dim.of(p.window().width()), x.dim(3)));
        Tensor blocks = Tensor.of(p.x()).reshape(split);
        return (p.fn() == Op.PoolFn.MAX ? blocks.amax(2, 4) : blocks.sum(2, 4)).node();
    }

    private static boolean disjoint(Window w, Shape x) {
        return unpadded(w) && w.strideHeight() == w.height() && w.strideWidth() == w.width() && w.dilationHeight() == 1
            && w.dilationWidth() == 1 && x.size(1) % w.height() == 0 && x.size(2) % w.width() == 0;
    }

    private static Node pool(Node n) {
        if (!(n.op() instanceof Op.Pool p)) {
            return null;
        }
        Tensor best = null;
        boolean max = p.fn() == Op.PoolFn.MAX;
        for (Tensor tap : taps(Tensor.of(p.x()), p.window(), max)) {
            best = best == null ? tap : max ? best.max(tap) : best.add(tap);
        }
        return best.node();
    }

    /// Each element asks whether its window chose it.
    private static Node disjointPoolGradient(Node n) {
        if (!(n.op() instanceof Op.PoolGradient p) || !disjoint(p.window(), n.shape())) {
            return null;
        }
        Window w = p.window();
        Shape y = p.dy().shape();
        Shape one = Shape.of(List.of(y.dim(0), y.dim(1), Dim.of(1), y.dim(2), Dim.of(1), y.dim(3)));
        Shape all = Shape.of(List.of(y.dim(0), y.dim(1), Dim.of(w.height()), y.dim(2), Dim.of(w.width()), y.dim(3)));
        Tensor dy = Tensor.of(p.dy()).reshape(one).broadcastTo(all);
        if (p.fn() == Op.PoolFn.MAX) {
            Tensor position = Tensor.iota(DType.I32, Shape.of(w.height() * w.width()), 0).reshape(w.height(), 1, w.width(), 1);
            Tensor chosen = chosen(Tensor.of(p.x()), w).reshape(one).broadcastTo(all);
            dy = chosen.eq(position.broadcastTo(all)).where(dy, Tensor.zeros(dy.dtype(), all));
        }
        return dy.reshape(n.shape()).node();
    }

    /// First which position of each window was chosen, then for each element the sum over the windows that chose it.
    private static Node poolGradient(Node n) {
        if (!(n.op() instanceof Op.PoolGradient p)) {
            return null;
        }
        Window w = p.window();
        Tensor dy = Tensor.of(p.dy());
        Tensor chosen = p.fn() == Op.PoolFn.MAX ? chosen(Tensor.of(p.x()), w) : null;
        Tensor sum = null;
        for (int k = 0; k < w.height() * w.width(); k++) {
            Tensor part = chosen == null ? dy : chosen.eq(k).where(dy, Tensor.zeros(dy.dtype(), dy.shape()));
            Tensor placed = place(part, w, k / w.width() * w.dilationHeight(), k % w.width() * w.dilationWidth(), n.shape());
            sum = sum == null ? placed : sum.add(placed);
        }
        return sum.node();
    }

    /// The number (i32) of the position of the first greatest element in each window.
    private static Tensor chosen(Tensor x, Window w) {
        List<Tensor> taps = taps(x, w, true);
        Tensor best = taps.get(0);
        Tensor which = Tensor.zeros(DType.I32, best.shape());
        for (int k = 1; k < taps.size(); k++) {
            Tensor better = taps.get(k).gt(best);
            best = better.where(taps.get(k), best);
            which = better.where(Tensor.fill(DType.I32, which.shape(), k), which);
        }
        return which;
    }

    /// The elements that each position of the window meets; in the padding 0, or for a maximum -inf.
    private static List<Tensor> taps(Tensor x, Window w, boolean max) {
        Tensor padded = x.pad(1, w.top(), w.bottom()).pad(2, w.left(), w.right());
        if (max && !unpadded(w)) {
            Tensor inside = Tensor.ones(DType.I32, x.shape()).pad(1, w.top(), w.bottom()).pad(2, w.left(), w.right());
            padded = inside.gt(0).where(padded, Tensor.fill(x.dtype(), padded.shape(), lowest(x.dtype())));
        }
        var out = new ArrayList<Tensor>();
        for (int i = 0; i < w.height(); i++) {
            for (int j = 0; j < w.width(); j++) {
                out.add(padded.slice(1, i * w.dilationHeight(), w.outHeight(x.size(1)), w.strideHeight())
                    .slice(2, j * w.dilationWidth(), w.outWidth(x.size(2)), w.strideWidth()));
            }
        }
        return out;
    }

    private static double lowest(DType dtype) {
        return dtype.isFloat() ? Double.NEGATIVE_INFINITY : dtype.isSigned() ? -Math.scalb(1.0, dtype.bytes() * 8 - 1) : 0;
    }

    /// Puts the elements of `part` at the image positions that window position `(row, column)` meets, zeros elsewhere.
    private static Tensor place(Tensor part, Window w, int row, int column, Shape image) {
        int rows = image.size(1) + w.top() + w.bottom();
        int columns = image.size(2) + w.left() + w.right();
        int lastRow = row + (part.size(1) - 1) * w.strideHeight();
        int lastColumn = column + (part.size(2) - 1) * w.strideWidth();
        Tensor spread = Tensor.of(Node.of(new Op.Pad(part.node(), List.of(0, row, column, 0),
            List.of(0, rows - 1 - lastRow, columns - 1 - lastColumn, 0), List.of(0, w.strideHeight() - 1, w.strideWidth() - 1, 0))));
        if (unpadded(w)) {
            return spread;
        }
        return spread.slice(1, w.top(), w.top() + image.size(1)).slice(2, w.left(), w.left() + image.size(2));
    }

    /// No processor here multiplies f16, and widening an element takes two instructions each time it is read; widened once where it is
    /// stored, it is read as often as its product wants. (bf16 is widened by a shift and stays narrow.)
    private static Node widenedProduct(Node n) {
        boolean product = n.op() instanceof Op.MatMul || n.op() instanceof Op.Conv;
        if (!product || n.inputs().get(0).dtype() != DType.F16) {
            return null;
        }
        Node a = Tensor.of(n.inputs().get(0)).to(DType.F32).node();
        Node b = Tensor.of(n.inputs().get(1)).to(DType.F32).node();
        Op wide = n.op() instanceof Op.MatMul m ? new Op.MatMul(a, b, m.transposeA(), m.transposeB())
            : n.op() instanceof Op.Conv c ? new Op.Conv(c.of(), a, b, c.window(), c.groups(), c.shape()) : null;
        return Tensor.of(Node.of(wide)).to(n.dtype()).node();
    }

    /// Sums are kept in f32, those over several blocks in memory; f16 is widened once, as for products.
    private static Node wideAttention(Node n) {
        if (!(n.op() instanceof Op.Attention a) || !a.result().isHalf() && a.q().dtype() != DType.F16) {
            return null;
        }
        var operands = new ArrayList<Node>();
        for (Node in : a.operands()) {
            operands.add(in.dtype() == DType.F16 ? Tensor.of(in).to(DType.F32).node() : in);
        }
        return Tensor.of(Node.of(new Op.Attention(a.of(), a.form(), List.copyOf(operands), DType.F32))).to(n.dtype()).node();
    }

    /// The least index at which the greatest value is; a NaN is greater than all and not equal to itself.
    private static Node argMax(Node n) {
        if (!(n.op() instanceof Op.ArgMax a)) {
            return null;
        }
        Tensor x = Tensor.of(a.x());
        Tensor found = x.eq(x.amax(a.axis()).unsqueeze(a.axis()));
        found = x.dtype().isFloat() ? found.or(x.ne(x)) : found;
        Tensor index = Tensor.iota(DType.I32, x.shape(), a.axis());
        return found.where(index, Tensor.fill(DType.I32, x.shape(), Integer.MAX_VALUE)).amin(a.axis()).node();
    }

    private static Node scatter(Node n) {
        if (!(n.op() instanceof Op.ScatterAdd s) || !n.dtype().isHalf()) {
            return null;
        }
        Tensor wide = Tensor.of(s.updates()).to(DType.F32);
        return Tensor.of(Node.of(new Op.ScatterAdd(s.indices(), wide.node(), s.axis(), s.size()))).to(n.dtype()).node();
    }
}
