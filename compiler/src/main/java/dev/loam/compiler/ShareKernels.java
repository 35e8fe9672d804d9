package dev.loam.compiler;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Makes one kernel of those that differ in whole numbers alone, such as the products of layers of several sizes: strides, extents and
/// what follows from them become arguments, which each launch gives. Numbers in which all agree stay in the code.
///
/// A kernel is not shared where that would cost time: the number of lanes and their strides stay, and so does what is divided by in
/// loops (a multiplication while it is known).
final class ShareKernels {
    /// Above this many new arguments kernels stay apart.
    private static final int MOST = 16;

    private ShareKernels() {
    }

    /// A stand-in for a number while forms are compared.
    private static final Index HOLE = new Index.Value(new Expr.Argument(-1));

    /// The kernels among `candidates` that are one but for numbers, and these numbers.
    private record Family(List<Integer> members, List<List<Long>> numbers) {
    }

    static Program apply(Program program, Set<Integer> candidates) {
        var families = new LinkedHashMap<String, Family>();
        for (int k : new TreeSet<>(candidates)) {
            Kernel kernel = program.kernels().get(k);
            var numbers = new ArrayList<Long>();
            var form = new Numbers() {
                @Override
                Index number(long value) {
                    numbers.add(value);
                    return HOLE;
                }
            }.apply(kernel.body());
            var family = families.computeIfAbsent(with(kernel, form, kernel.arguments()).code(), c -> new Family(new ArrayList<>(), new ArrayList<>()));
            family.members().add(k);
            family.numbers().add(numbers);
        }
        var kernels = new ArrayList<>(program.kernels());
        var to = new int[kernels.size()];
        for (int k = 0; k < to.length; k++) {
            to[k] = k;
        }
        var extra = new ArrayList<List<Long>>();
        kernels.forEach(k -> extra.add(List.of()));
        for (Family f : families.values()) {
            var arguments = new Arguments(f.numbers());
            if (f.members().size() > 1 && arguments.count() <= MOST) {
                int first = f.members().getFirst();
                kernels.set(first, arguments.in(kernels.get(first)));
                for (int m = 0; m < f.members().size(); m++) {
                    to[f.members().get(m)] = first;
                    extra.set(f.members().get(m), arguments.of(m));
                }
            }
        }
        return renumbered(program, kernels, to, extra);
    }

    private static Kernel with(Kernel k, List<Stmt> body, int arguments) {
        return new Kernel(k.params(), k.ownBytes(), arguments, k.sizes(), k.grid(), body, k.note());
    }

    /// @param to    for each kernel the one that stands for it
    /// @param extra the arguments that its launches get
    private static Program renumbered(Program program, List<Kernel> kernels, int[] to, List<List<Long>> extra) {
        var left = new ArrayList<Kernel>();
        var numbers = new int[to.length];
        for (int k = 0; k < to.length; k++) {
            if (to[k] == k) {
                numbers[k] = left.size();
                left.add(kernels.get(k));
            }
        }
        var launches = new ArrayList<Program.Launch>();
        for (Program.Launch l : program.launches()) {
            var arguments = new ArrayList<>(l.arguments());
            arguments.addAll(extra.get(l.kernel()));
            launches.add(new Program.Launch(numbers[to[l.kernel()]], l.buffers(), l.offsets(), List.copyOf(arguments), l.tiles(), l.note()));
        }
        return new Program(program.buffers(), left, launches, program.arenaBytes());
    }

    /// What becomes of the numbers of one family.
    private static final class Arguments {
        private final List<List<Long>> numbers;
        /// the values of each argument, one for each member
        private final List<List<Long>> values = new ArrayList<>();

        Arguments(List<List<Long>> numbers) {
            this.numbers = numbers;
            for (int n = 0; n < numbers.getFirst().size(); n++) {
                List<Long> at = at(n);
                if (differs(at) && multiple(at) < 0) {
                    // earlier ones may be multiples of this
                    values.removeIf(v -> ratio(v, at) > 0);
                    values.add(at);
                }
            }
        }

        private static boolean differs(List<Long> at) {
            return new HashSet<>(at).size() > 1;
        }

        int count() {
            return values.size();
        }

        List<Long> of(int member) {
            var out = new ArrayList<Long>();
            values.forEach(v -> out.add(v.get(member)));
            return out;
        }

        private List<Long> at(int n) {
            var out = new ArrayList<Long>();
            numbers.forEach(member -> out.add(member.get(n)));
            return out;
        }

        /// The argument of which `at` is a multiple in every member, or -1.
        private int multiple(List<Long> at) {
            for (int v = 0; v < values.size(); v++) {
                if (ratio(at, values.get(v)) > 0) {
                    return v;
                }
            }
            return -1;
        }

        /// How often `b` goes into `a`, the same in all members; 0 where that is not so.
        private static long ratio(List<Long> a, List<Long> b) {
            long r = b.getFirst() == 0 ? 0 : a.getFirst() / b.getFirst();
            for (int m = 0; m < a.size(); m++) {
                if (r * b.get(m) != a.get(m)) {
                    return 0;
                }
            }
            return r;
        }

        Kernel in(Kernel kernel) {
            var body = new Numbers() {
                private int next;

                @Override
                Index number(long value) {
                    List<Long> at = at(next++);
                    int v = differs(at) ? multiple(at) : -1;
                    return v < 0 ? Index.of(value)
                        : Index.mul(new Index.Value(new Expr.Argument(kernel.arguments() + v)), Index.of(ratio(at, values.get(v))));
                }
            }.apply(kernel.body());
            return with(kernel, body, kernel.arguments() + values.size());
        }
    }

    /// Visits the numbers that may become arguments.
    private abstract static class Numbers extends Rewriting {
        abstract Index number(long value);

        @Override
        final Stmt apply(Stmt s) {
            return s instanceof Stmt.For f && f.axis().kind() == Axis.Kind.LANE ? new Stmt.For(f.axis(), f.extent(), apply(f.body())) : super.apply(s);
        }

        @Override
        final Index apply(Index i) {
            return switch (i) {
                case Index.Const c -> number(c.value());
                case Index.Mul m when m.b() instanceof Index.Const && holds(m.a(), Axis.Kind.LANE) -> m;
                case Index.Div d when inLoop(d.a()) -> d;
                case Index.Mod m when inLoop(m.a()) -> m;
                default -> super.apply(i);
            };
        }

        private static boolean inLoop(Index i) {
            return holds(i, Axis.Kind.SERIAL) || holds(i, Axis.Kind.LANE);
        }

        private static boolean holds(Index i, Axis.Kind kind) {
            boolean[] found = {false};
            Walk.indices(i, x -> found[0] |= x instanceof Index.At at && at.axis().kind() == kind);
            return found[0];
        }
    }
}
