package dev.loam.train;

import dev.loam.nn.Adagrad;
import dev.loam.nn.Adam;
import dev.loam.nn.AdamW;
import dev.loam.nn.Lion;
import dev.loam.nn.Muon;
import dev.loam.nn.Nearest;
import dev.loam.nn.Optimizer;
import dev.loam.nn.RMSprop;
import dev.loam.nn.SGD;
import dev.loam.nn.ScheduleFree;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
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
    /// @param about    one line for `./loam models`
    /// @param defaults every option but `learning-rate` with its default
    /// @param factory  makes it
    /// @param options  the options of one that this entry's factory could have made, empty for any other
    public record Entry(String name, String about, Map<String, Object> defaults, Factory factory,
                        Function<Optimizer, Optional<Map<String, Object>>> options) {
        public Entry {
            defaults = Collections.unmodifiableMap(new LinkedHashMap<>(defaults));
        }

        /// An entry for optimisers of the class `type`, whose options are read off one of them.
        ///
        /// @param usual   has the default options
        /// @param options those of an optimiser
        public static <T extends Optimizer> Entry of(String name, String about, Class<T> type, T usual, Function<T, Map<String, Object>> options,
                                                     Factory factory) {
            return new Entry(name, about, options.apply(usual), factory,
                o -> type.isInstance(o) ? Optional.of(options.apply(type.cast(o))) : Optional.empty());
        }
    }

    private final Map<String, Entry> entries;

    private Optimizers(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /// Loam's own.
    public static Optimizers standard() {
        return new Optimizers(Map.of())
            .with(Entry.of("sgd", "gradient descent with momentum, Nesterov's or plain", SGD.class, SGD.of(0).momentum(0.9),
                s -> Json.of("momentum", s.momentum(), "nesterov", s.nesterov(), "weight-decay", s.weightDecay()),
                (rate, o) -> new SGD(rate, number(o, "momentum"), flag(o, "nesterov"), number(o, "weight-decay"))))
            .with(Entry.of("rmsprop", "gradients by the root of their running mean square", RMSprop.class, RMSprop.of(0),
                r -> Json.of("alpha", r.alpha(), "epsilon", r.epsilon(), "momentum", r.momentum(), "centered", r.centered(), "weight-decay", r.weightDecay()),
                (rate, o) -> new RMSprop(rate, number(o, "alpha"), number(o, "epsilon"), number(o, "momentum"), flag(o, "centered"), number(o, "weight-decay"))))
            .with(Entry.of("adagrad", "gradients by the root of the sum of their squares", Adagrad.class, Adagrad.of(0),
                a -> Json.of("rate-decay", a.rateDecay(), "initial", a.initial(), "epsilon", a.epsilon(), "weight-decay", a.weightDecay()),
                (rate, o) -> new Adagrad(rate, number(o, "rate-decay"), number(o, "initial"), number(o, "epsilon"), number(o, "weight-decay"))))
            .with(Entry.of("adam", "Adam; weight decay is added to the gradient", Adam.class, Adam.of(0),
                a -> adam(a.beta1(), a.beta2(), a.epsilon(), a.weightDecay()),
                (rate, o) -> new Adam(rate, number(o, "beta1"), number(o, "beta2"), number(o, "epsilon"), number(o, "weight-decay"))))
            .with(Entry.of("adamw", "Adam with decoupled weight decay", AdamW.class, AdamW.of(0),
                a -> adam(a.beta1(), a.beta2(), a.epsilon(), a.weightDecay()), Optimizers::adamW))
            .with(Entry.of("lion", "the sign of the momentum; rates 3 to 10 times smaller than Adam's", Lion.class, Lion.of(0),
                l -> Json.of("beta1", l.beta1(), "beta2", l.beta2(), "weight-decay", l.weightDecay()),
                (rate, o) -> new Lion(rate, number(o, "beta1"), number(o, "beta2"), number(o, "weight-decay"))))
            .with(Entry.of("muon", "orthogonal momentum for hidden matrices, AdamW (beta1 …) for all others and those named in adamw", Muon.class, Muon.of(0),
                Optimizers::muon,
                (rate, o) -> new Muon(rate, number(o, "momentum"), number(o, "weight-decay"), names(o, "adamw"), adamW(rate, o))))
            .with(Entry.of("schedule-free", "AdamW that averages instead of letting the rate fall; for a constant schedule", ScheduleFree.class,
                ScheduleFree.of(0), a -> adam(a.beta1(), a.beta2(), a.epsilon(), a.weightDecay()),
                (rate, o) -> new ScheduleFree(rate, number(o, "beta1"), number(o, "beta2"), number(o, "epsilon"), number(o, "weight-decay"))));
    }

    private static Map<String, Object> adam(double beta1, double beta2, double epsilon, double weightDecay) {
        return Json.of("beta1", beta1, "beta2", beta2, "epsilon", epsilon, "weight-decay", weightDecay);
    }

    private static AdamW adamW(double rate, Map<String, Object> o) {
        return new AdamW(rate, number(o, "beta1"), number(o, "beta2"), number(o, "epsilon"), number(o, "weight-decay"));
    }

    private static Map<String, Object> muon(Muon m) {
        return Json.of("momentum", m.momentum(), "weight-decay", m.weightDecay(), "adamw", m.others(), "beta1", m.rest().beta1(),
            "beta2", m.rest().beta2(), "epsilon", m.rest().epsilon());
    }

    static double number(Map<String, Object> options, String key) {
        return ((Number) options.get(key)).doubleValue();
    }

    private static boolean flag(Map<String, Object> options, String key) {
        return (Boolean) options.get(key);
    }

    private static List<String> names(Map<String, Object> options, String key) {
        return ((List<?>) options.get(key)).stream().map(Object::toString).toList();
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
