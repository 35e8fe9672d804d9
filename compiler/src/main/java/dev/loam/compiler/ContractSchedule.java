package dev.loam.compiler;

import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Window;
import java.util.ArrayList;
import java.util.List;

/// Matrix products and convolutions, all as one form: `out[batch, row, column] = Σ_k a[row + k] · b[k + column]`, where the
/// offsets of rows and of the summation index in `a` add up (a convolution reads its images that way without a copy). A
/// tile of rows × columns is kept in registers, columns in lanes.
final class ContractSchedule {
    /// Multiply-adds a tile should have before it is worth handing to a thread.
    private static final long TILE = 1 << 18;
    /// Above this many terms a sum is kept in two levels.
    private static final long LONG_SUM = 4096;

    /// A loop of the contraction with what one step moves in an operand.
    private record Loop(Dim size, Index strideA, Index strideB) {
    }

    private final KernelBuilder kernel;
    private final Node anchor;
    private final Node output;
    private final List<Node> outputs;
    private final KernelBuilder.Operand a;
    private final KernelBuilder.Operand b;
    private final DType dtype;

    private final List<Dim> batch = new ArrayList<>();
    private final List<Index> batchA = new ArrayList<>();
    private final List<Index> batchB = new ArrayList<>();
    private final List<Index> batchOut = new ArrayList<>();
    private final List<Loop> rows = new ArrayList<>();
    private final List<Loop> sums = new ArrayList<>();
    private Dim columns;
    private Index rowStride;

    /// What differs for products of bytes.
    ///
    /// @param anchor the product as it was written; the schedule is given one of words of four bytes
    /// @param sums   of the rows of its first operand, `[…, m]` i32, of which 128 times as much is to be taken off; null for none
    record Bytes(Node anchor, Node sums) {
    }

    private final Bytes bytes;

    private ContractSchedule(KernelBuilder kernel, FusedGraph.Contract group, Bytes bytes) {
        this.kernel = kernel;
        this.bytes = bytes;
        this.anchor = group.anchor();
        this.output = group.output();
        this.outputs = group.outputs();
        this.dtype = MapSchedule.accumulator(anchor.dtype());
        outputs.forEach(kernel::write);
        this.a = kernel.operand(anchor.inputs().get(0));
        this.b = kernel.operand(anchor.inputs().get(1));
        switch (anchor.op()) {
            case Op.MatMul m -> matmul(m);
            case Op.Conv c -> conv(c);
            default -> throw new IllegalStateException("not a contraction: " + anchor);
        }
        merge(rows, false);
        merge(sums, true);
        divideLongSum();
    }

    /// Makes one loop of two that together step evenly through their operands, as a window's columns and channels do.
    private static void merge(List<Loop> loops, boolean both) {
        for (int k = loops.size() - 1; k > 0; k--) {
            Loop outer = loops.get(k - 1);
            Loop inner = loops.get(k);
            Index n = Index.of(inner.size());
            boolean evenA = inner.size().isConstant() && outer.strideA().equals(Index.mul(inner.strideA(), n));
            boolean evenB = !both || inner.size().isConstant() && outer.strideB().equals(Index.mul(inner.strideB(), n));
            if (evenA && evenB || outer.size().is(1)) {
                loops.set(k - 1, new Loop(outer.size().times(inner.size()), inner.strideA(), inner.strideB()));
                loops.remove(k);
            } else if (inner.size().is(1)) {
                loops.remove(k);
            }
        }
    }

    /// Gives the single loop of a long sum a second level, where its length has a divisor of a good size.
    private void divideLongSum() {
        if (sums.size() > 1 || !sums.get(0).size().isConstant() || sums.get(0).size().constant() <= LONG_SUM) {
            return;
        }
        Loop all = sums.get(0);
        long n = all.size().constant();
        for (long part = 2048; part >= 64; part--) {
            if (n % part == 0) {
                sums.set(0, new Loop(Dim.of(n / part), Index.mul(all.strideA(), Index.of(part)), Index.mul(all.strideB(), Index.of(part))));
                sums.add(new Loop(Dim.of(part), all.strideA(), all.strideB()));
                return;
            }
        }
    }

    static KernelBuilder.Lowered lower(KernelBuilder kernel, FusedGraph.Contract group, String note) {
        return new ContractSchedule(kernel, group, null).build(note);
    }

    /// The product of words whose four bytes are multiplied each with its partner: signed ones of the first operand with unsigned
    /// ones of the second.
    static KernelBuilder.Lowered ofBytes(KernelBuilder kernel, FusedGraph.Contract words, Bytes bytes, String note) {
        return new ContractSchedule(kernel, words, bytes).build(note);
    }

    private void matmul(Op.MatMul m) {
        Shape left = m.a().shape();
        int rank = left.rank();
        Dim size = left.dim(m.transposeA() ? -1 : -2);
        Dim inner = left.dim(m.transposeA() ? -2 : -1);
        columns = m.b().shape().dim(-1);
        Index strideOut = Index.mul(Index.of(size), Index.of(columns));
        for (int k = rank - 3; k >= 0; k--) {
            batch.add(0, left.dim(k));
            batchA.add(0, a.strides().get(k));
            batchB.add(0, b.strides().get(k));
            batchOut.add(0, strideOut);
            strideOut = Index.mul(strideOut, Index.of(left.dim(k)));
        }
        Index row = a.strides().get(rank - (m.transposeA() ? 1 : 2));
        Index sum = a.strides().get(rank - (m.transposeA() ? 2 : 1));
        rows.add(new Loop(size, row, Index.ZERO));
        sums.add(new Loop(inner, sum, b.strides().get(rank - 2)));
        rowStride = Index.of(columns);
    }

    private void conv(Op.Conv c) {
        boolean forward = c.of() == Op.ConvOf.OUTPUT;
        Shape x = c.a().shape();
        Shape w = forward ? c.b().shape() : c.shape();
        Shape y = forward ? anchor.shape() : c.b().shape();
        Window win = c.window();
        int channels = x.size(3);
        int perGroup = w.size(2);
        int filters = w.size(3);
        int mine = filters / c.groups();
        long rowX = (long) x.size(2) * channels;
        long imageX = x.size(1) * rowX;
        long imageY = (long) y.size(1) * y.size(2) * filters;
        columns = Dim.of(mine);
        rowStride = Index.of(filters);
        if (c.groups() > 1) {
            batch.add(Dim.of(c.groups()));
            batchA.add(Index.of(perGroup));
            batchB.add(Index.of(mine));
            batchOut.add(Index.of(mine));
        }
        var positions = List.of(
            new Loop(x.dim(0), Index.of(imageX), Index.of(imageY)),
            new Loop(y.dim(1), Index.of(win.strideHeight() * rowX), Index.of((long) y.size(2) * filters)),
            new Loop(y.dim(2), Index.of((long) win.strideWidth() * channels), Index.of(filters)));
        var taps = List.of(
            new Loop(w.dim(0), Index.of(win.dilationHeight() * rowX), Index.of((long) w.size(1) * perGroup * filters)),
            new Loop(w.dim(1), Index.of((long) win.dilationWidth() * channels), Index.of((long) perGroup * filters)),
            new Loop(w.dim(2), Index.ONE, Index.of(filters)));
        rows.addAll(forward ? positions : taps);
        sums.addAll(forward ? taps : positions);
    }

    private KernelBuilder.Lowered build(String note) {
        Kernel.Param a = this.a.param();
        Kernel.Param b = this.b.param();
        int w = kernel.lanes(dtype);
        long maxRows = Math.max(1, product(rows));
        long maxColumns = Math.max(1, columns.max());
        long terms = Math.max(1, product(sums));
        TileSize size = w == 1 ? TileSize.ofScalars(maxRows, maxColumns, kernel.target().registers())
            : TileSize.of(maxRows, (maxColumns + w - 1) / w, kernel.target().registers());
        int vectors = size.vectors();
        int tileRows = size.rows();

        Index allRows = Index.ONE;
        for (Loop r : rows) {
            allRows = Index.mul(allRows, Index.of(r.size()));
        }
        Index rowTiles = Index.ceilDiv(allRows, tileRows);
        long maxRowTiles = (maxRows + tileRows - 1) / tileRows;
        long perTile = Math.max(1, Math.min(maxRowTiles, TILE / Math.max(1, tileRows * (long) vectors * w * terms)));
        long maxBlocks = (maxRowTiles + perTile - 1) / perTile;
        Index blocks = Index.ceilDiv(rowTiles, perTile);
        long columnTiles = (maxColumns + (long) vectors * w - 1) / ((long) vectors * w);
        Dim batches = Dim.of(1);
        for (Dim d : batch) {
            batches = batches.times(d);
        }
        Axis grid = kernel.axis(Axis.Kind.GRID, Math.max(1, maxBlocks * columnTiles * batches.max()));
        Axis step = kernel.axis(Axis.Kind.SERIAL, perTile);
        Axis lane = kernel.axis(Axis.Kind.LANE, w);
        Index tile = Index.of(grid);
        Index block = maxBlocks == 1 ? Index.ZERO : Index.mod(tile, blocks);
        Index others = maxBlocks == 1 ? tile : Index.div(tile, blocks);
        Index columnTile = Index.mod(others, Index.of(columnTiles));
        List<Index> batchAt = batches.is(1) ? zeros(batch.size()) : Position.split(Index.div(others, Index.of(columnTiles)), Shape.of(batch));
        Index baseA = dot(batchAt, batchA);
        Index baseB = dot(batchAt, batchB);
        Index baseOut = dot(batchAt, batchOut);
        Index column = Index.add(Index.mul(columnTile, Index.of((long) vectors * w)), Index.of(lane));
        Index rowTile = Index.add(Index.mul(block, Index.of(perTile)), Index.of(step));
        Index firstRow = Index.mul(rowTile, Index.of(tileRows));

        var body = new ArrayList<Stmt>();
        var offsets = new ArrayList<Index>();
        var numbers = new ArrayList<Index>();
        for (int i = 0; i < tileRows; i++) {
            Index row = Index.add(firstRow, Index.of(i));
            numbers.add(row);
            Local at = kernel.local(DType.I64);
            Index clamped = maxRows % tileRows == 0 && isStatic(rows) ? row : Index.min(row, Index.add(allRows, Index.of(-1)));
            body.add(new Stmt.Set(at, new Expr.FromIndex(Index.add(baseA, rowOffset(clamped)))));
            offsets.add(new Index.Value(new Expr.Read(at)));
        }
        boolean wholeColumns = columns.isConstant() && maxColumns % ((long) vectors * w) == 0;
        var guards = new ArrayList<Expr>();
        var columnsAt = new ArrayList<Index>();
        for (int c = 0; c < vectors; c++) {
            columnsAt.add(Index.add(column, Index.of((long) c * w)));
            guards.add(wholeColumns ? null : Expr.less(columnsAt.get(c), Index.of(columns)));
        }
        var acc = new Local[tileRows][vectors];
        for (Local[] line : acc) {
            for (int c = 0; c < vectors; c++) {
                line[c] = kernel.local(dtype);
            }
        }
        var inside = new ArrayList<Stmt>();
        clear(inside, acc);
        if (terms > LONG_SUM && sums.size() > 1) {
            inside.addAll(twoLevels(a, b, acc, offsets, baseB, columnsAt, guards));
        } else {
            inside.addAll(nest(sums, Index.ZERO, baseB, (ka, kb) -> products(a, b, acc, offsets, ka, kb, columnsAt, guards)));
        }
        boolean wholeRows = maxRows % tileRows == 0 && isStatic(rows);
        for (int i = 0; i < tileRows; i++) {
            var stores = new ArrayList<Stmt>();
            for (int c = 0; c < vectors; c++) {
                Index flat = Index.add(Index.add(baseOut, Index.mul(numbers.get(i), rowStride)), columnsAt.get(c));
                Expr result = new Expr.Read(acc[i][c]);
                result = bytes == null || bytes.sums() == null ? result : less(result, batchAt, numbers.get(i));
                kernel.values().fix(bytes == null ? anchor : bytes.anchor(), anchor.dtype() == dtype ? result : new Expr.Cast(result, anchor.dtype()));
                Position p = position(batchAt, numbers.get(i), columnsAt.get(c), flat);
                for (Node out : outputs) {
                    Position at = p.reshaped(out.shape());
                    Expr value = kernel.values().at(out, at, guards.get(c));
                    stores.add(new Stmt.Store(kernel.write(out), kernel.index(out, at), value, guards.get(c)));
                }
            }
            if (wholeRows) {
                inside.addAll(stores);
            } else {
                inside.add(new Stmt.If(Expr.less(numbers.get(i), allRows), stores));
            }
        }
        body.add(new Stmt.For(lane, Index.of(w), inside));
        Index left = Index.sub(rowTiles, Index.mul(block, Index.of(perTile)));
        List<Stmt> loop = List.of(new Stmt.For(step, Index.min(Index.of(perTile), left), body));
        Index tiles = Index.mul(Index.mul(blocks, Index.of(columnTiles)), Index.of(batches));
        return kernel.finish(grid, tiles, loop, note);
    }

    /// `result` without what 128 too much in every byte of the second operand has added.
    private Expr less(Expr result, List<Index> batchAt, Index row) {
        var at = new ArrayList<>(batchAt);
        at.add(row);
        Expr sum = kernel.values().at(bytes.sums(), Position.of(bytes.sums().shape(), at), null);
        return Expr.binary(Op.BinaryFn.SUB, result, Expr.mul(sum, Expr.of(DType.I32, 128)));
    }

    /// A place in the output. In a matrix product it is known by axes, so that nobody has to divide.
    private Position position(List<Index> batchAt, Index row, Index column, Index flat) {
        if (!(anchor.op() instanceof Op.MatMul) || !output.shape().equals(anchor.shape())) {
            return Position.flat(output.shape(), flat);
        }
        var at = new ArrayList<>(batchAt);
        at.add(row);
        at.add(column);
        return Position.of(output.shape(), at);
    }

    private static void clear(List<Stmt> out, Local[][] acc) {
        for (Local[] line : acc) {
            for (Local v : line) {
                out.add(new Stmt.Set(v, Expr.of(v.dtype(), 0)));
            }
        }
    }

    /// The outermost summation loop around partial sums of their own, which are added to `acc`.
    private List<Stmt> twoLevels(Kernel.Param a, Kernel.Param b, Local[][] acc, List<Index> offsets, Index baseB,
            List<Index> columnsAt, List<Expr> guards) {
        var part = new Local[acc.length][acc[0].length];
        for (Local[] line : part) {
            for (int c = 0; c < line.length; c++) {
                line[c] = kernel.local(dtype);
            }
        }
        return nest(sums.subList(0, 1), Index.ZERO, baseB, (ka, kb) -> {
            var body = new ArrayList<Stmt>();
            clear(body, part);
            body.addAll(nest(sums.subList(1, sums.size()), ka, kb,
                (ia, ib) -> products(a, b, part, offsets, ia, ib, columnsAt, guards)));
            for (int i = 0; i < part.length; i++) {
                for (int c = 0; c < part[i].length; c++) {
                    body.add(new Stmt.Set(acc[i][c], Expr.add(new Expr.Read(acc[i][c]), new Expr.Read(part[i][c]))));
                }
            }
            return body;
        });
    }

    /// One step of the sum for the whole tile.
    private List<Stmt> products(Kernel.Param a, Kernel.Param b, Local[][] acc, List<Index> offsets, Index ka, Index kb,
            List<Index> columnsAt, List<Expr> guards) {
        var out = new ArrayList<Stmt>();
        var right = new ArrayList<Expr>();
        for (int c = 0; c < columnsAt.size(); c++) {
            right.add(wide(new Expr.Load(b, Index.add(kb, columnsAt.get(c)), guards.get(c))));
        }
        for (int i = 0; i < acc.length; i++) {
            Expr left = wide(new Expr.Load(a, Index.add(offsets.get(i), ka), null));
            for (int c = 0; c < right.size(); c++) {
                Expr sum = new Expr.Read(acc[i][c]);
                out.add(new Stmt.Set(acc[i][c], bytes != null ? new Expr.Dot(sum, left, right.get(c)) : Expr.add(sum, Expr.mul(left, right.get(c)))));
            }
        }
        return out;
    }

    private Expr wide(Expr x) {
        return x.dtype() == dtype ? x : new Expr.Cast(x, dtype);
    }

    private interface Step {
        List<Stmt> at(Index offsetA, Index offsetB);
    }

    private List<Stmt> nest(List<Loop> loops, Index offsetA, Index offsetB, Step inner) {
        if (loops.isEmpty()) {
            return inner.at(offsetA, offsetB);
        }
        Loop l = loops.get(0);
        Axis k = kernel.axis(Axis.Kind.SERIAL, Math.max(1, l.size().max()));
        List<Stmt> body = nest(loops.subList(1, loops.size()), Index.add(offsetA, Index.mul(Index.of(k), l.strideA())),
            Index.add(offsetB, Index.mul(Index.of(k), l.strideB())), inner);
        return List.of(new Stmt.For(k, Index.of(l.size()), body));
    }

    /// Where row number `row` starts in `a`.
    private Index rowOffset(Index row) {
        var dims = new ArrayList<Dim>();
        for (Loop r : rows) {
            dims.add(r.size());
        }
        List<Index> at = Position.split(row, Shape.of(dims));
        Index offset = Index.ZERO;
        for (int k = 0; k < rows.size(); k++) {
            offset = Index.add(offset, Index.mul(at.get(k), rows.get(k).strideA()));
        }
        return offset;
    }

    private static Index dot(List<Index> at, List<Index> strides) {
        Index sum = Index.ZERO;
        for (int k = 0; k < at.size(); k++) {
            sum = Index.add(sum, Index.mul(at.get(k), strides.get(k)));
        }
        return sum;
    }

    private static List<Index> zeros(int n) {
        var out = new ArrayList<Index>();
        for (int i = 0; i < n; i++) {
            out.add(Index.ZERO);
        }
        return out;
    }

    private static long product(List<Loop> loops) {
        long n = 1;
        for (Loop l : loops) {
            n *= l.size().max();
        }
        return n;
    }

    private static boolean isStatic(List<Loop> loops) {
        for (Loop l : loops) {
            if (!l.size().isConstant()) {
                return false;
            }
        }
        return true;
    }
}
