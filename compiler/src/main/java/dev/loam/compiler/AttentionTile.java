package dev.loam.compiler;

import dev.loam.tensor.AttentionForm;
import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// What the kernels of attention have in common. They work on blocks of queries × keys of the weights, which they keep in memory of their
/// own as `[keys, queries]`, queries in lanes: so a row's maximum and sum are those of a lane, and queries alone have to be transposed
/// where they are read, once for all keys. Products that yield rows of values or gradients have those in lanes.
final class AttentionTile {
    /// Keys in a block.
    static final int KEYS = 64;

    final KernelBuilder kernel;
    final Op.Attention op;
    final DType dtype;
    /// elements of a vector
    final int w;
    /// vectors of queries, and of a tile's columns
    final int vectors;
    /// rows of a tile of sums that stay in registers
    final int rows;
    final Dim time;
    final Dim keys;
    final int size;
    final int heads;
    final int kvHeads;
    /// the vectors that hold a head's channels
    final int across;
    final Axis lane;
    final KernelBuilder.Operand q;
    final KernelBuilder.Operand k;
    final KernelBuilder.Operand v;
    private final KernelBuilder.Operand querySegments;
    private final KernelBuilder.Operand keySegments;
    private final KernelBuilder.Operand slopes;
    private final Index first;
    private final Local[] at;
    private final Local[] segment;
    private Local slope;
    private Index keySegmentsBase;

    AttentionTile(KernelBuilder kernel, Op.Attention op) {
        this.kernel = kernel;
        this.op = op;
        this.dtype = MapSchedule.accumulator(op.result());
        this.w = kernel.lanes(dtype);
        this.vectors = w == 1 ? 4 : 2;
        this.rows = Math.min(w == 1 ? 4 : 8, w * vectors);
        Shape shape = op.q().shape();
        this.time = shape.dim(-2);
        this.keys = op.k().shape().dim(-2);
        this.size = shape.size(-1);
        this.heads = shape.size(-3);
        this.kvHeads = op.k().shape().size(-3);
        this.across = (size + w - 1) / w;
        this.lane = kernel.axis(Axis.Kind.LANE, w);
        this.q = kernel.operand(op.q());
        this.k = kernel.operand(op.k());
        this.v = kernel.operand(op.v());
        this.querySegments = optional(op.querySegments());
        this.keySegments = optional(op.keySegments());
        this.slopes = optional(op.slopes());
        KernelBuilder.Operand position = optional(op.position());
        this.first = position != null ? new Index.Value(new Expr.Load(position.param(), Index.ZERO, null))
            : keys.equals(time) ? Index.ZERO : Index.sub(Index.of(keys), Index.of(time));
        this.at = locals(DType.I32, vectors);
        this.segment = locals(DType.I32, vectors);
    }

    private KernelBuilder.Operand optional(Node n) {
        return n == null ? null : kernel.operand(n);
    }

    /// Queries in a block.
    int queries() {
        return w * vectors;
    }

    Index queryBlocks() {
        return Index.ceilDiv(Index.of(time), queries());
    }

    long mostQueryBlocks() {
        return Math.max(1, (time.max() + queries() - 1) / queries());
    }

    /// The axes before the heads.
    Shape lead() {
        return op.q().shape().head(op.q().shape().rank() - 3);
    }

    Local[] locals(DType d, int n) {
        var out = new Local[n];
        for (int i = 0; i < n; i++) {
            out[i] = kernel.local(d);
        }
        return out;
    }

    static Expr read(Local l) {
        return new Expr.Read(l);
    }

    Expr wide(Expr x) {
        return x.dtype() == dtype ? x : new Expr.Cast(x, dtype);
    }

    Expr constant(double x) {
        return Expr.of(dtype, x);
    }

    Stmt.For loop(Axis axis, Index extent, List<Stmt> body) {
        return new Stmt.For(axis, extent, body);
    }

    Axis serial(long max) {
        return kernel.axis(Axis.Kind.SERIAL, Math.max(1, max));
    }

    /// Where the matrix `[rows, size]` of a head begins.
    static Index base(KernelBuilder.Operand x, List<Index> lead, Index head) {
        Index sum = Index.ZERO;
        for (int i = 0; i < lead.size(); i++) {
            sum = Index.add(sum, Index.mul(lead.get(i), x.strides().get(i)));
        }
        return head == null ? sum : Index.add(sum, Index.mul(head, x.strides().get(lead.size())));
    }

    static Index row(KernelBuilder.Operand x, Index row) {
        return Index.mul(row, x.strides().get(x.strides().size() - 2));
    }

    static Index column(KernelBuilder.Operand x, Index column) {
        return Index.mul(column, x.strides().getLast());
    }

    /// The number of the query in a lane, of vector `c` of the block that begins at query `from`.
    Index query(Index from, int c) {
        return Index.add(Index.add(from, Index.of((long) c * w)), Index.of(lane));
    }

    /// Whether that query is there, or null where all of all blocks are.
    Expr isQuery(Index number) {
        return time.isConstant() && time.constant() % queries() == 0 ? null : Expr.less(number, Index.of(time));
    }

    /// Channel `block · w + lane` of a head, for `block` of `across`.
    Index channel(Index block) {
        return Index.add(Index.mul(block, Index.of(w)), Index.of(lane));
    }

    Expr isChannel(Index channel) {
        return size % w == 0 ? null : Expr.less(channel, Index.of(size));
    }

    private Index existing(Index row, Dim rows, int multiple) {
        return rows.isConstant() && rows.constant() % multiple == 0 ? row : Index.min(row, Index.sub(Index.of(rows), Index.ONE));
    }

    // ---- blocks of queries

    /// What is done with the transposed squares of a block: `channel` is the number of the one in each local.
    interface Squares {
        List<Stmt> at(int vector, Local[] square, Index channel);
    }

    /// Reads the rows of a block of queries, channels in lanes, and gives them to `use` with queries in lanes. Behind the last row
    /// stands that one again, behind the last channel 0.
    Stmt transposed(KernelBuilder.Operand x, Index base, Index from, Squares use) {
        Axis block = serial(across);
        var body = new ArrayList<Stmt>();
        for (int c = 0; c < vectors; c++) {
            Local[] square = locals(dtype, w);
            Index channel = channel(Index.of(block));
            for (int i = 0; i < w; i++) {
                Index row = existing(Index.add(from, Index.of((long) c * w + i)), time, queries());
                body.add(new Stmt.Set(square[i], wide(new Expr.Load(x.param(), Index.add(Index.add(base, row(x, row)), column(x, channel)), isChannel(channel)))));
            }
            body.add(new Stmt.Transpose(List.of(square)));
            body.addAll(use.at(c, square, Index.mul(Index.of(block), Index.of(w))));
        }
        return loop(block, Index.of(across), body);
    }

    /// Memory for a transposed block.
    Kernel.Param memory() {
        return kernel.own(dtype, (long) across * w * queries());
    }

    /// The place of a lane's query in a block `[…, queries]`.
    Index inBlock(Index row, int c) {
        return Index.add(Index.add(Index.mul(row, Index.of(queries())), Index.of((long) c * w)), Index.of(lane));
    }

    Squares storeInto(Kernel.Param to, double factor) {
        return (c, square, channel) -> {
            var out = new ArrayList<Stmt>();
            for (int i = 0; i < w; i++) {
                Expr x = factor == 1 ? read(square[i]) : Expr.mul(read(square[i]), constant(factor));
                out.add(new Stmt.Store(to, inBlock(Index.add(channel, Index.of(i)), c), x, null));
            }
            return out;
        };
    }

    /// Sets what the mask needs of each query of a block.
    List<Stmt> queriesOf(Index from, List<Index> lead, Index head) {
        var out = new ArrayList<Stmt>();
        AttentionForm form = op.form();
        if (form.slopes()) {
            slope = kernel.local(dtype);
            out.add(new Stmt.Set(slope, wide(new Expr.Load(slopes.param(), Index.mul(head, slopes.strides().get(0)), null))));
        }
        for (int c = 0; c < vectors; c++) {
            Index number = query(from, c);
            if (form.causal() || form.slopes()) {
                out.add(new Stmt.Set(at[c], new Expr.Cast(new Expr.FromIndex(Index.add(number, first)), DType.I32)));
            }
            if (form.segments()) {
                Index place = Index.add(base(querySegments, lead, null), Index.mul(number, querySegments.strides().getLast()));
                out.add(new Stmt.Set(segment[c], new Expr.Load(querySegments.param(), place, isQuery(number))));
                keySegmentsBase = base(keySegments, lead, null);
            }
        }
        return out;
    }

    /// The first key that any query of a block sees; in whole blocks of keys.
    Index firstKeyBlock(Index from) {
        if (op.form().window() == 0) {
            return Index.ZERO;
        }
        Index key = Index.add(Index.add(from, first), Index.of(1 - op.form().window()));
        // max(0, key)
        Index least = Index.mul(Index.min(Index.mul(key, Index.of(-1)), Index.ZERO), Index.of(-1));
        return Index.div(least, Index.of(KEYS));
    }

    /// The number of keys up to the last that any query of a block sees.
    Index keysSeen(Index from) {
        if (!op.form().causal()) {
            return Index.of(keys);
        }
        Index last = Index.add(Index.add(from, first), Index.of(queries()));
        Index seen = Index.min(last, Index.of(keys));
        return op.position() == null && Index.min(last) >= 0 ? seen : Index.mul(Index.min(Index.mul(seen, Index.of(-1)), Index.ZERO), Index.of(-1));
    }

    // ---- scores

    /// Sums over the channels of row `i` of `x` and the queries in a transposed block, for `rows` rows from `from` on.
    List<Stmt> dots(Local[][] sums, KernelBuilder.Operand x, Index base, Index from, Kernel.Param block) {
        var out = new ArrayList<Stmt>();
        var places = new ArrayList<Index>();
        for (int i = 0; i < rows; i++) {
            Local place = kernel.local(DType.I64);
            Index key = existing(Index.add(from, Index.of(i)), keys, rows);
            out.add(new Stmt.Set(place, new Expr.FromIndex(Index.add(base, row(x, key)))));
            places.add(new Index.Value(read(place)));
            for (Local sum : sums[i]) {
                out.add(new Stmt.Set(sum, constant(0)));
            }
        }
        Axis channel = serial(size);
        var body = new ArrayList<Stmt>();
        var columns = new ArrayList<Expr>();
        for (int c = 0; c < vectors; c++) {
            columns.add(new Expr.Load(block, inBlock(Index.of(channel), c), null));
        }
        for (int i = 0; i < rows; i++) {
            Expr left = wide(new Expr.Load(x.param(), Index.add(places.get(i), column(x, Index.of(channel))), null));
            for (int c = 0; c < vectors; c++) {
                body.add(new Stmt.Set(sums[i][c], Expr.add(read(sums[i][c]), Expr.mul(left, columns.get(c)))));
            }
        }
        out.add(loop(channel, Index.of(size), body));
        return out;
    }

    /// `score` with what distance costs.
    Expr biased(Expr score, Index key, int c) {
        if (!op.form().slopes()) {
            return score;
        }
        Expr distance = Expr.binary(Op.BinaryFn.SUB, read(at[c]), number(key));
        return Expr.binary(Op.BinaryFn.SUB, score, Expr.mul(read(slope), new Expr.Cast(new Expr.Unary(Op.UnaryFn.ABS, distance), dtype)));
    }

    /// Whether the query in a lane sees the key, which is there; null for always.
    Expr sees(Index key, int c) {
        AttentionForm form = op.form();
        Expr out = null;
        if (form.causal()) {
            out = new Expr.Compare(Op.CompareFn.LE, number(key), read(at[c]));
        }
        if (form.window() > 0) {
            Expr before = Expr.binary(Op.BinaryFn.SUB, read(at[c]), Expr.of(DType.I32, form.window()));
            out = Expr.and(out, new Expr.Compare(Op.CompareFn.GT, number(key), before));
        }
        if (form.segments()) {
            Index place = Index.add(keySegmentsBase, Index.mul(existing(key, keys, rows), keySegments.strides().getLast()));
            out = Expr.and(out, new Expr.Compare(Op.CompareFn.EQ, new Expr.Load(keySegments.param(), place, null), read(segment[c])));
        }
        return out;
    }

    private static Expr number(Index key) {
        return new Expr.Cast(new Expr.FromIndex(key), DType.I32);
    }

    // ---- rows with channels in lanes

    /// A factor of a product at term `t`: of row `i` of a tile, or of its vector of channels.
    interface Factor {
        Expr at(Index i, Index t);
    }

    /// What becomes of a tile's sum in row `i` at a vector of channels.
    interface Sink {
        Stmt at(Index i, Index channel, Expr guard, Expr sum);
    }

    /// `start[i, channel] + Σ_t left[i, t] · right[channel, t]` for all channels and the rows from 0 to `count` (rounded up to whole tiles).
    ///
    /// @param start null for 0
    Stmt product(Index count, long most, Index terms, long mostTerms, Factor start, Factor left, Factor right, Sink sink) {
        int columns = columnsOfTile();
        Axis down = serial((most + rows - 1) / rows);
        Axis side = serial(across / columns);
        Axis term = serial(mostTerms);
        var channels = new ArrayList<Index>();
        for (int c = 0; c < columns; c++) {
            channels.add(channel(Index.add(Index.mul(Index.of(side), Index.of(columns)), Index.of(c))));
        }
        var sums = new Local[rows][];
        var numbers = new ArrayList<Index>();
        var out = new ArrayList<Stmt>();
        for (int i = 0; i < rows; i++) {
            numbers.add(Index.add(Index.mul(Index.of(down), Index.of(rows)), Index.of(i)));
            sums[i] = locals(dtype, columns);
            for (int c = 0; c < columns; c++) {
                out.add(new Stmt.Set(sums[i][c], start == null ? constant(0) : start.at(numbers.get(i), channels.get(c))));
            }
        }
        var body = new ArrayList<Stmt>();
        var values = new ArrayList<Expr>();
        for (Index channel : channels) {
            values.add(right.at(channel, Index.of(term)));
        }
        for (int i = 0; i < rows; i++) {
            Expr factor = left.at(numbers.get(i), Index.of(term));
            for (int c = 0; c < columns; c++) {
                body.add(new Stmt.Set(sums[i][c], Expr.add(read(sums[i][c]), Expr.mul(factor, values.get(c)))));
            }
        }
        out.add(loop(term, terms, body));
        for (int i = 0; i < rows; i++) {
            for (int c = 0; c < columns; c++) {
                out.add(sink.at(numbers.get(i), channels.get(c), isChannel(channels.get(c)), read(sums[i][c])));
            }
        }
        return loop(down, Index.ceilDiv(count, rows), List.of(loop(side, Index.of(across / columns), out)));
    }

    private int columnsOfTile() {
        for (int c = w == 1 ? 4 : 3; c > 1; c--) {
            if (across % c == 0) {
                return c;
            }
        }
        return 1;
    }

    /// Element `channel` of row `row` of an operand's matrix.
    Expr element(KernelBuilder.Operand x, Index base, Index row, Index channel) {
        return wide(new Expr.Load(x.param(), Index.add(Index.add(base, row(x, row)), column(x, channel)), isChannel(channel)));
    }

    /// The place of an output's element.
    Index place(Node output, List<Index> lead, Index head, Index row, Index channel) {
        var at = new ArrayList<>(lead);
        at.add(head);
        at.add(row);
        if (channel != null) {
            at.add(channel);
        }
        return kernel.index(output, Position.of(output.shape(), at));
    }

    /// `body` where row `row` of `rows` is there.
    Stmt where(Index row, Dim rows, int multiple, Stmt body) {
        return rows.isConstant() && rows.constant() % multiple == 0 ? body : new Stmt.If(Expr.less(row, Index.of(rows)), List.of(body));
    }
}
