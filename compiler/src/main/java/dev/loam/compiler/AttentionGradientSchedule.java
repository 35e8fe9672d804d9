package dev.loam.compiler;

import dev.loam.tensor.DType;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// The gradients of attention for queries, keys and values together: each block of weights is computed once more from the logarithms of the
/// rows' sums and then meets the output's gradient (Dao et al. 2022, "FlashAttention", algorithm 4). A tile is all that shares a head of keys, so
/// that no two tiles add to the same gradient.
final class AttentionGradientSchedule {
    private final KernelBuilder kernel;
    private final AttentionTile tile;
    private final Node dq;
    private final Node dk;
    private final Node dv;
    private final KernelBuilder.Operand y;
    private final KernelBuilder.Operand dy;
    private final KernelBuilder.Operand logSumExp;
    private final List<Index> lead;
    private final Index kvHead;
    private final Axis grid;
    private final Index tiles;

    private final Kernel.Param queries;
    private final Kernel.Param dyBlock;
    private final Kernel.Param weights;
    private final Kernel.Param scores;
    private final Kernel.Param sums;
    private final Local[] logarithm;
    private final Local[] delta;

    private AttentionGradientSchedule(KernelBuilder kernel, List<Node> outputs) {
        this.kernel = kernel;
        var op = (Op.Attention) outputs.get(0).op();
        outputs.forEach(kernel::write);
        this.tile = new AttentionTile(kernel, op);
        this.dq = AttentionSchedule.of(outputs, Op.AttentionOf.QUERY_GRADIENT);
        this.dk = AttentionSchedule.of(outputs, Op.AttentionOf.KEY_GRADIENT);
        this.dv = AttentionSchedule.of(outputs, Op.AttentionOf.VALUE_GRADIENT);
        this.y = kernel.operand(op.output());
        this.dy = kernel.operand(op.dy());
        this.logSumExp = kernel.operand(op.logSumExp());
        Shape outer = tile.lead().append(Shape.of(tile.kvHeads));
        this.grid = kernel.axis(Axis.Kind.GRID, Math.max(1, outer.maxElements()));
        this.tiles = Index.of(outer.elements());
        List<Index> at = Position.split(Index.of(grid), outer);
        this.lead = at.subList(0, at.size() - 1);
        this.kvHead = at.getLast();
        this.queries = tile.memory();
        this.dyBlock = tile.memory();
        this.weights = kernel.own(tile.dtype, (long) AttentionTile.KEYS * tile.queries());
        this.scores = kernel.own(tile.dtype, (long) AttentionTile.KEYS * tile.queries());
        this.sums = tile.memory();
        this.logarithm = tile.locals(tile.dtype, tile.vectors);
        this.delta = tile.locals(tile.dtype, tile.vectors);
    }

    static KernelBuilder.Lowered lower(KernelBuilder kernel, FusedGraph.Attention group, String note) {
        return new AttentionGradientSchedule(kernel, group.outputs()).build(note);
    }

    private KernelBuilder.Lowered build(String note) {
        int shared = tile.heads / tile.kvHeads;
        Axis member = tile.serial(shared);
        Axis block = tile.serial(tile.mostQueryBlocks());
        Index head = Index.add(Index.mul(kvHead, Index.of(shared)), Index.of(member));
        Index from = Index.mul(Index.of(block), Index.of(tile.queries()));
        var body = new ArrayList<Stmt>();
        for (Node n : dk == null ? List.<Node>of() : List.of(dk)) {
            body.add(clear(n));
        }
        for (Node n : dv == null ? List.<Node>of() : List.of(dv)) {
            body.add(clear(n));
        }
        body.add(tile.loop(member, Index.of(shared), List.of(tile.loop(block, tile.queryBlocks(), queries(head, from)))));
        return kernel.finish(grid, tiles, List.of(tile.loop(tile.lane, Index.of(tile.w), body)), note);
    }

    /// Zeros in a gradient of keys or values.
    private Stmt clear(Node n) {
        Axis row = tile.serial(tile.keys.max());
        Axis side = tile.serial(tile.across);
        Index channel = tile.channel(Index.of(side));
        return tile.loop(row, Index.of(tile.keys), List.of(tile.loop(side, Index.of(tile.across), List.of(
            new Stmt.Store(kernel.write(n), tile.place(n, lead, kvHead, Index.of(row), channel), tile.constant(0), tile.isChannel(channel))))));
    }

    /// A block of queries from `from` on.
    private List<Stmt> queries(Index head, Index from) {
        var out = new ArrayList<Stmt>();
        out.add(tile.transposed(tile.q, AttentionTile.base(tile.q, lead, head), from, tile.storeInto(queries, tile.op.form().scale())));
        out.add(tile.transposed(dy, AttentionTile.base(dy, lead, head), from, tile.storeInto(dyBlock, 1)));
        for (int c = 0; c < tile.vectors; c++) {
            out.add(new Stmt.Set(delta[c], tile.constant(0)));
        }
        // Σ y · dy of each query, which is what the softmax takes off
        out.add(tile.transposed(y, AttentionTile.base(y, lead, head), from, (c, square, channel) -> {
            var sum = new ArrayList<Stmt>();
            for (int i = 0; i < square.length; i++) {
                Expr other = new Expr.Load(dyBlock, tile.inBlock(Index.add(channel, Index.of(i)), c), null);
                sum.add(new Stmt.Set(delta[c], Expr.add(AttentionTile.read(delta[c]), Expr.mul(AttentionTile.read(square[i]), other))));
            }
            return sum;
        }));
        out.addAll(tile.queriesOf(from, lead, head));
        for (int c = 0; c < tile.vectors; c++) {
            Index query = tile.query(from, c);
            Index place = Index.add(AttentionTile.base(logSumExp, lead, head), Index.mul(query, logSumExp.strides().getLast()));
            out.add(new Stmt.Set(logarithm[c], tile.wide(new Expr.Load(logSumExp.param(), place, tile.isQuery(query)))));
        }
        if (dq != null) {
            Axis row = tile.serial((long) tile.across * tile.queries());
            out.add(tile.loop(row, Index.of((long) tile.across * tile.queries()),
                List.of(new Stmt.Store(sums, tile.channel(Index.of(row)), tile.constant(0), null))));
        }
        Axis block = tile.serial((tile.keys.max() + AttentionTile.KEYS - 1) / AttentionTile.KEYS);
        Index seen = tile.keysSeen(from);
        Index first = tile.firstKeyBlock(from);
        Index key = Index.mul(Index.add(first, Index.of(block)), Index.of(AttentionTile.KEYS));
        Index count = Index.min(Index.of(AttentionTile.KEYS), Index.sub(seen, key));
        out.add(tile.loop(block, Index.sub(Index.ceilDiv(seen, AttentionTile.KEYS), first), keys(head, from, key, count)));
        if (dq != null) {
            out.add(tile.product(Index.of(tile.queries()), tile.queries(), Index.ZERO, 1, (i, channel) -> new Expr.Load(sums, inSums(i, channel), null),
                (i, t) -> tile.constant(0), (channel, t) -> tile.constant(0), (i, channel, guard, sum) -> {
                    Index query = Index.add(from, i);
                    return tile.where(query, tile.time, tile.queries(),
                        new Stmt.Store(kernel.write(dq), tile.place(dq, lead, head, query, channel), sum, guard));
                }));
        }
        return out;
    }

    private Index inSums(Index row, Index channel) {
        return Index.add(Index.mul(row, Index.of((long) tile.across * tile.w)), channel);
    }

    /// `count` keys from `key` on meet a block of queries.
    private List<Stmt> keys(Index head, Index from, Index key, Index count) {
        var out = new ArrayList<Stmt>();
        out.add(weights(key, count));
        Index there = Index.min(Index.of(tile.queries()), Index.sub(Index.of(tile.time), from));
        if (dv != null) {
            out.add(ofKeys(dv, key, count, there, weights, dy, AttentionTile.base(dy, lead, head), from));
        }
        if (dk != null) {
            out.add(ofKeys(dk, key, count, there, scores, tile.q, AttentionTile.base(tile.q, lead, head), from));
        }
        if (dq != null) {
            Index base = AttentionTile.base(tile.k, lead, kvHead);
            out.add(tile.product(Index.of(tile.queries()), tile.queries(), count, AttentionTile.KEYS,
                (i, channel) -> new Expr.Load(sums, inSums(i, channel), null),
                (i, t) -> new Expr.Load(scores, Index.add(Index.mul(t, Index.of(tile.queries())), i), null),
                (channel, t) -> tile.element(tile.k, base, Index.add(key, t), channel),
                (i, channel, guard, sum) -> new Stmt.Store(sums, inSums(i, channel), sum, null)));
        }
        return out;
    }

    /// Stores the weights of a block and the gradient of its scores, times the scale.
    private Stmt weights(Index key, Index count) {
        Axis step = tile.serial(AttentionTile.KEYS / tile.rows);
        Index row = Index.mul(Index.of(step), Index.of(tile.rows));
        var acc = new Local[tile.rows][];
        for (int i = 0; i < acc.length; i++) {
            acc[i] = tile.locals(tile.dtype, tile.vectors);
        }
        Index from = Index.add(key, row);
        var out = new ArrayList<>(tile.dots(acc, tile.k, AttentionTile.base(tile.k, lead, kvHead), from, queries));
        for (int i = 0; i < acc.length; i++) {
            Index number = Index.add(from, Index.of(i));
            for (int c = 0; c < tile.vectors; c++) {
                Expr score = tile.biased(AttentionTile.read(acc[i][c]), number, c);
                Expr weight = ElementaryIr.unary(Op.UnaryFn.EXP, Expr.binary(Op.BinaryFn.SUB, score, AttentionTile.read(logarithm[c])));
                Expr sees = tile.sees(number, c);
                weight = sees == null ? weight : new Expr.Select(sees, weight, tile.constant(0));
                out.add(new Stmt.Store(weights, tile.inBlock(Index.add(row, Index.of(i)), c), weight, null));
            }
        }
        if (dq == null && dk == null) {
            return tile.loop(step, Index.ceilDiv(count, tile.rows), out);
        }
        out.addAll(tile.dots(acc, tile.v, AttentionTile.base(tile.v, lead, kvHead), from, dyBlock));
        for (int i = 0; i < acc.length; i++) {
            for (int c = 0; c < tile.vectors; c++) {
                Index place = tile.inBlock(Index.add(row, Index.of(i)), c);
                Expr change = Expr.binary(Op.BinaryFn.SUB, AttentionTile.read(acc[i][c]), AttentionTile.read(delta[c]));
                Expr scaled = Expr.mul(change, tile.constant(tile.op.form().scale()));
                out.add(new Stmt.Store(scores, place, Expr.mul(new Expr.Load(weights, place, null), scaled), null));
            }
        }
        return tile.loop(step, Index.ceilDiv(count, tile.rows), out);
    }

    /// Adds to a gradient of keys or values the products of a block's rows with those of `x`.
    private Stmt ofKeys(Node gradient, Index key, Index count, Index there, Kernel.Param block, KernelBuilder.Operand x, Index base, Index from) {
        Kernel.Param to = kernel.write(gradient);
        return tile.product(count, AttentionTile.KEYS, there, tile.queries(),
            (i, channel) -> new Expr.Load(to, tile.place(gradient, lead, kvHead, clamped(Index.add(key, i)), channel), tile.isChannel(channel)),
            (i, t) -> new Expr.Load(block, Index.add(Index.mul(i, Index.of(tile.queries())), t), null),
            (channel, t) -> tile.element(x, base, Index.add(from, t), channel),
            (i, channel, guard, sum) -> tile.where(Index.add(key, i), tile.keys, tile.rows,
                new Stmt.Store(to, tile.place(gradient, lead, kvHead, Index.add(key, i), channel), sum, guard)));
    }

    private Index clamped(Index row) {
        boolean whole = tile.keys.isConstant() && tile.keys.constant() % tile.rows == 0;
        return whole ? row : Index.min(row, Index.sub(Index.of(tile.keys), Index.ONE));
    }
}
