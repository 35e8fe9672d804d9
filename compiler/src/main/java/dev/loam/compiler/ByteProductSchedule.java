package dev.loam.compiler;

import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Matrix products of bytes summed in i32, for processors that sum four products of a signed with an unsigned byte at once. Four
/// neighbours along the summed axis make a word: a product of words is [Expr.Dot], and the rest is [ContractSchedule]'s.
///
/// The second operand's bytes must be unsigned, so 128 is added to those of i8; that adds 128 times the sum of each row of the first
/// operand to all results in that row, which is taken off at the end. i32 wraps all along, so the result is exact.
final class ByteProductSchedule {
    private static final int WORK = 16384;
    /// Below this many rows or columns, or terms, packing costs more than it saves.
    private static final int LEAST = 8;

    private final Function<List<Node>, KernelBuilder> builders;
    private final Scratch scratch;
    private final List<KernelBuilder.Lowered> out = new ArrayList<>();
    private final Op.MatMul product;
    private final Shape batch;
    /// terms of the sum, and the words that hold them
    private final int inner;
    private final int words;

    private ByteProductSchedule(Function<List<Node>, KernelBuilder> builders, Scratch scratch, Op.MatMul product) {
        this.builders = builders;
        this.scratch = scratch;
        this.product = product;
        Shape b = product.b().shape();
        this.batch = b.head(b.rank() - 2);
        this.inner = b.size(-2);
        this.words = (inner + 3) / 4;
    }

    /// True where `m` is computed this way.
    static boolean fits(Op.MatMul m, Target target) {
        Shape b = m.b().shape();
        Dim rows = m.a().shape().dim(m.transposeA() ? -1 : -2);
        boolean bytes = m.result() == DType.I32 && m.a().dtype() == DType.I8 && (m.b().dtype() == DType.I8 || m.b().dtype() == DType.U8);
        return target.dots() && bytes && b.dim(-2).isConstant() && b.size(-2) >= LEAST && b.dim(-1).max() >= LEAST && rows.max() >= LEAST;
    }

    static List<KernelBuilder.Lowered> lower(Function<List<Node>, KernelBuilder> builders, Scratch scratch,
            FusedGraph.Contract group, String note) {
        var schedule = new ByteProductSchedule(builders, scratch, (Op.MatMul) group.anchor().op());
        schedule.build(group, note);
        return schedule.out;
    }

    private void build(FusedGraph.Contract group, String note) {
        Node a = first();
        Node b = packed(product.b(), "words of columns", product.b().dtype() == DType.I8 ? 128 : 0);
        Node sums = product.b().dtype() == DType.I8 ? rowSums() : null;
        Node ofWords = Node.of(new Op.MatMul(a, b, product.transposeA(), false));
        KernelBuilder kernel = builders.apply(group.outputs());
        out.add(ContractSchedule.ofBytes(kernel, new FusedGraph.Contract(ofWords, group.outputs()), new ContractSchedule.Bytes(group.anchor(), sums), note));
    }

    /// The first operand in words: `[…, m, words]` as it lies where that is possible, or `[…, words, m]` where it is transposed.
    private Node first() {
        if (product.transposeA()) {
            return packed(product.a(), "words of columns", 0);
        }
        Shape shape = batch.append(Shape.of(List.of(product.a().shape().dim(-2), Dim.of(words))));
        Node there = inner % 4 == 0 ? scratch.words(product.a(), shape) : null;
        return there != null ? there : inRows(shape);
    }

    /// Words of four neighbours along the last axis.
    private Node inRows(Shape shape) {
        Node x = product.a();
        Scratch.Made made = scratch.make(x, "words of rows", DType.I32, shape);
        if (!made.filled()) {
            KernelBuilder kernel = builders.apply(List.of(made.node()));
            fill(kernel, made.node(), (at, word) -> {
                Index k = Index.mul(word, Index.of(4));
                return word(kernel, x, 0, j -> with(at, Index.add(k, Index.of(j))), j -> Index.add(k, Index.of(j)));
            });
        }
        return made.node();
    }

    /// Words of four neighbours along the last axis but one of `x`, `add` added to each byte: `[…, words, n]`.
    private Node packed(Node x, String what, int add) {
        Shape shape = batch.append(Shape.of(List.of(Dim.of(words), x.shape().dim(-1))));
        Scratch.Made made = scratch.make(x, what + " + " + add, DType.I32, shape);
        if (!made.filled()) {
            KernelBuilder kernel = builders.apply(List.of(made.node()));
            fill(kernel, made.node(), (at, column) -> {
                Index k = Index.mul(at.getLast(), Index.of(4));
                return word(kernel, x, add, j -> with(with(at.subList(0, at.size() - 1), Index.add(k, Index.of(j))), column),
                    j -> Index.add(k, Index.of(j)));
            });
        }
        return made.node();
    }

    private interface Word {
        Expr at(List<Index> outer, Index last);
    }

    /// Writes `to` with its last axis in lanes.
    private void fill(KernelBuilder kernel, Node to, Word word) {
        Kernel.Param buffer = kernel.write(to);
        Shape shape = to.shape();
        Dim last = shape.dim(-1);
        long columns = Math.max(1, last.max());
        var rows = new Rows(kernel, shape.head(shape.rank() - 1), 4 * columns, WORK);
        List<Stmt> body = List.of(kernel.lanes(last, kernel.lanes(DType.I32), column -> List.of(
            new Stmt.Store(buffer, Position.of(shape, with(rows.indices(), column)).flat(), word.at(rows.indices(), column), null))));
        out.add(kernel.finish(rows.grid(), rows.tiles(), rows.around(body), "bytes in words"));
    }

    /// Four bytes as one number, the first lowest; those beyond the end are 0.
    private Expr word(KernelBuilder kernel, Node x, int add, Function<Integer, List<Index>> place, Function<Integer, Index> number) {
        Expr out = null;
        for (int j = 0; j < 4; j++) {
            Expr inside = inner % 4 == 0 ? null : Expr.less(number.apply(j), Index.of(inner));
            Expr value = kernel.values().at(x, Position.of(x.shape(), place.apply(j)), inside);
            Expr bits = new Expr.Cast(new Expr.Cast(value, DType.U8), DType.I32);
            Expr unsigned = add == 0 ? bits : Expr.binary(Op.BinaryFn.XOR, bits, Expr.of(DType.I32, add));
            Expr part = j == 0 ? unsigned : Expr.binary(Op.BinaryFn.SHL, unsigned, Expr.of(DType.I32, 8 * j));
            out = out == null ? part : Expr.binary(Op.BinaryFn.OR, out, part);
        }
        return out;
    }

    /// The sums of the first operand over the terms, `[…, m]`.
    private Node rowSums() {
        Node x = product.a();
        int axis = x.shape().rank() - (product.transposeA() ? 2 : 1);
        Node sums = Node.of(new Op.Reduce(Op.ReduceFn.SUM, Node.of(new Op.Cast(x, DType.I32)), List.of(axis)));
        scratch.place(sums);
        out.add(ReduceSchedule.lower(builders.apply(List.of(sums)), new FusedGraph.Reduce(sums, sums), "sums of rows"));
        return sums;
    }

    private static List<Index> with(List<Index> at, Index last) {
        var all = new ArrayList<>(at);
        all.add(last);
        return all;
    }
}
