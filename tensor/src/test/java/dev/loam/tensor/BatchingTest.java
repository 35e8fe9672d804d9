package dev.loam.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every family mapped over a new axis gives what a loop gives, whichever of its operands are mapped.
class BatchingTest {
    /// Maps `f` over each set of its arguments in turn and compares with a loop.
    static void check(Cases c, GradientCheck.Function f, NDArray... arguments) {
        int size = c.between(1, 3);
        var single = new ArrayList<Tensor>();
        for (NDArray a : arguments) {
            single.add(Tensor.input("x" + single.size(), a.dtype(), Shape.of(a.shape())));
        }
        Tensor y = f.apply(single);
        for (int set = 1; set < 1 << arguments.length; set++) {
            Map<Node, Tensor> by = new IdentityHashMap<>();
            Map<Node, Node> same = new IdentityHashMap<>();
            var entries = new ArrayList<List<NDArray>>();
            for (int b = 0; b < size; b++) {
                entries.add(new ArrayList<>());
            }
            for (int i = 0; i < arguments.length; i++) {
                boolean mapped = (set >> i & 1) != 0;
                var of = new ArrayList<Tensor>();
                for (int b = 0; b < size; b++) {
                    NDArray a = mapped ? shuffled(c, arguments[i]) : arguments[i];
                    entries.get(b).add(a);
                    of.add(Tensor.of(a).unsqueeze(0));
                }
                if (mapped) {
                    by.put(single.get(i).node(), Tensor.concat(of, 0));
                } else {
                    same.put(single.get(i).node(), Tensor.of(arguments[i]).node());
                }
            }
            Tensor one = Tensor.of(Trace.replace(List.of(y.node()), same).get(0));
            Tensor all = Batching.of(List.of(one), by, Dim.of(size)).get(0);
            assertThat(all.shape()).isEqualTo(Shape.of(size).append(y.shape()));
            for (int b = 0; b < size; b++) {
                Map<Node, Node> put = new IdentityHashMap<>();
                for (int i = 0; i < arguments.length; i++) {
                    put.put(single.get(i).node(), Tensor.of(entries.get(b).get(i)).node());
                }
                Tensor expected = Tensor.of(Trace.replace(List.of(y.node()), put).get(0));
                assertThat(all.slice(0, b, b + 1).value().toDoubles()).as("arguments mapped: %s, entry %s", Integer.toBinaryString(set), b)
                    .containsExactly(expected.value().toDoubles(), within(1e-12));
            }
        }
    }

    /// The same values in another order.
    private static NDArray shuffled(Cases c, NDArray a) {
        NDArray out = a.copy();
        int[] order = c.permutation(a.size());
        for (int i = 0; i < order.length; i++) {
            out.setDouble(i, a.getDouble(order[i]));
        }
        return out;
    }

    @Test
    void elementwiseFunctionsAndComparisons() {
        Cases.check("map elementwise", c -> {
            Shape s = c.shape(c.between(0, 3), 4);
            NDArray x = c.values(DType.F64, s);
            NDArray y = c.values(DType.F64, c.narrower(s));
            NDArray mask = c.values(DType.BOOL, c.narrower(s));
            for (Op.UnaryFn fn : Op.UnaryFn.values()) {
                if (fn != Op.UnaryFn.NOT && fn != Op.UnaryFn.SQRT && fn != Op.UnaryFn.LOG && fn != Op.UnaryFn.LOG1P) {
                    check(c, in -> Tensor.of(new Op.Unary(fn, in.get(0).node())), x);
                }
            }
            check(c, in -> in.get(0).add(in.get(1)).mul(in.get(0)).max(in.get(1)), x, y);
            check(c, in -> in.get(0).gt(in.get(1)).not().to(DType.F64), x, y);
            check(c, in -> in.get(2).where(in.get(0), in.get(1)).detach().to(DType.F32), x, y, mask);
        });
    }

    @Test
    void views() {
        Cases.check("map views", c -> {
            Shape s = c.shape(c.between(1, 3), 4);
            NDArray x = c.values(DType.F64, s);
            int axis = c.between(0, s.rank() - 1);
            check(c, in -> in.get(0).reshape(-1), x);
            int[] order = c.permutation(s.rank());
            check(c, in -> in.get(0).permute(order), x);
            check(c, in -> in.get(0).broadcastTo(Shape.of(2, 3).append(s)), x);
            check(c, in -> in.get(0).flip(axis).slice(axis, 0, (s.size(axis) + 1) / 2, 2 - s.size(axis) % 2), x);
            check(c, in -> in.get(0).pad(axis, c.size(2), c.size(2)), x);
            check(c, in -> Tensor.concat(List.of(in.get(0), in.get(1), in.get(0)), axis), x, c.values(DType.F64, s.with(axis, Dim.of(2))));
        });
    }

    @ParameterizedTest
    @EnumSource(Op.ReduceFn.class)
    void reductions(Op.ReduceFn fn) {
        Cases.check("map reduce " + fn, c -> {
            Shape s = c.shape(c.between(1, 3), 4);
            int axis = c.between(0, s.rank() - 1);
            check(c, in -> Tensor.of(new Op.Reduce(fn, in.get(0).node(), List.of(axis))), c.values(DType.F64, s));
            check(c, in -> in.get(0).argmax(axis), c.values(DType.F64, s));
        });
    }

    @Test
    void gatherAndScatterAddKeepBadIndicesInTheirExample() {
        Cases.check("map gather", c -> {
            Shape s = c.shape(c.between(1, 3), 4);
            int axis = c.between(0, s.rank() - 1);
            Shape where = c.shape(c.between(0, 2), 3);
            NDArray indices = NDArray.zeros(c.pick(DType.I32, DType.I64), where.toArray());
            for (int i = 0; i < indices.size(); i++) {
                indices.setLong(i, c.between(-2, s.size(axis) + 1));
            }
            check(c, in -> in.get(0).gather(in.get(1), axis), c.values(DType.F64, s), indices);
            Shape updates = s.head(axis).append(where).append(Shape.of(s.dims().subList(axis + 1, s.rank())));
            int size = c.between(1, 4);
            check(c, in -> in.get(0).scatterAdd(in.get(1), axis, size), c.values(DType.F64, updates), indices);
        });
    }

    @Test
    void matrixProducts() {
        Cases.check("map matmul", c -> {
            Shape batch = c.shape(c.between(0, 1), 3);
            int m = c.size(4);
            int k = c.size(4);
            int n = c.size(4);
            boolean ta = c.coin();
            boolean tb = c.coin();
            check(c, in -> Tensor.of(new Op.MatMul(in.get(0).node(), in.get(1).node(), ta, tb)),
                c.values(DType.F64, batch.append(ta ? Shape.of(k, m) : Shape.of(m, k))),
                c.values(DType.F64, batch.append(tb ? Shape.of(n, k) : Shape.of(k, n))));
        });
    }

    @ParameterizedTest
    @EnumSource(Op.ConvOf.class)
    void everyFaceOfConv(Op.ConvOf of) {
        Cases.check("map conv " + of, c -> {
            Geometry g = Geometry.random(c);
            check(c, in -> Tensor.of(new Op.Conv(of, in.get(0).node(), in.get(1).node(), g.window(), g.groups(), g.result(of))),
                c.values(DType.F64, of == Op.ConvOf.INPUT ? g.output() : g.images()),
                c.values(DType.F64, of == Op.ConvOf.FILTER ? g.output() : g.filters()));
        });
    }

    @ParameterizedTest
    @EnumSource(Op.PoolFn.class)
    void poolingAndItsGradient(Op.PoolFn fn) {
        Cases.check("map pool " + fn, c -> {
            Window w = Geometry.poolWindow(c);
            NDArray x = c.values(DType.F64, Geometry.images(c, w));
            Tensor y = Tensor.of(new Op.Pool(fn, Tensor.of(x).node(), w));
            check(c, in -> finite(Tensor.of(new Op.Pool(fn, in.get(0).node(), w))), x);
            check(c, in -> Tensor.of(new Op.PoolGradient(fn, in.get(0).node(), in.get(1).node(), w)), x, c.values(DType.F64, y.shape()));
        });
    }

    private static Tensor finite(Tensor t) {
        return t.isFinite().where(t, t.like(0));
    }

    @Test
    void randomDrawsAreTheSameForEachEntryUnlessTheirCounterIsMapped() {
        Cases.check("map random", c -> {
            Shape s = c.shape(c.between(0, 2), 4);
            NDArray x = c.values(DType.F64, s);
            NDArray[] scalars = new NDArray[3];
            for (int i = 0; i < 3; i++) {
                scalars[i] = NDArray.zeros(DType.I64);
                scalars[i].setLong(0, c.between(0, 1000));
            }
            check(c, in -> Tensor.uniform(DType.F64, s, 7, in.get(1), in.get(2), in.get(3)).mul(in.get(0)), x, scalars[0], scalars[1], scalars[2]);
        });
        Tensor bases = Tensor.iota(DType.I64, Shape.of(3), 0).mul(4);
        Tensor zero = Tensor.zeros(DType.I64, Shape.SCALAR);
        Tensor mapped = Functions.vmap(Functions.fn(base -> Tensor.uniform(DType.F32, Shape.of(2, 2), 5, zero, zero, base))).apply(bases);
        assertThat(mapped.value().toDoubles()).as("what is drawn for all at once")
            .containsExactly(Tensor.uniform(DType.F32, Shape.of(3, 2, 2), 5, zero, zero, zero).value().toDoubles());
    }

    @Test
    void awaitedValuesAreMappedAlsoWhereTheValueIsNot() {
        Cases.check("map again", c -> {
            Shape s = c.shape(c.between(0, 2), 4);
            check(c, in -> Tensor.of(new Op.Again(in.get(0).node(), in.get(1).exp().node())).mul(2), c.values(DType.F64, s), c.values(DType.F64, c.shape(1, 3)));
        });
    }

    @Test
    void aVariableNumberOfExamplesIsMappedToo() {
        Dim batch = Dim.of(new Var("batch", 8));
        Tensor x = Tensor.input("x", DType.F64, Shape.of(List.of(batch, Dim.of(6), Dim.of(5), Dim.of(2))));
        Tensor w = Tensor.input("w", DType.F64, Shape.of(3, 3, 2, 4));
        Tensor v = Tensor.input("v", DType.F64, Shape.of(16, 3));
        Fn f = Functions.fn(t -> t.unsqueeze(0).conv2d(w, Window.of(3, 3), 1).maxPool2d(Window.of(2, 1).stride(2)).reshape(1, 16)
            .matmul(v).softmax().slice(1, 0, 1).sum());
        Tensor g = Functions.vmap(Functions.grad(f)).apply(x);
        assertThat(g.shape()).isEqualTo(x.shape());
    }
}
