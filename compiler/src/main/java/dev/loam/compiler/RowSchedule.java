package dev.loam.compiler;

import dev.loam.tensor.DType;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Computes row after row: the reductions, each when those it depends on are there, then what is stored. A short row is kept in
/// registers from the first reduction to the last store; of a long one each pass reads the operands again.
final class RowSchedule {
    private static final int TILE = 16384;
    /// Vectors of the longest row that is kept in registers.
    private static final int UNROLLED = 32;

    private final KernelBuilder kernel;
    private final FusedGraph.Rows group;
    private final Shape shape;
    private final int columns;
    private final int lanes;
    private final Rows rows;
    private final Axis lane;
    private final Position row;
    private final Map<Node, Local> totals = new HashMap<>();
    private final List<Stmt> before = new ArrayList<>();

    private RowSchedule(KernelBuilder kernel, FusedGraph.Rows group) {
        this.kernel = kernel;
        this.group = group;
        this.shape = ((Op.Reduce) group.reductions().get(0).op()).x().shape();
        this.columns = shape.size(-1);
        int w = Integer.MAX_VALUE;
        for (Node n : group.reductions()) {
            w = Math.min(w, kernel.lanes(MapSchedule.accumulator(n.dtype())));
            w = Math.min(w, kernel.lanes(((Op.Reduce) n.op()).x().dtype()));
        }
        for (Node n : group.outputs()) {
            kernel.write(n);
            w = Math.min(w, kernel.lanes(n.dtype()));
        }
        this.lanes = w;
        Shape outer = shape.head(shape.rank() - 1);
        this.rows = new Rows(kernel, outer, (long) columns * (1 + group.reductions().size()), TILE);
        this.row = Position.of(outer, rows.indices());
        this.lane = kernel.axis(Axis.Kind.LANE, w);
    }

    static KernelBuilder.Lowered lower(KernelBuilder kernel, FusedGraph.Rows group, String note) {
        return new RowSchedule(kernel, group).build(note);
    }

    private KernelBuilder.Lowered build(String note) {
        int blocks = (columns + lanes - 1) / lanes;
        List<Stmt> body = lanes > 1 && blocks <= UNROLLED ? unrolled(blocks) : looped(blocks);
        before.add(new Stmt.For(lane, Index.of(lanes), body));
        return kernel.finish(rows.grid(), rows.tiles(), rows.around(before), note);
    }

    private static Op.Reduce reduce(Node n) {
        return (Op.Reduce) n.op();
    }

    private static DType accumulator(Node n) {
        return MapSchedule.accumulator(n.dtype());
    }

    /// The place of the lanes in block `block`.
    private Position place(Index block) {
        var at = new ArrayList<>(rows.indices());
        at.add(Index.add(Index.mul(block, Index.of(lanes)), Index.of(lane)));
        return Position.of(shape, at);
    }

    /// Whether a lane is within the row, or null where all are.
    private Expr inside(Position p, boolean partial) {
        return partial ? Expr.less(p.indices().get(shape.rank() - 1), Index.of(columns)) : null;
    }

    /// The element of the operand that `reduction` takes in at `p`.
    private Expr term(Node reduction, Position p, Expr inside) {
        Node x = reduce(reduction).x();
        Expr v = kernel.values().at(x, p.reshaped(x.shape()), inside);
        DType dtype = accumulator(reduction);
        v = v.dtype() == dtype ? v : new Expr.Cast(v, dtype);
        return inside == null ? v : new Expr.Select(inside, v, ReduceSchedule.identity(reduce(reduction).fn(), dtype));
    }

    private Local total(Node reduction) {
        Local total = kernel.local(accumulator(reduction));
        before.add(new Stmt.Set(total, ReduceSchedule.identity(reduce(reduction).fn(), total.dtype())));
        totals.put(reduction, total);
        return total;
    }

    private void fix(Node reduction) {
        Expr total = new Expr.Read(totals.get(reduction));
        kernel.values().fix(reduction, reduction.dtype() == total.dtype() ? total : new Expr.Cast(total, reduction.dtype()));
    }

    private boolean isWide(Node n) {
        return n.shape().elements().equals(shape.elements());
    }

    private Stmt store(Node n, Position p, Expr inside) {
        Position at = p.reshaped(n.shape());
        return new Stmt.Store(kernel.write(n), kernel.index(n, at), kernel.values().at(n, at, inside), inside);
    }

    // ---- short rows

    private List<Stmt> unrolled(int blocks) {
        var places = new ArrayList<Position>();
        var guards = new ArrayList<Expr>();
        for (int i = 0; i < blocks; i++) {
            places.add(place(Index.of(i)));
            guards.add(inside(places.get(i), i == blocks - 1 && columns % lanes != 0));
        }
        var body = new ArrayList<Stmt>();
        for (Node r : group.reductions()) {
            Local total = total(r);
            var terms = new ArrayList<Expr>();
            for (int i = 0; i < blocks; i++) {
                terms.add(term(r, places.get(i), guards.get(i)));
            }
            body.add(new Stmt.Combine(total, reduce(r).fn(), tree(terms, ReduceSchedule.combine(reduce(r).fn()))));
            fix(r);
        }
        narrow(body);
        // all is computed before anything is stored, for an output may take the place of what another reads
        for (int i = 0; i < blocks; i++) {
            for (Node n : group.outputs()) {
                if (isWide(n)) {
                    body.add(store(n, places.get(i), guards.get(i)));
                }
            }
        }
        return body;
    }

    private void narrow(List<Stmt> body) {
        for (Node n : group.outputs()) {
            if (!isWide(n)) {
                body.add(store(n, row, null));
            }
        }
    }

    /// Folds neighbours, then pairs of those, and so on: short chains, and small rounding.
    private static Expr tree(List<Expr> terms, Op.BinaryFn fn) {
        List<Expr> level = terms;
        while (level.size() > 1) {
            var next = new ArrayList<Expr>();
            for (int i = 0; i + 1 < level.size(); i += 2) {
                next.add(Expr.binary(fn, level.get(i), level.get(i + 1)));
            }
            if (level.size() % 2 == 1) {
                next.add(level.get(level.size() - 1));
            }
            level = next;
        }
        return level.get(0);
    }

    // ---- long rows

    private List<Stmt> looped(int blocks) {
        boolean partial = columns % lanes != 0;
        var body = new ArrayList<Stmt>();
        for (List<Node> together : levels()) {
            Axis block = kernel.axis(Axis.Kind.SERIAL, blocks);
            Position p = place(Index.of(block));
            Expr inside = inside(p, partial);
            var folds = new ArrayList<Stmt>();
            var combines = new ArrayList<Stmt>();
            for (Node r : together) {
                Local total = total(r);
                Local acc = kernel.local(total.dtype());
                body.add(new Stmt.Set(acc, ReduceSchedule.identity(reduce(r).fn(), acc.dtype())));
                Expr term = term(r, p, inside);
                folds.add(new Stmt.Set(acc, Expr.binary(ReduceSchedule.combine(reduce(r).fn()), new Expr.Read(acc), term)));
                combines.add(new Stmt.Combine(total, reduce(r).fn(), new Expr.Read(acc)));
            }
            body.add(new Stmt.For(block, Index.of(blocks), folds));
            body.addAll(combines);
            together.forEach(this::fix);
        }
        narrow(body);
        Axis block = kernel.axis(Axis.Kind.SERIAL, blocks);
        Position p = place(Index.of(block));
        Expr inside = inside(p, partial);
        var stores = new ArrayList<Stmt>();
        for (Node n : group.outputs()) {
            if (isWide(n)) {
                stores.add(store(n, p, inside));
            }
        }
        if (!stores.isEmpty()) {
            body.add(new Stmt.For(block, Index.of(blocks), stores));
        }
        return body;
    }

    /// The reductions by how many others they wait for, one after another.
    private List<List<Node>> levels() {
        var out = new ArrayList<List<Node>>();
        var level = new HashMap<Node, Integer>();
        var known = new java.util.IdentityHashMap<Node, Integer>();
        for (Node r : group.reductions()) {
            int l = depth(reduce(r).x(), known, level);
            level.put(r, l);
            while (out.size() <= l) {
                out.add(new ArrayList<>());
            }
            out.get(l).add(r);
        }
        return out;
    }

    /// How many reductions of the group in a row `n` needs.
    private int depth(Node n, Map<Node, Integer> known, Map<Node, Integer> level) {
        if (level.containsKey(n)) {
            return level.get(n) + 1;
        }
        Integer d = known.get(n);
        if (d == null) {
            d = 0;
            if (group.members().contains(n)) {
                for (Node in : n.inputs()) {
                    d = Math.max(d, depth(in, known, level));
                }
            }
            known.put(n, d);
        }
        return d;
    }
}
