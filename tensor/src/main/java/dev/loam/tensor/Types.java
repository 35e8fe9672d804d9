package dev.loam.tensor;

import java.util.ArrayList;
import java.util.List;

/// The dtype and shape rules of every operation. A violation is a [TensorException] that names the operation, the operands
/// with their shapes and, where known, the source line.
final class Types {
    private Types() {
    }

    static DType dtype(Op op) {
        return switch (op) {
            case Op.Constant c -> c.value().dtype();
            case Op.Fill f -> f.dtype();
            case Op.Input i -> i.dtype();
            case Op.State s -> s.dtype();
            case Op.Size s -> s.dtype();
            case Op.Iota i -> i.dtype();
            case Op.Unary u -> unary(u);
            case Op.Binary b -> binary(b);
            case Op.Compare c -> {
                same(c, c.a(), c.b());
                yield DType.BOOL;
            }
            case Op.Select s -> {
                require(s.condition().dtype() == DType.BOOL, s, "the condition must be bool", s.condition());
                same(s, s.a(), s.b());
                yield s.a().dtype();
            }
            case Op.Cast c -> c.to();
            case Op.Detach d -> d.x().dtype();
            case Op.Reduce r -> {
                require(r.x().dtype() != DType.BOOL || r.fn() == Op.ReduceFn.MAX || r.fn() == Op.ReduceFn.MIN, r,
                    "bool has no sum or product; cast it first", r.x());
                yield r.x().dtype();
            }
            case Op.ArgMax a -> DType.I32;
            case Op.ArgSort a -> DType.I32;
            case Op.Cumulate c -> {
                require(c.x().dtype() != DType.BOOL, c, "bool has no sum or product; cast it first", c.x());
                require(c.fn() == Op.ReduceFn.SUM || c.fn() == Op.ReduceFn.PROD, c, "only sums and products accumulate, not " + c.fn(), c.x());
                yield c.x().dtype();
            }
            case Op.Reshape r -> r.x().dtype();
            case Op.Permute p -> p.x().dtype();
            case Op.Broadcast b -> b.x().dtype();
            case Op.Slice s -> s.x().dtype();
            case Op.Pad p -> p.x().dtype();
            case Op.Concat c -> {
                for (Node part : c.parts()) {
                    require(part.dtype() == c.parts().get(0).dtype(), c, "the dtypes differ", c.parts().get(0), part);
                }
                yield c.parts().get(0).dtype();
            }
            case Op.Gather g -> {
                index(g, g.indices());
                yield g.x().dtype();
            }
            case Op.ScatterAdd s -> {
                index(s, s.indices());
                yield s.updates().dtype();
            }
            case Op.MatMul m -> {
                boolean bytes = m.result() == DType.I32 && isByte(m.a()) && isByte(m.b());
                require(bytes || m.a().dtype() == m.b().dtype(), m, "the dtypes differ; cast one of them", m.a(), m.b());
                require(m.a().dtype() != DType.BOOL, m, "bool has no product; cast it first", m.a(), m.b());
                yield product(m, m.a(), m.b(), m.result());
            }
            case Op.Conv c -> {
                require(c.a().dtype() == c.b().dtype() && c.a().dtype().isFloat(), c,
                    "both operands must have the same float dtype", c.a(), c.b());
                yield product(c, c.a(), c.b(), c.result());
            }
            case Op.Attention a -> attentionType(a);
            case Op.Pool p -> {
                require(p.x().dtype().isFloat(), p, "a float dtype is needed; cast it first", p.x());
                yield p.x().dtype();
            }
            case Op.Custom c -> c.value().dtype();
            case Op.Again a -> a.x().dtype();
            case Op.Scan c -> c.of().dtype();
            case Op.PoolGradient p -> {
                same(p, p.x(), p.dy(), false);
                yield p.dy().dtype();
            }
            case Op.Random r -> {
                require(r.seed().dtype() == DType.I64 && r.step().dtype() == DType.I64 && r.base().dtype() == DType.I64, r,
                    "seed, step and base must be i64", r.seed(), r.step(), r.base());
                require(r.fn() == Op.RandomFn.BITS ? r.dtype() == DType.U32 : r.dtype().isFloat(), r,
                    "bits are u32 and uniform draws a float dtype, not " + r.dtype());
                yield r.dtype();
            }
        };
    }

    /// The dtype of a sum of products.
    private static DType product(Op op, Node a, Node b, DType result) {
        DType d = a.dtype();
        boolean wider = d.isHalf() && result == DType.F32 || isByte(a) && result == DType.I32;
        require(result == d || wider, op, "the result can be the operands' dtype, f32 of 16-bit floats or i32 of i8 and u8, not "
            + result, a, b);
        return result;
    }

    private static boolean isByte(Node n) {
        return n.dtype() == DType.I8 || n.dtype() == DType.U8;
    }

    private static DType unary(Op.Unary u) {
        DType d = u.x().dtype();
        switch (u.fn()) {
            case NEG, ABS, SIGN -> require(d != DType.BOOL, u, "bool has no sign; cast it first", u.x());
            case NOT -> require(!d.isFloat(), u, "floats have no bits to invert", u.x());
            default -> require(d.isFloat(), u, "a float dtype is needed; cast it first", u.x());
        }
        return d;
    }

    private static DType binary(Op.Binary b) {
        same(b, b.a(), b.b());
        DType d = b.a().dtype();
        switch (b.fn()) {
            case ADD, SUB, MUL, DIV, REM -> require(d != DType.BOOL, b, "bool has no arithmetic; cast it first", b.a(), b.b());
            case POW -> require(d.isFloat(), b, "a float dtype is needed; cast it first", b.a(), b.b());
            case MIN, MAX -> {
            }
            case AND, OR, XOR -> require(!d.isFloat(), b, "floats have no bits to combine", b.a(), b.b());
            case SHL, SHR -> require(d.isInteger(), b, "only whole numbers can be shifted", b.a(), b.b());
        }
        return d;
    }

    static Shape shape(Op op) {
        return switch (op) {
            case Op.Constant c -> Shape.of(c.value().shape());
            case Op.Fill f -> f.shape();
            case Op.Input i -> i.shape();
            case Op.State s -> s.shape();
            case Op.Size s -> Shape.SCALAR;
            case Op.Iota i -> i.shape();
            case Op.Unary u -> u.x().shape();
            case Op.Binary b -> b.a().shape();
            case Op.Compare c -> c.a().shape();
            case Op.Select s -> {
                require(s.condition().shape().equals(s.a().shape()), s, "the shapes differ", s.condition(), s.a());
                yield s.a().shape();
            }
            case Op.Cast c -> c.x().shape();
            case Op.Detach d -> d.x().shape();
            case Op.Reduce r -> reduce(r);
            case Op.ArgMax a -> {
                require(!a.x().shape().dim(a.axis()).is(0), a, "an axis of size 0 has no greatest element", a.x());
                yield a.x().shape().without(a.axis());
            }
            case Op.ArgSort a -> a.x().shape();
            case Op.Cumulate c -> c.x().shape();
            case Op.Reshape r -> {
                require(r.x().shape().holdsAsManyAs(r.shape()), r, "the elements do not fill " + r.shape() + " exactly", r.x());
                yield r.shape();
            }
            case Op.Permute p -> permute(p);
            case Op.Broadcast b -> {
                require(b.shape().equals(Shape.broadcast(b.x().shape(), b.shape())), b, "can not be repeated to " + b.shape(), b.x());
                yield b.shape();
            }
            case Op.Slice s -> slice(s);
            case Op.Pad p -> pad(p);
            case Op.Concat c -> concat(c);
            case Op.Gather g -> {
                require(!g.x().shape().dim(g.axis()).is(0) || g.indices().shape().isEmpty(), g,
                    "axis " + g.axis() + " has no entries to take", g.x(), g.indices());
                yield g.x().shape().head(g.axis()).append(g.indices().shape()).append(tail(g.x().shape(), g.axis() + 1));
            }
            case Op.ScatterAdd s -> scatter(s);
            case Op.MatMul m -> matmul(m);
            case Op.Conv c -> conv(c);
            case Op.Attention a -> attention(a);
            case Op.Pool p -> pool(p, p.x(), p.window());
            case Op.PoolGradient p -> {
                require(pool(p, p.x(), p.window()).equals(p.dy().shape()), p, "the gradient must have the output's shape "
                    + pool(p, p.x(), p.window()), p.x(), p.dy());
                yield p.x().shape();
            }
            case Op.Custom c -> c.value().shape();
            case Op.Again a -> a.x().shape();
            case Op.Scan c -> scan(c);
            case Op.Random r -> {
                Shape lead = r.seed().shape();
                require(lead.equals(r.step().shape()) && lead.equals(r.base().shape()) && lead.rank() <= r.shape().rank()
                    && lead.equals(r.shape().head(lead.rank())), r,
                    "seed, step and base must be scalars, or all have the leading axes of " + r.shape(), r.seed(), r.step(), r.base());
                yield r.shape();
            }
        };
    }

    private static Shape reduce(Op.Reduce r) {
        Shape s = r.x().shape();
        require(!r.axes().isEmpty(), r, "no axes", r.x());
        for (int i = 0; i < r.axes().size(); i++) {
            int axis = r.axes().get(i);
            require(axis >= (i == 0 ? 0 : r.axes().get(i - 1) + 1) && axis < s.rank(), r,
                "axes " + r.axes() + " must exist, each once and in order", r.x());
        }
        for (int i = r.axes().size() - 1; i >= 0; i--) {
            s = s.without(r.axes().get(i));
        }
        return s;
    }

    private static Shape permute(Op.Permute p) {
        var dims = new ArrayList<Dim>();
        var seen = new boolean[p.x().shape().rank()];
        require(p.order().size() == seen.length, p, "order " + p.order() + " must name each axis once", p.x());
        for (int axis : p.order()) {
            require(axis >= 0 && axis < seen.length && !seen[axis], p, "order " + p.order() + " must name each axis once", p.x());
            seen[axis] = true;
            dims.add(p.x().shape().dim(axis));
        }
        return Shape.of(dims);
    }

    private static Shape slice(Op.Slice s) {
        Shape x = s.x().shape();
        for (int i = 0; i < x.rank(); i++) {
            Dim n = s.size().get(i);
            int start = s.start().get(i);
            int step = s.step().get(i);
            if (n.equals(x.dim(i)) && start == 0 && step == 1) {
                continue;
            }
            require(n.isConstant() && x.dim(i).isConstant(), s, "axis " + i + " has the variable size " + x.dim(i)
                + "; it can only be taken whole", s.x());
            long last = start + (n.constant() - 1L) * step;
            require(step != 0, s, "axis " + i + ": the step can not be 0", s.x());
            require(n.is(0) || start >= 0 && start < x.size(i) && last >= 0 && last < x.size(i), s,
                "axis " + i + ": start " + start + ", size " + n + ", step " + step + " leaves the axis", s.x());
        }
        return Shape.of(s.size());
    }

    private static Shape pad(Op.Pad p) {
        var dims = new ArrayList<Dim>();
        for (int i = 0; i < p.x().shape().rank(); i++) {
            Dim d = p.x().shape().dim(i);
            int low = p.low().get(i);
            int high = p.high().get(i);
            int interior = p.interior().get(i);
            require(low >= 0 && high >= 0 && interior >= 0, p, "padding can not be negative", p.x());
            if (low + high + interior != 0) {
                require(d.isConstant(), p, "an axis of variable size can not be padded", p.x());
                d = Dim.of((long) low + high + d.constant() + (long) interior * Math.max(0, d.constant() - 1));
            }
            dims.add(d);
        }
        return Shape.of(dims);
    }

    private static Shape concat(Op.Concat c) {
        Shape first = c.parts().get(0).shape();
        long total = 0;
        for (Node part : c.parts()) {
            require(part.shape().rank() == first.rank()
                && part.shape().with(c.axis(), Dim.of(0)).equals(first.with(c.axis(), Dim.of(0))), c,
                "the shapes differ outside axis " + c.axis(), c.parts().get(0), part);
            total += part.shape().size(c.axis());
        }
        return first.with(c.axis(), Dim.of(total));
    }

    private static Shape scatter(Op.ScatterAdd s) {
        Shape u = s.updates().shape();
        Shape ix = s.indices().shape();
        int after = s.axis() + ix.rank();
        require(u.rank() >= after && tail(u.head(after), s.axis()).equals(ix), s,
            "the updates must hold the indices' shape at axis " + s.axis(), s.indices(), s.updates());
        require(!s.size().is(0) || ix.isEmpty(), s, "size 0 has no entries to add to", s.indices(), s.updates());
        return u.head(s.axis()).append(Shape.of(List.of(s.size()))).append(tail(u, after));
    }

    private static Shape matmul(Op.MatMul m) {
        Shape a = m.a().shape();
        Shape b = m.b().shape();
        require(a.rank() >= 2 && a.rank() == b.rank(), m, "both operands need the same number of axes, at least 2", m.a(), m.b());
        Dim inA = a.dim(m.transposeA() ? -2 : -1);
        Dim inB = b.dim(m.transposeB() ? -1 : -2);
        if (!inA.equals(inB)) {
            throw innerSizesDiffer(m.a(), inA, m.b(), inB, b.dim(m.transposeB() ? -2 : -1));
        }
        int batch = a.rank() - 2;
        require(a.head(batch).equals(b.head(batch)), m, "the leading axes differ", m.a(), m.b());
        return a.head(batch).append(Shape.of(List.of(a.dim(m.transposeA() ? -1 : -2), b.dim(m.transposeB() ? -2 : -1))));
    }

    /// The error of a product of `a` and `b`; `outB` is the size of b's other axis, which fits where b was meant transposed.
    static TensorException innerSizesDiffer(Node a, Dim inA, Node b, Dim inB, Dim outB) {
        String hint = inA.equals(outB) ? "Weights are [in, out]; did you mean "
            + (b.label() == null ? "the second operand" : b.label()) + ".transpose()?" : "";
        return Sources.error("matmul: inner sizes differ: " + a.describe() + " x " + b.describe() + " (" + inA + " vs " + inB + ")", hint);
    }

    private static Shape conv(Op.Conv c) {
        Node images = c.of() == Op.ConvOf.INPUT ? null : c.a();
        Node filters = c.of() == Op.ConvOf.FILTER ? null : c.b();
        Node dy = c.of() == Op.ConvOf.INPUT ? c.a() : c.of() == Op.ConvOf.FILTER ? c.b() : null;
        Shape x = images == null ? c.shape() : images.shape();
        Shape w = filters == null ? c.shape() : filters.shape();
        require(x.rank() == 4 && w.rank() == 4, c, "images must be [n, height, width, channels] and filters "
            + "[height, width, channels / groups, filters]", c.a(), c.b());
        require(w.dim(0).is(c.window().height()) && w.dim(1).is(c.window().width()), c,
            "the filters' size differs from the window " + c.window().height() + "x" + c.window().width(), c.a(), c.b());
        int groups = c.groups();
        require(groups > 0 && x.size(3) == w.size(2) * groups && w.size(3) % groups == 0, c, "channels do not fit: images have "
            + x.dim(3) + ", filters take " + w.dim(2) + " in each of " + groups + " groups and make " + w.dim(3), c.a(), c.b());
        Shape y = Shape.of(List.of(x.dim(0), rows(c, c.window().outHeight(x.size(1)), c.a()),
            rows(c, c.window().outWidth(x.size(2)), c.a()), w.dim(3)));
        require(dy == null || dy.shape().equals(y), c, "the output gradient must have shape " + y, c.a(), c.b());
        return c.of() == Op.ConvOf.OUTPUT ? y : c.shape();
    }

    private static DType attentionType(Op.Attention a) {
        DType d = a.q().dtype();
        require(d.isFloat() && a.k().dtype() == d && a.v().dtype() == d, a, "queries, keys and values must have the same float dtype", a.q(), a.k(), a.v());
        require(a.position() == null || a.position().dtype() == DType.I32, a, "the first query's position must be i32", a.q(), a.position());
        require(a.querySegments() == null || a.querySegments().dtype() == DType.I32 && a.keySegments().dtype() == DType.I32, a,
            "segments must be i32", a.querySegments(), a.keySegments());
        DType wide = d.isHalf() ? DType.F32 : d;
        require(a.slopes() == null || a.slopes().dtype() == wide, a, "slopes must be " + wide, a.q(), a.slopes());
        if (a.of().isGradient()) {
            require(a.output().dtype() == d && a.dy().dtype() == d && a.logSumExp().dtype() == wide, a,
                "output and gradient must have the queries' dtype, the logarithms " + wide, a.output(), a.logSumExp(), a.dy());
        }
        product(a, a.q(), a.k(), a.result());
        return a.of() == Op.AttentionOf.LOG_SUM_EXP ? wide : a.result();
    }

    private static Shape attention(Op.Attention a) {
        Shape q = a.q().shape();
        Shape k = a.k().shape();
        int lead = q.rank() - 3;
        require(lead >= 0 && k.rank() == q.rank() && k.equals(a.v().shape()) && q.head(lead).equals(k.head(lead)) && q.dim(-1).equals(k.dim(-1)), a,
            "queries must be […, heads, time, size], keys and values […, kvHeads, keys, size]", a.q(), a.k(), a.v());
        require(q.dim(-1).isConstant() && q.dim(lead).isConstant() && k.dim(lead).isConstant(), a, "heads and their size must be constant", a.q(), a.k());
        require(q.size(lead + 2) > 0, a, "a head needs at least one channel", a.q(), a.k());
        require(k.size(lead) > 0 && q.size(lead) % k.size(lead) == 0, a, "the heads must be a multiple of the keys' heads", a.q(), a.k());
        boolean known = a.position() != null || q.dim(-2).equals(k.dim(-2)) || q.dim(-2).isConstant() && k.dim(-2).isConstant();
        require(known || !a.form().causal() && a.slopes() == null, a, "with variable sizes the first query's position must be given", a.q(), a.k());
        require(a.position() == null || a.position().shape().rank() == 0, a, "the first query's position must be a scalar", a.q(), a.position());
        Shape rows = q.head(lead + 2);
        require(a.querySegments() == null || a.querySegments().shape().equals(q.head(lead).append(Shape.of(List.of(q.dim(-2)))))
            && a.keySegments().shape().equals(k.head(lead).append(Shape.of(List.of(k.dim(-2))))), a,
            "segments must be […, time] and […, keys]", a.q(), a.k(), a.querySegments(), a.keySegments());
        require(a.slopes() == null || a.slopes().shape().equals(Shape.of(q.size(lead))), a, "there must be a slope for each head", a.q(), a.slopes());
        if (a.of().isGradient()) {
            require(a.output().shape().equals(q) && a.dy().shape().equals(q) && a.logSumExp().shape().equals(rows), a,
                "output and gradient must have the queries' shape, the logarithms one for each query", a.output(), a.logSumExp(), a.dy());
        }
        return switch (a.of()) {
            case OUTPUT, QUERY_GRADIENT -> q;
            case LOG_SUM_EXP -> rows;
            case KEY_GRADIENT, VALUE_GRADIENT -> k;
        };
    }

    private static Shape pool(Op op, Node x, Window window) {
        require(x.shape().rank() == 4, op, "images must be [n, height, width, channels]", x);
        int rows = (window.height() - 1) * window.dilationHeight();
        int columns = (window.width() - 1) * window.dilationWidth();
        require(window.top() <= rows && window.bottom() <= rows && window.left() <= columns && window.right() <= columns, op,
            "the padding is not smaller than the window", x);
        return Shape.of(List.of(x.shape().dim(0), rows(op, window.outHeight(x.shape().size(1)), x),
            rows(op, window.outWidth(x.shape().size(2)), x), x.shape().dim(3)));
    }

    private static Shape scan(Op.Scan c) {
        List<Node> parameters = c.body().parameters();
        Dim length = Dim.of(c.body().length());
        for (int i = 0; i < parameters.size(); i++) {
            Node p = parameters.get(i);
            Node in = c.inputs().get(i);
            boolean slice = c.body().slices().contains(p);
            Shape expected = slice ? Shape.of(List.of(length)).append(p.shape()) : p.shape();
            require(in.dtype() == p.dtype() && in.shape().equals(expected), c, "operand " + i + " must be " + p.dtype() + expected, in);
        }
        return c.last() ? c.of().shape() : Shape.of(List.of(length)).append(c.of().shape());
    }

    private static Dim rows(Op op, int n, Node x) {
        require(n > 0, op, "the window is larger than the padded image", x);
        return Dim.of(n);
    }

    private static Shape tail(Shape s, int from) {
        return Shape.of(s.dims().subList(from, s.rank()));
    }

    private static void same(Op op, Node a, Node b) {
        same(op, a, b, true);
    }

    private static void same(Op op, Node a, Node b, boolean shapes) {
        require(a.dtype() == b.dtype(), op, "the dtypes differ; cast one of them", a, b);
        require(!shapes || a.shape().equals(b.shape()), op, "the shapes differ", a, b);
    }

    private static void index(Op op, Node indices) {
        require(indices.dtype() == DType.I32 || indices.dtype() == DType.I64, op, "indices must be i32 or i64", indices);
    }

    private static void require(boolean holds, Op op, String what, Node... operands) {
        if (!holds) {
            var text = new StringBuilder(op.name()).append(": ").append(what);
            for (int i = 0; i < operands.length; i++) {
                text.append(i == 0 ? ": " : ", ").append(operands[i].describe());
            }
            throw Sources.error(text.toString());
        }
    }
}
