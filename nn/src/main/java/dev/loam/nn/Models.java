package dev.loam.nn;

import dev.loam.tensor.Shape;
import dev.loam.tensor.Window;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The models a config can name. A registry is a value: [#standard] has Loam's own, [#with] adds one, and whoever builds
/// models by name takes a registry.
public final class Models {
    /// Declares a model's layers in a scope.
    public interface Factory {
        /// @param options their values, defaults included
        /// @param scope   where the layers declare their parameters
        /// @param input   the shape of one example, without the batch
        /// @param classes the size of the output's last axis
        /// @return a layer from `[batch, …input]` to `[batch, classes]`, or for sequences to `[batch, time, classes]`
        Layer create(ModelOptions options, Scope scope, Shape input, int classes);
    }

    /// One model of the registry.
    ///
    /// @param name     how configs call it
    /// @param about    one line for `./loam models`
    /// @param defaults every option with its default, in the order to show them
    public record Entry(String name, String about, Map<String, Object> defaults, Factory factory) {
        public Entry {
            defaults = Collections.unmodifiableMap(new LinkedHashMap<>(defaults));
        }
    }

    private final Map<String, Entry> entries;

    private Models(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /// Loam's own models.
    public static Models standard() {
        return new Models(Map.of())
            .with(new Entry("linear", "one linear layer", Map.of(), Models::linear))
            .with(new Entry("mlp", "linear layers with an activation between them", defaults(
                "widths", List.of(256), "activation", "relu", "dropout", 0.0, "batch-norm", false,
                "initializer", "kaiming-uniform"), Models::mlp))
            .with(new Entry("cnn", "convolutions with pooling, then linear layers; for images", defaults(
                "channels", List.of(32, 64), "depth", 1, "kernel", 3, "pool", 2, "width", 0, "activation", "relu", "dropout", 0.0,
                "batch-norm", false, "initializer", "kaiming-uniform"), Models::cnn))
            .with(new Entry("gpt", "a GPT-2 as in nanoGPT, or a later transformer by its options; for sequences of tokens, classes being the vocabulary", defaults(
                "layers", 4, "heads", 4, "channels", 128, "dropout", 0.0, "bias", false, "positions", "learned", "norm", "layer", "mlp", "gelu", "qk-norm", false,
                "tied", true, "zero-init", false, "soft-cap", 0.0), GPT::create))
            .with(new Entry("lstm", "embedding, recurrent layers (kind lstm, gru or rnn) and a linear layer; for sequences of tokens", defaults(
                "kind", "lstm", "width", 256, "layers", 1, "dropout", 0.0), RecurrentModel::create))
            .with(new Entry("made", "a masked MLP that predicts each place of a sequence from those before it; for pixels", defaults(
                "widths", List.of(500), "activation", "relu", "direct", true, "dropout", 0.0), MADE::create))
            .with(new Entry("patches", "a wide transformer over patches of tokens and a narrow one within them, as in MEGABYTE; for long sequences of bytes", defaults(
                "patch", 8, "layers", 4, "heads", 4, "channels", 256, "narrow-layers", 2, "narrow-heads", 4, "narrow-channels", 128, "dropout", 0.0), PatchModel::create));
    }

    /// This registry and one more entry, which takes the place of one with the same name.
    public Models with(Entry entry) {
        var all = new LinkedHashMap<>(entries);
        all.put(entry.name(), entry);
        return new Models(all);
    }

    /// All entries, in the order they were added.
    public Collection<Entry> entries() {
        return Collections.unmodifiableCollection(entries.values());
    }

    /// The entry named `name`.
    ///
    /// @throws ModelException where there is none; it names the nearest and lists all
    public Entry entry(String name) {
        Entry e = entries.get(name);
        if (e == null) {
            throw Nearest.unknown("no model", name, entries.keySet());
        }
        return e;
    }

    /// The full options of a model: `given` over its defaults.
    ///
    /// @throws ModelException for an unknown model or option
    public ModelOptions options(String name, Map<String, Object> given) {
        return ModelOptions.of(name, entry(name).defaults(), given);
    }

    /// Declares the model `name` in `scope`.
    ///
    /// @param given   options that differ from the defaults
    /// @param input   the shape of one example, without the batch
    /// @param classes the size of the output's last axis
    /// @throws ModelException for an unknown model or option, a value of the wrong kind, or an input the model can not take
    public Layer create(String name, Map<String, Object> given, Scope scope, Shape input, int classes) {
        return entry(name).factory().create(options(name, given), scope, input, classes);
    }

    private static Map<String, Object> defaults(Object... pairs) {
        var out = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            out.put((String) pairs[i], pairs[i + 1]);
        }
        return out;
    }

    private static Layer linear(ModelOptions options, Scope scope, Shape input, int classes) {
        return Sequential.of(new Flatten(), Linear.of(scope.at("output"), features(input), classes));
    }

    private static Layer mlp(ModelOptions options, Scope scope, Shape input, int classes) {
        var layers = new ArrayList<Layer>();
        layers.add(new Flatten());
        dense(layers, options.wholes("widths", 1), options, scope, features(input), classes);
        return new Sequential(layers);
    }

    private static Layer cnn(ModelOptions options, Scope scope, Shape input, int classes) {
        if (input.rank() != 3) {
            throw new ModelException("model 'cnn' takes images [height, width, channels], not " + input + "; model 'mlp' takes any shape");
        }
        int kernel = options.whole("kernel", 1);
        int pool = options.whole("pool", 1);
        Activation activation = Activation.of(options.text("activation"));
        boolean norm = options.flag("batch-norm");
        var layers = new ArrayList<Layer>();
        int height = input.size(0);
        int width = input.size(1);
        int channels = input.size(2);
        int number = 0;
        int depth = options.whole("depth", 1);
        for (int filters : options.wholes("channels", 1)) {
            for (int i = 0; i < depth; i++) {
                number++;
                layers.add(Conv2d.of(scope.at("conv" + number), channels, filters, Window.of(kernel, kernel).same(), 1, !norm,
                    Initializer.of(options.text("initializer"))));
                if (norm) {
                    layers.add(BatchNorm.of(scope.at("norm" + number), filters));
                }
                layers.add(activation);
                channels = filters;
            }
            if (pool > 1) {
                layers.add(MaxPool2d.of(pool));
                height /= pool;
                width /= pool;
            }
            if (height == 0 || width == 0) {
                throw new ModelException("model 'cnn': images of " + input + " are too small for pooling by " + pool + " "
                    + number / depth + " times; take fewer channels or a smaller pool");
            }
        }
        layers.add(new Flatten());
        int hidden = options.whole("width", 0);
        dense(layers, hidden == 0 ? List.of() : List.of(hidden), options, scope, height * width * channels, classes);
        return new Sequential(layers);
    }

    /// Hidden layers, each with dropout behind it, then the output layer; with no hidden layer, dropout before the output.
    private static void dense(List<Layer> layers, List<Integer> widths, ModelOptions options, Scope scope, int in, int classes) {
        Activation activation = Activation.of(options.text("activation"));
        double dropout = options.number("dropout", 0, 1);
        boolean norm = options.flag("batch-norm");
        int number = 0;
        for (int width : widths) {
            number++;
            Scope here = scope.at("hidden" + number);
            layers.add(Linear.of(here, in, width, !norm, Initializer.of(options.text("initializer"))));
            if (norm) {
                layers.add(BatchNorm.of(here.at("norm"), width));
            }
            layers.add(activation);
            in = width;
            if (dropout > 0) {
                layers.add(Dropout.of(here, dropout));
            }
        }
        if (number == 0 && dropout > 0) {
            layers.add(Dropout.of(scope.at("output"), dropout));
        }
        layers.add(Linear.of(scope.at("output"), in, classes));
    }

    private static int features(Shape input) {
        return Math.toIntExact(input.maxElements());
    }
}
