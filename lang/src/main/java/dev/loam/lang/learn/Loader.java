package dev.loam.lang.learn;

import dev.loam.data.Batches;
import dev.loam.data.DataException;
import dev.loam.data.DataOptions;
import dev.loam.data.DataSource;
import dev.loam.data.Dataset;
import dev.loam.data.Datasets;
import dev.loam.data.Field;
import dev.loam.data.InMemory;
import dev.loam.data.augment.Augmentation;
import dev.loam.lang.Builtins;
import dev.loam.lang.Pair;
import dev.loam.lang.Procedure;
import dev.loam.lang.SchemeError;
import dev.loam.lang.Symbol;
import dev.loam.lang.ad.TensorCall;
import dev.loam.lang.library.Library;
import dev.loam.lang.tensor.Options;
import dev.loam.lang.tensor.TensorValue;
import dev.loam.nn.Feature;
import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Examples in batches: `(data-loader inputs targets batch: 32)`, `(data-loader 'mnist part: 'test)`. The data is read when it is first used.
final class Loader {
    static final int BATCH = 64;

    private final String name;
    private final Supplier<Dataset> open;
    private final int batch;
    private final boolean shuffle;
    private final Augmentation augmentation;
    private Dataset data;

    Loader(String name, Supplier<Dataset> open, int batch, boolean shuffle, Augmentation augmentation) {
        this.name = name;
        this.open = open;
        this.batch = batch;
        this.shuffle = shuffle;
        this.augmentation = augmentation;
    }

    static void register(Builtins table) {
        for (String set : List.of("mnist", "fashion-mnist", "cifar10")) {
            var source = new Source(set);
            table.value(set + "-train-loader", new Loader(set + "-train-loader", () -> source.open().train(), BATCH, true, Augmentation.NONE));
            table.value(set + "-validation-loader", new Loader(set + "-validation-loader", () -> source.open().validation(), BATCH, false, Augmentation.NONE));
            table.value(set + "-test-loader", new Loader(set + "-test-loader", () -> source.open().test(), BATCH, false, Augmentation.NONE));
            table.alias(set + "-loader", set + "-train-loader");
        }
        table.define("data-loader", 1, Procedure.ANY, a -> make(new Options("data-loader", a, "batch", "shuffle", "part", "take", "augment")));
        table.define("split-loader", (loader, share) -> of("split-loader", loader).split(dev.loam.lang.number.Arithmetic.toDouble(share)));
        table.define("loader-size", loader -> of("loader-size", loader).data().size());
        table.define("loader-batches", 1, 2, a -> of("loader-batches", a[0]).batches(a.length == 1 ? 0 : (int) (long) (Long) a[1]));
    }

    /// A dataset that is read once.
    private static final class Source {
        private final String name;
        private DataSource source;

        Source(String name) {
            this.name = name;
        }

        synchronized DataSource open() {
            source = source == null ? Datasets.open(name, DataOptions.defaults()) : source;
            return source;
        }
    }

    static Loader of(String who, Object x) {
        if (x instanceof Loader l) {
            return l;
        }
        throw SchemeError.error(who + ": a data loader is wanted, such as mnist-train-loader or (data-loader inputs targets), found", x);
    }

    private static Loader make(Options o) {
        boolean named = o.at(0) instanceof Symbol || o.at(0) instanceof Loader;
        o.between(named ? 1 : 2, named ? 1 : 2);
        int batch = o.integer("batch", -1, 1, BATCH);
        Augmentation augmentation = augmentation(o.get("augment"));
        Supplier<Dataset> open;
        boolean shuffle = true;
        if (o.at(0) instanceof Symbol set) {
            var source = new Source(set.name());
            String part = o.has("part") ? String.valueOf(o.get("part")) : "train";
            shuffle = part.equals("train");
            open = () -> switch (part) {
                case "train" -> source.open().train();
                case "validation" -> source.open().validation();
                case "test" -> source.open().test();
                default -> throw SchemeError.error("data-loader: part: must be train, validation or test, found", o.get("part"));
            };
        } else if (o.at(0) instanceof Loader l) {
            shuffle = l.shuffle;
            open = l::data;
        } else {
            NDArray x = values(o.at(0), DType.F32);
            NDArray y = values(o.at(1), null);
            if (x.shape().length == 0 || y.shape().length == 0 || x.shape()[0] != y.shape()[0]) {
                throw SchemeError.error("data-loader: inputs and targets must be equally many, found " + sizes(x) + " and " + sizes(y));
            }
            Dataset both = InMemory.of(x.shape()[0]).with(field("input", x, Field.Role.FEATURE), MemorySegment.ofArray(bytes(x)))
                .with(field("target", y, Field.Role.LABEL), MemorySegment.ofArray(bytes(y)));
            open = () -> both;
        }
        int take = o.integer("take", -1, 1, Integer.MAX_VALUE);
        Supplier<Dataset> all = open;
        return new Loader(o.who(), take == Integer.MAX_VALUE ? all : () -> all.get().take(take), batch, o.flag("shuffle", -1, shuffle), augmentation);
    }

    /// `((flip . 1/2) (pad . 4))` or the like.
    private static Augmentation augmentation(Object settings) {
        var all = new java.util.LinkedHashMap<String, Number>();
        for (Object x = settings; x instanceof Pair p; x = p.cdr) {
            if (!(p.car instanceof Pair one) || !dev.loam.lang.number.Arithmetic.isReal(one.cdr)) {
                throw SchemeError.error("data-loader: augment: must be a list of settings such as ((flip . 0.5) (pad . 4)), found", settings);
            }
            all.put(String.valueOf(one.car), one.cdr instanceof Long n ? n : (Number) dev.loam.lang.number.Arithmetic.toDouble(one.cdr));
        }
        return all.isEmpty() ? Augmentation.NONE : told(() -> Augmentation.of(all));
    }

    private static String sizes(NDArray x) {
        return x.shape().length == 0 ? "one number" : Integer.toString(x.shape()[0]);
    }

    private static Field field(String name, NDArray values, Field.Role role) {
        var inner = new ArrayList<Integer>();
        for (int i = 1; i < values.shape().length; i++) {
            inner.add(values.shape()[i]);
        }
        return Field.numeric(name, role, values.dtype(), inner.toArray(new Integer[0]));
    }

    private static byte[] bytes(NDArray values) {
        MemorySegment from = switch (values.array()) {
            case float[] a -> MemorySegment.ofArray(a);
            case double[] a -> MemorySegment.ofArray(a);
            case int[] a -> MemorySegment.ofArray(a);
            case long[] a -> MemorySegment.ofArray(a);
            case short[] a -> MemorySegment.ofArray(a);
            case byte[] a -> MemorySegment.ofArray(a);
            default -> throw new IllegalStateException();
        };
        byte[] out = new byte[Math.toIntExact(from.byteSize())];
        MemorySegment.ofArray(out).copyFrom(from);
        return out;
    }

    /// A tensor's values; of lists the given dtype, or for null i32 where all are whole numbers, else f32.
    private static NDArray values(Object x, DType dtype) {
        if (x instanceof TensorValue t) {
            return t.values();
        }
        DType chosen = dtype != null ? dtype : whole(x) ? DType.I32 : DType.F32;
        return ((TensorValue) Procedure.callN(Library.find("tensor"), x, Symbol.of("dtype:"), Symbol.of(chosen.toString()))).values();
    }

    private static boolean whole(Object x) {
        return switch (x) {
            case Object[] v -> List.of(v).stream().allMatch(Loader::whole);
            case Pair p -> {
                boolean all = true;
                for (Object at = p; at instanceof Pair q; at = q.cdr) {
                    all &= whole(q.car);
                }
                yield all;
            }
            default -> x instanceof Long;
        };
    }

    /// `x` as a tensor.
    static Object tensor(Object x) {
        return TensorCall.isTensor(x) ? x : Procedure.call(Library.find("tensor"), x);
    }

    Loader split(double share) {
        return new Loader("split-loader", () -> told(() -> data().split(1, share, 1 - share).get(0)), batch, shuffle, augmentation);
    }

    /// Runs `body`, whose complaints become errors of the language.
    static <T> T told(Supplier<T> body) {
        try {
            return body.get();
        } catch (DataException e) {
            throw SchemeError.error(e.getMessage());
        }
    }

    synchronized Dataset data() {
        data = data == null ? told(open) : data;
        return data;
    }

    int batch() {
        return (int) Math.max(1, Math.min(batch, data().size()));
    }

    /// The batches of an epoch.
    Batches epoch(long seed, int epoch, boolean dropLast) {
        return told(() -> {
            Dataset d = shuffle ? data().shuffle(seed, epoch) : data();
            return (augmentation.isNone() ? d : augmentation.apply(d, seed, epoch)).batches(batch(), dropLast);
        });
    }

    /// What one input or target is, as a graph takes it: bytes of images between 0 and 1.
    Feature feature(int field) {
        Field f = data().fields().get(field);
        Feature plain = Feature.of(f.dtype(), Shape.of(f.shape().stream().mapToInt(i -> i).toArray()));
        return f.dtype() == DType.U8 ? new Feature(f.dtype(), plain.shape(), 1 / 255.0, List.of(), List.of()) : plain;
    }

    /// A graph's input of `rows` inputs or targets, prepared as [#feature] has it.
    Tensor input(String label, int field, int rows) {
        Feature f = feature(field);
        Tensor t = Tensor.input(label, f.dtype(), Shape.of(rows).append(f.shape()));
        return f.scale() == 1 ? t : t.to(DType.F32).mul(f.scale());
    }

    /// A list of `(inputs . targets)`, the batches of an epoch.
    private Object batches(int epoch) {
        Batches all = epoch(0, epoch, false);
        var out = new Object[Math.toIntExact(all.count())];
        for (int b = 0; b < out.length; b++) {
            out[b] = new Pair(read(all, b, 0), read(all, b, 1));
        }
        return Pair.list(out);
    }

    private TensorValue read(Batches all, int b, int field) {
        Field f = all.data().fields().get(field);
        var shape = new int[f.shape().size() + 1];
        shape[0] = all.rows(b);
        for (int i = 1; i < shape.length; i++) {
            shape[i] = f.shape().get(i - 1);
        }
        byte[] raw = new byte[shape[0] * f.bytes()];
        all.fill(b, field, MemorySegment.ofArray(raw));
        NDArray out = NDArray.zeros(f.dtype(), shape);
        MemorySegment to = switch (out.array()) {
            case float[] a -> MemorySegment.ofArray(a);
            case double[] a -> MemorySegment.ofArray(a);
            case int[] a -> MemorySegment.ofArray(a);
            case long[] a -> MemorySegment.ofArray(a);
            case short[] a -> MemorySegment.ofArray(a);
            case byte[] a -> MemorySegment.ofArray(a);
            default -> throw new IllegalStateException();
        };
        to.copyFrom(MemorySegment.ofArray(raw));
        if (f.dtype() != DType.U8) {
            return TensorValue.of(out);
        }
        NDArray scaled = NDArray.zeros(DType.F32, shape);
        for (int i = 0; i < scaled.size(); i++) {
            scaled.setDouble(i, out.getLong(i) / 255.0);
        }
        return TensorValue.of(scaled);
    }

    @Override
    public String toString() {
        return "#<data-loader " + name + ">";
    }
}
