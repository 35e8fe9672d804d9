package dev.loam.train;

import dev.loam.nn.Adam;
import dev.loam.nn.AdamW;
import dev.loam.nn.Nearest;
import dev.loam.nn.Optimizer;
import dev.loam.nn.SGD;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The optimisers a config can name. A registry is a value: [#standard] has Loam's own, [#with] adds one.
public final class Optimizers {
    /// Makes an optimiser of its options.
    public interface Factory {
        Optimizer create(double learningRate, Map<String, Object> options);
    }

    /// One optimiser of the registry.
    ///
    /// @param name     how configs call it
    /// @param defaults every option but `learning-rate` with its default
    /// @param factory  makes it
    /// @param options  the options of one that this entry's factory could have made, empty for any other
    public record Entry(String name, Map<String, Object> defaults, Factory factory, Function<Optimizer, Optional<Map<String, Object>>> options) {
        public Entry {
            defaults = Collections.unmodifiableMap(new LinkedHashMap<>(defaults));
        }
    }

    private final Map<String, Entry> entries;

    private Optimizers(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /// SGD, Adam and AdamW.
    public static Optimizers standard() {
        return new Optimizers(Map.of())
            .with(new Entry("sgd", Json.of("momentum", 0.9, "nesterov", false, "weight-decay", 0.0),
                (rate, o) -> new SGD(rate, number(o, "momentum"), (Boolean) o.get("nesterov"), number(o, "weight-decay")),
                o -> o instanceof SGD s ? Optional.of(Json.of("momentum", s.momentum(), "nesterov", s.nesterov(), "weight-decay", s.weightDecay()))
                    : Optional.empty()))
            .with(new Entry("adam", adam(0.9, 0.999, 1e-8, 0),
                (rate, o) -> new Adam(rate, number(o, "beta1"), number(o, "beta2"), number(o, "epsilon"), number(o, "weight-decay")),
                o -> o instanceof Adam a ? Optional.of(adam(a.beta1(), a.beta2(), a.epsilon(), a.weightDecay())) : Optional.empty()))
            .with(new Entry("adamw", adam(0.9, 0.999, 1e-8, 0.01),
                (rate, o) -> new AdamW(rate, number(o, "beta1"), number(o, "beta2"), number(o, "epsilon"), number(o, "weight-decay")),
                o -> o instanceof AdamW a ? Optional.of(adam(a.beta1(), a.beta2(), a.epsilon(), a.weightDecay())) : Optional.empty()));
    }

    private static Map<String, Object> adam(double beta1, double beta2, double epsilon, double weightDecay) {
        return Json.of("beta1", beta1, "beta2", beta2, "epsilon", epsilon, "weight-decay", weightDecay);
    }

    static double number(Map<String, Object> options, String key) {
        return ((Number) options.get(key)).doubleValue();
    }

    /// This registry and one more entry, which takes the place of one with the same name.
    public Optimizers with(Entry entry) {
        var all = new LinkedHashMap<>(entries);
        all.put(entry.name(), entry);
        return new Optimizers(all);
    }

    /// All entries, in the order they were added.
    public Collection<Entry> entries() {
        return Collections.unmodifiableCollection(entries.values());
    }

    /// The entry named `name`; the error gives the nearest.
    public Entry entry(String name) {
        Entry e = entries.get(name);
        if (e == null) {
            throw unknown("optimizer", name, entries.keySet());
        }
        return e;
    }

    /// `optimizer` as a section of a config: its name, learning rate and options.
    Map<String, Object> describe(Optimizer optimizer) {
        for (Entry e : entries.values()) {
            Optional<Map<String, Object>> options = e.options().apply(optimizer);
            if (options.isPresent()) {
                Map<String, Object> out = Json.of("optimizer.name", e.name(), "optimizer.learning-rate", optimizer.learningRate());
                options.get().forEach((k, v) -> out.put("optimizer." + k, v));
                return out;
            }
        }
        throw new TrainException(optimizer.getClass().getSimpleName() + " is no optimizer of the registry (" + String.join(", ", entries.keySet())
            + "), so a run's config could not name it; add it with Registries.with(…) and start with Run.of(config, registries)");
    }

    static TrainException unknown(String what, String name, Collection<String> known) {
        String near = Nearest.of(name, known);
        return new TrainException("config: there is no " + what + " '" + name + "'. " + (near == null ? "" : "Did you mean '" + near + "'? ")
            + "Known: " + String.join(", ", known));
    }
}
