package dev.loam.compiler;

import dev.loam.tensor.Dim;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// The forward pass of attention, a block of queries at a time: it goes through blocks of keys and keeps for each query the greatest score so
/// far and the sum of exponentials (Milakov and Gimelshein 2018, "Online normalizer calculation for softmax"; Dao et al. 2022,
/// "FlashAttention"). Blocks that no query of it sees are left out.
final class AttentionSchedule {
    private final KernelBuilder kernel;
    private final AttentionTile tile;
    private final Node output;
    private final Node logSumExp;
    private final List<Index> lead;
    private final Index head;
    private final Index kvHead;
    private final Index from;
    private final Axis grid;
    private final Index tiles;
    /// all keys are one block
    private final boolean single;

    private final Kernel.Param queries;
    private final Kernel.Param weights;
    private final Kernel.Param factors;
    private final Kernel.Param sums;
    private final Local[] greatest;
    private final Local[] total;

    private AttentionSchedule(KernelBuilder kernel, List<Node> outputs) {
        this.kernel = kernel;
        var op = (Op.Attention) outputs.get(0).op();
        outputs.forEach(kernel::write);
        this.tile = new AttentionTile(kernel, op);
        this.output = AttentionSchedule.of(outputs, Op.AttentionOf.OUTPUT);
        this.logSumExp = AttentionSchedule.of(outputs, Op.AttentionOf.LOG_SUM_EXP);
        Shape lead = tile.lead();
        Shape outer = lead.append(Shape.of(tile.heads));
        Dim each = outer.elements();
        this.grid = kernel.axis(Axis.Kind.GRID, Math.max(1, each.max() * tile.mostQueryBlocks()));
        this.tiles = Index.mul(Index.of(each), tile.queryBlocks());
        List<Index> at = Position.split(Index.div(Index.of(grid), tile.queryBlocks()), outer);
        this.lead = at.subList(0, lead.rank());
        this.head = at.getLast();
        this.kvHead = Index.div(head, Index.of(tile.heads / tile.kvHeads));
        this.from = Index.mul(Index.mod(Index.of(grid), tile.queryBlocks()), Index.of(tile.queries()));
        this.single = tile.keys.max() <= AttentionTile.KEYS;
        this.queries = tile.memory();
        this.weights = kernel.own(tile.dtype, (long) AttentionTile.KEYS * tile.queries());
        this.factors = kernel.own(tile.dtype, tile.queries());
        this.sums = single || output == null ? null : tile.memory();
        this.greatest = tile.locals(tile.dtype, tile.vectors);
        this.total = tile.locals(tile.dtype, tile.vectors);
    }

    /// The one of `outputs` that is `kind`, or null.
    static Node of(List<Node> outputs, Op.AttentionOf kind) {
        for (Node n : outputs) {
            if (((Op.Attention) n.op()).of() == kind) {
                return n;
            }
        }
        return null;
    }

    static KernelBuilder.Lowered lower(KernelBuilder kernel, FusedGraph.Attention group, String note) {
        return new AttentionSchedule(kernel, group.outputs()).build(note);
    }

    private KernelBuilder.Lowered build(String note) {
        var body = new ArrayList<Stmt>();
        body.add(tile.transposed(tile.q, AttentionTile.base(tile.q, lead, head), from, tile.storeInto(queries, tile.op.form().scale())));
        body.addAll(tile.queriesOf(from, lead, head));
        for (int c = 0; c < tile.vectors; c++) {
            body.add(new Stmt.Set(greatest[c], tile.constant(tile.dtype.isFloat() && tile.dtype.bytes() == 8 ? -Double.MAX_VALUE : -Float.MAX_VALUE)));
            body.add(new Stmt.Set(total[c], tile.constant(0)));
        }
        Index seen = tile.keysSeen(from);
        if (single) {
            body.addAll(block(Index.ZERO, seen));
        } else {
            clear(body);
            Axis block = tile.serial((tile.keys.max() + AttentionTile.KEYS - 1) / AttentionTile.KEYS);
            Index first = tile.firstKeyBlock(from);
            Index key = Index.mul(Index.add(first, Index.of(block)), Index.of(AttentionTile.KEYS));
            body.add(tile.loop(block, Index.sub(Index.ceilDiv(seen, AttentionTile.KEYS), first),
                block(key, Index.min(Index.of(AttentionTile.KEYS), Index.sub(seen, key)))));
        }
        finish(body, seen);
        return kernel.finish(grid, tiles, List.of(tile.loop(tile.lane, Index.of(tile.w), body)), note);
    }

    private void clear(List<Stmt> body) {
        if (sums == null) {
            return;
        }
        Axis row = tile.serial((long) tile.across * tile.queries());
        body.add(tile.loop(row, Index.of((long) tile.across * tile.queries()),
            List.of(new Stmt.Store(sums, tile.channel(Index.of(row)), tile.constant(0), null))));
    }

    /// Takes in `count` keys from `key` on.
    private List<Stmt> block(Index key, Index count) {
        var out = new ArrayList<Stmt>();
        Local[] most = tile.locals(tile.dtype, tile.vectors);
        for (int c = 0; c < most.length; c++) {
            out.add(new Stmt.Set(most[c], AttentionTile.read(greatest[c])));
        }
        out.add(scores(key, count, most));
        for (int c = 0; c < most.length; c++) {
            if (!single) {
                Local factor = kernel.local(tile.dtype);
                Expr less = Expr.binary(Op.BinaryFn.SUB, AttentionTile.read(greatest[c]), AttentionTile.read(most[c]));
                out.add(new Stmt.Set(factor, ElementaryIr.unary(Op.UnaryFn.EXP, less)));
                out.add(new Stmt.Set(total[c], Expr.mul(AttentionTile.read(total[c]), AttentionTile.read(factor))));
                out.add(new Stmt.Store(factors, tile.inBlock(Index.ZERO, c), AttentionTile.read(factor), null));
            }
            out.add(new Stmt.Set(greatest[c], AttentionTile.read(most[c])));
        }
        out.add(exponentials(count));
        if (!single && output != null) {
            out.add(product(key, count, (i, channel) -> Expr.mul(new Expr.Load(sums, inSums(i, channel), null), new Expr.Load(factors, i, null)),
                (i, channel, guard, sum) -> new Stmt.Store(sums, inSums(i, channel), sum, null)));
        }
        return out;
    }

    private Index inSums(Index row, Index channel) {
        return Index.add(Index.mul(row, Index.of((long) tile.across * tile.w)), channel);
    }

    /// Stores the scores of a block and finds the greatest of each query's. The last rows may repeat the last key.
    private Stmt scores(Index key, Index count, Local[] most) {
        Axis step = tile.serial(AttentionTile.KEYS / tile.rows);
        Index row = Index.mul(Index.of(step), Index.of(tile.rows));
        var acc = new Local[tile.rows][];
        for (int i = 0; i < acc.length; i++) {
            acc[i] = tile.locals(tile.dtype, tile.vectors);
        }
        Index base = AttentionTile.base(tile.k, lead, kvHead);
        var out = new ArrayList<>(tile.dots(acc, tile.k, base, Index.add(key, row), queries));
        for (int i = 0; i < acc.length; i++) {
            Index number = Index.add(Index.add(key, row), Index.of(i));
            for (int c = 0; c < tile.vectors; c++) {
                Expr score = tile.biased(AttentionTile.read(acc[i][c]), number, c);
                Expr sees = tile.sees(number, c);
                score = sees == null ? score : new Expr.Select(sees, score, tile.constant(Double.NEGATIVE_INFINITY));
                out.add(new Stmt.Store(weights, tile.inBlock(Index.add(row, Index.of(i)), c), score, null));
                Expr before = AttentionTile.read(most[c]);
                out.add(new Stmt.Set(most[c], new Expr.Select(new Expr.Compare(Op.CompareFn.GT, score, before), score, before)));
            }
        }
        return tile.loop(step, Index.ceilDiv(count, tile.rows), out);
    }

    private Stmt exponentials(Index count) {
        Axis row = tile.serial(AttentionTile.KEYS);
        var out = new ArrayList<Stmt>();
        for (int c = 0; c < tile.vectors; c++) {
            Index place = tile.inBlock(Index.of(row), c);
            Local e = kernel.local(tile.dtype);
            Expr less = Expr.binary(Op.BinaryFn.SUB, new Expr.Load(weights, place, null), AttentionTile.read(greatest[c]));
            out.add(new Stmt.Set(e, ElementaryIr.unary(Op.UnaryFn.EXP, less)));
            out.add(new Stmt.Store(weights, place, AttentionTile.read(e), null));
            out.add(new Stmt.Set(total[c], Expr.add(AttentionTile.read(total[c]), AttentionTile.read(e))));
        }
        return tile.loop(row, count, out);
    }

    /// The weights of a block times its values.
    private Stmt product(Index key, Index count, AttentionTile.Factor start, AttentionTile.Sink sink) {
        Index base = AttentionTile.base(tile.v, lead, kvHead);
        return tile.product(Index.of(tile.queries()), tile.queries(), count, AttentionTile.KEYS, start,
            (i, t) -> new Expr.Load(weights, Index.add(Index.mul(t, Index.of(tile.queries())), i), null),
            (channel, t) -> tile.element(tile.v, base, Index.add(key, t), channel), sink);
    }

    private void finish(List<Stmt> body, Index seen) {
        for (int c = 0; c < tile.vectors; c++) {
            Expr sum = AttentionTile.read(total[c]);
            Index query = tile.query(from, c);
            if (logSumExp != null) {
                Expr all = Expr.add(AttentionTile.read(greatest[c]), ElementaryIr.unary(Op.UnaryFn.LOG, sum));
                body.add(new Stmt.Store(kernel.write(logSumExp), tile.place(logSumExp, lead, head, query, null), all, tile.isQuery(query)));
            }
            Expr none = new Expr.Compare(Op.CompareFn.EQ, sum, tile.constant(0));
            Expr inverse = Expr.binary(Op.BinaryFn.DIV, tile.constant(1), new Expr.Select(none, tile.constant(1), sum));
            body.add(new Stmt.Store(factors, tile.inBlock(Index.ZERO, c), inverse, null));
        }
        if (output == null) {
            return;
        }
        AttentionTile.Sink store = (i, channel, guard, sum) -> {
            Index query = Index.add(from, i);
            return tile.where(query, tile.time, tile.queries(), new Stmt.Store(kernel.write(output), tile.place(output, lead, head, query, channel),
                Expr.mul(sum, new Expr.Load(factors, i, null)), guard));
        };
        if (single) {
            body.add(product(Index.ZERO, seen, null, store));
        } else {
            body.add(tile.product(Index.of(tile.queries()), tile.queries(), Index.ZERO, 1, (i, channel) -> new Expr.Load(sums, inSums(i, channel), null),
                (i, t) -> tile.constant(0), (channel, t) -> tile.constant(0), store));
        }
    }
}
