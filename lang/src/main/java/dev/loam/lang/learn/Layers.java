package dev.loam.lang.learn;

import dev.loam.lang.Builtins;
import dev.loam.lang.Printer;
import dev.loam.lang.Procedure;
import dev.loam.lang.SchemeError;
import dev.loam.lang.ad.TensorCall;
import dev.loam.lang.tensor.Options;
import dev.loam.lang.tensor.TensorValue;
import dev.loam.nn.AveragePool2d;
import dev.loam.nn.BatchNorm;
import dev.loam.nn.Conv2d;
import dev.loam.nn.Dropout;
import dev.loam.nn.Embedding;
import dev.loam.nn.Flatten;
import dev.loam.nn.Initializer;
import dev.loam.nn.Layer;
import dev.loam.nn.LayerNorm;
import dev.loam.nn.LearnedPositions;
import dev.loam.nn.Linear;
import dev.loam.nn.MaxPool2d;
import dev.loam.nn.Recurrent;
import dev.loam.nn.Residual;
import dev.loam.nn.RMSNorm;
import dev.loam.nn.Sequential;
import dev.loam.tensor.Functions;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.Window;
import java.util.ArrayList;
import java.util.List;

/// The layers, as procedures that make them. Images have their channels last: `(batch height width channels)`.
final class Layers {
    private Layers() {}

    private interface Maker {
        Model make(Options o, String text);
    }

    static void register(Builtins table) {
        define(table, "linear", new String[] {"bias"}, (o, text) -> {
            int in = size(o, "the number of inputs", 0);
            int out = size(o, "the number of outputs", 1);
            boolean bias = o.flag("bias", 2, true);
            return new Model("linear", text, Placed.values(in), s -> Linear.of(s, in, out, bias, Initializer.kaimingUniform()));
        });
        define(table, "flatten", new String[0], (o, text) -> new Model("flatten", text, Placed.Check.NONE, s -> new Flatten()));
        define(table, "dropout", new String[0], (o, text) -> {
            double rate = o.real("the rate", 0, 0.5);
            return new Model("dropout", text, Placed.Check.NONE, s -> Dropout.of(s, rate));
        });
        define(table, "batch-norm", new String[0], (o, text) -> {
            int channels = size(o, "the number of channels", 0);
            return new Model("batch-norm", text, last(channels), s -> BatchNorm.of(s, channels));
        });
        define(table, "layer-norm", new String[0], (o, text) -> {
            int channels = size(o, "the number of channels", 0);
            return new Model("layer-norm", text, last(channels), s -> LayerNorm.of(s, channels, true));
        });
        define(table, "rms-norm", new String[0], (o, text) -> {
            int channels = size(o, "the number of channels", 0);
            return new Model("rms-norm", text, last(channels), s -> RMSNorm.of(s, channels));
        });
        images(table);
        sequences(table);
        define(table, "residual", null, (o, text) -> {
            Model body = together("residual", o.places());
            return new Model("residual", text, Placed.Check.NONE, s -> new Residual(body.declare(s)));
        });
        define(table, "sequential", null, (o, text) -> together("sequential", o.places()));
    }

    private static void images(Builtins table) {
        table.define("conv2d", 2, Procedure.ANY, a -> TensorCall.isTensor(a[0]) ? convolved(new Options("conv2d", a, "stride", "padding"))
            : conv2d(new Options("conv2d", a, "stride", "padding", "groups"), text("conv2d", a)));
        pooling(table, "max-pool2d", MaxPool2d::new, Tensor::maxPool2d);
        pooling(table, "avg-pool2d", AveragePool2d::new, Tensor::averagePool2d);
    }

    private static Model conv2d(Options o, String text) {
        int in = size(o, "the number of channels", 0);
        int out = size(o, "the number of filters", 1);
        int kernel = o.integer("the size of the filters", 2, 1, 3);
        Window w = Window.of(kernel, kernel).stride(o.integer("stride", 3, 1, 1)).padding(o.integer("padding", 4, 0, 0));
        int groups = o.integer("groups", 5, 1, 1);
        return new Model("conv2d", text, Placed.images(in), s -> Conv2d.of(s, in, out, w, groups, true, Initializer.kaimingUniform()));
    }

    private static Object convolved(Options o) {
        int stride = o.integer("stride", 2, 1, 1);
        int padding = o.integer("padding", 3, 0, 0);
        return TensorCall.apply("conv2d", Functions.fn((x, f) -> x.conv2d(f, Window.of(f.size(0), f.size(1)).stride(stride).padding(padding), 1)), o.at(0), o.at(1));
    }

    private interface Pooled {
        Tensor of(Tensor x, Window w);
    }

    private static void pooling(Builtins table, String name, java.util.function.Function<Window, Layer> layer, Pooled function) {
        table.define(name, 1, Procedure.ANY, a -> {
            var o = new Options(name, a, "stride", "padding");
            boolean tensor = TensorCall.isTensor(a[0]);
            int first = tensor ? 1 : 0;
            int size = o.integer("the size of the windows", first, 1, 2);
            Window w = Window.of(size, size).stride(o.integer("stride", first + 1, 1, size)).padding(o.integer("padding", first + 2, 0, 0));
            return tensor ? TensorCall.apply(name, Functions.fn(x -> function.of(x, w)), a[0])
                : new Model(name, text(name, a), Placed.images(0), s -> layer.apply(w));
        });
    }

    private static void sequences(Builtins table) {
        define(table, "embedding", new String[0], (o, text) -> {
            int entries = size(o, "the number of entries", 0);
            int channels = size(o, "the number of channels", 1);
            return new Model("embedding", text, (x, here) -> x.dtype().isFloat() ? x.to(dev.loam.tensor.DType.I32) : x,
                s -> Embedding.of(s, entries, channels, Initializer.normal(0.1)));
        });
        define(table, "positions", new String[0], (o, text) -> {
            int context = size(o, "the greatest length", 0);
            int channels = size(o, "the number of channels", 1);
            return new Model("positions", text, last(channels), s -> LearnedPositions.of(s, context, channels, Initializer.normal(0.1)));
        });
        for (String kind : Recurrent.KINDS) {
            define(table, kind, new String[] {"layers"}, (o, text) -> {
                int in = size(o, "the number of features", 0);
                int hidden = size(o, "the number of states", 1);
                int layers = o.integer("layers", 2, 1, 1);
                return new Model(kind, text, Placed.sequences(in), s -> dev.loam.nn.RecurrentLayers.of(kind, s, in, hidden, layers, 0));
            });
        }
        define(table, "attention", new String[] {"heads", "causal"}, (o, text) -> {
            int channels = size(o, "the number of channels", 0);
            int heads = o.integer("heads", 1, 1, 1);
            boolean causal = o.flag("causal", 2, true);
            if (channels % heads != 0) {
                throw SchemeError.error("attention: " + channels + " channels can not be divided among " + heads + " heads; take a number of heads that divides them");
            }
            return new Model("attention", text, Placed.sequences(channels), s -> SelfAttention.of(s, channels, heads, causal));
        });
        define(table, "transformer-block", new String[] {"heads", "causal"}, (o, text) -> {
            int channels = size(o, "the number of channels", 0);
            int heads = o.integer("heads", 1, 1, 1);
            boolean causal = o.flag("causal", 2, true);
            return new Model("transformer-block", text, Placed.sequences(channels), s -> Sequential.of(
                new Residual(Sequential.of(LayerNorm.of(s.at("norm1"), channels, true), SelfAttention.of(s.at("attention"), channels, heads, causal))),
                new Residual(Sequential.of(LayerNorm.of(s.at("norm2"), channels, true), Linear.of(s.at("up"), channels, 4 * channels),
                    (x, c) -> x.gelu(), Linear.of(s.at("down"), 4 * channels, channels)))));
        });
    }

    /// The last axis must have `channels` entries.
    private static Placed.Check last(int channels) {
        return (x, here) -> {
            if (x.rank() < 2 || !x.shape().dim(-1).is(channels)) {
                throw here.misfit(channels + " channels on the last axis", x, x.rank() == 0 ? "none" : "" + x.shape().dim(-1));
            }
            return x;
        };
    }

    private static int size(Options o, String what, int i) {
        if (i >= o.count()) {
            throw SchemeError.error(o.who() + ": " + what + " is missing");
        }
        return o.integer(what, i, 1, 1);
    }

    /// @param keywords null where the arguments are layers
    private static void define(Builtins table, String name, String[] keywords, Maker maker) {
        table.define(name, 0, Procedure.ANY, a -> maker.make(new Options(name, a, keywords == null ? new String[0] : keywords), text(name, a)));
    }

    private static String text(String name, Object[] arguments) {
        var out = new StringBuilder("(").append(name);
        for (Object x : arguments) {
            out.append(' ').append(x instanceof Model m ? m.text() : x instanceof Procedure p ? p.name() == null ? "(lambda …)" : "(" + p.name() + ")" : Printer.write(x));
        }
        return out.append(')').toString();
    }

    /// Layers one after another. A procedure among them is a layer without parameters.
    static Model together(String name, Object[] layers) {
        var parts = new ArrayList<Model>();
        for (Object x : layers) {
            parts.add(layer(name, x));
        }
        return new Model(name, text(name, layers), Placed.Check.NONE, s -> {
            var all = new ArrayList<Layer>();
            for (int i = 0; i < parts.size(); i++) {
                all.add(parts.get(i).declare(s.at(Integer.toString(i))));
            }
            return new Sequential(List.copyOf(all));
        });
    }

    static Model layer(String who, Object x) {
        if (x instanceof Model m) {
            return m;
        }
        if (x instanceof Procedure p) {
            return new Model(p.name() == null ? "lambda" : p.name(), text(p.name() == null ? "lambda" : p.name(), new Object[0]), Placed.Check.NONE, s -> (t, c) -> {
                Object y = Procedure.call(p, TensorValue.unknown(t));
                if (y instanceof TensorValue v) {
                    return v.tensor();
                }
                throw SchemeError.error(who + ": a layer must give a tensor; " + p + " gave", y);
            });
        }
        throw SchemeError.error(who + ": a layer or a procedure of tensors is wanted, found", x);
    }

}
