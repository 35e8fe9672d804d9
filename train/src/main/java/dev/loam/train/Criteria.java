package dev.loam.train;

import dev.loam.nn.BinaryCrossEntropy;
import dev.loam.nn.BinaryCrossEntropyWithLogits;
import dev.loam.nn.CosineLoss;
import dev.loam.nn.CrossEntropy;
import dev.loam.nn.Focal;
import dev.loam.nn.Hinge;
import dev.loam.nn.Huber;
import dev.loam.nn.KLDivergence;
import dev.loam.nn.Loss;
import dev.loam.nn.MeanAbsoluteError;
import dev.loam.nn.MeanSquaredError;
import dev.loam.nn.MultiMargin;
import dev.loam.nn.NegativeLogLikelihood;
import dev.loam.nn.SmoothL1;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The losses a config can name, `loss.name`. Where it names none (`auto`) the data decide: cross-entropy for classes and text, the squared error for numbers.
public final class Criteria {
    /// What `loss.name` is where the data decide.
    public static final String AUTO = "auto";

    /// What targets a loss takes: class numbers, or values of the output's shape. For the latter classes become shares, 1 for an example's class and 0 for the others.
    public enum Targets { CLASSES, VALUES }

    /// One loss of the registry.
    ///
    /// @param name     how configs call it
    /// @param about    one line for `./loam models`
    /// @param targets  what it takes
    /// @param defaults every option with its default
    /// @param factory  makes it of its options
    /// @param options  the options of one that this entry's factory could have made, empty for any other
    public record Entry(String name, String about, Targets targets, Map<String, Object> defaults, Function<Map<String, Object>, Loss> factory,
                        Function<Loss, Optional<Map<String, Object>>> options) {
        public Entry {
            defaults = Collections.unmodifiableMap(new LinkedHashMap<>(defaults));
        }

        /// An entry for losses of the class `type`, whose options are read off one of them.
        ///
        /// @param usual   has the default options
        /// @param options those of a loss
        public static <T extends Loss> Entry of(String name, String about, Targets targets, Class<T> type, T usual,
                                                Function<T, Map<String, Object>> options, Function<Map<String, Object>, Loss> factory) {
            return new Entry(name, about, targets, options.apply(usual), factory,
                l -> type.isInstance(l) ? Optional.of(options.apply(type.cast(l))) : Optional.empty());
        }

        /// An entry for a loss without options: one of your own, for a start.
        public static Entry of(String name, String about, Targets targets, Loss loss) {
            return new Entry(name, about, targets, Map.of(), _ -> loss, l -> l.equals(loss) ? Optional.of(Map.of()) : Optional.empty());
        }
    }

    private final Map<String, Entry> entries;

    private Criteria(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /// Loam's own.
    public static Criteria standard() {
        return new Criteria(Map.of())
            .with(Entry.of("cross-entropy", "between logits and classes; label-smoothing spreads a share of the target over all classes", Targets.CLASSES, CrossEntropy.class,
                new CrossEntropy(), c -> Json.of("label-smoothing", c.smoothing(), "ignore", number(c.ignore())),
                o -> new CrossEntropy(number(o, "label-smoothing"), label(o))))
            .with(Entry.of("nll", "negative log-likelihood, for models that end in log-probabilities", Targets.CLASSES, NegativeLogLikelihood.class,
                new NegativeLogLikelihood(), n -> Json.of("ignore", number(n.ignore())), o -> new NegativeLogLikelihood(label(o))))
            .with(Entry.of("focal", "cross-entropy in which what is certain counts little", Targets.CLASSES, Focal.class, new Focal(),
                f -> Json.of("gamma", f.gamma(), "ignore", number(f.ignore())), o -> new Focal(number(o, "gamma"), label(o))))
            .with(Entry.of("multi-margin", "the hinge loss for several classes", Targets.CLASSES, MultiMargin.class, new MultiMargin(),
                m -> Json.of("margin", m.margin(), "ignore", number(m.ignore())), o -> new MultiMargin(number(o, "margin"), label(o))))
            .with(Entry.of("mse", "the squared error", Targets.VALUES, new MeanSquaredError()))
            .with(Entry.of("mae", "the absolute error", Targets.VALUES, new MeanAbsoluteError()))
            .with(Entry.of("huber", "squared near the target, absolute beyond delta", Targets.VALUES, Huber.class, new Huber(),
                h -> Json.of("delta", h.delta()), o -> new Huber(number(o, "delta"))))
            .with(Entry.of("smooth-l1", "Huber's loss by beta", Targets.VALUES, SmoothL1.class, new SmoothL1(), s -> Json.of("beta", s.beta()),
                o -> new SmoothL1(number(o, "beta"))))
            .with(Entry.of("bce", "binary cross-entropy of probabilities", Targets.VALUES, new BinaryCrossEntropy()))
            .with(Entry.of("bce-with-logits", "binary cross-entropy of logits; positive weighs targets of 1", Targets.VALUES, BinaryCrossEntropyWithLogits.class,
                new BinaryCrossEntropyWithLogits(), b -> Json.of("positive", b.positive()), o -> new BinaryCrossEntropyWithLogits(number(o, "positive"))))
            .with(Entry.of("kl", "Kullback-Leibler divergence of target distributions from log-probabilities", Targets.VALUES, new KLDivergence()))
            .with(Entry.of("hinge", "for targets -1 and 1", Targets.VALUES, Hinge.class, new Hinge(), h -> Json.of("margin", h.margin()),
                o -> new Hinge(number(o, "margin"))))
            .with(Entry.of("cosine", "one less the cosine between output and target", Targets.VALUES, new CosineLoss()));
    }

    private static double number(Map<String, Object> options, String key) {
        return Optimizers.number(options, key);
    }

    /// As a config has it, where `null` stands for none.
    private static Double number(Integer label) {
        return label == null ? null : label.doubleValue();
    }

    private static Integer label(Map<String, Object> options) {
        Object value = options.get("ignore");
        if (value == null) {
            return null;
        }
        double number = ((Number) value).doubleValue();
        if (number != (int) number) {
            throw Keys.wrong("loss.ignore", value, "a whole number");
        }
        return (int) number;
    }

    /// This registry and one more entry, which takes the place of one with the same name.
    public Criteria with(Entry entry) {
        var all = new LinkedHashMap<>(entries);
        all.put(entry.name(), entry);
        return new Criteria(all);
    }

    /// All entries, in the order they were added.
    public Collection<Entry> entries() {
        return Collections.unmodifiableCollection(entries.values());
    }

    /// The entry named `name`, null for `auto`; the error gives the nearest.
    public Entry entry(String name) {
        Entry e = entries.get(name);
        if (e == null && !name.equals(AUTO)) {
            var known = new java.util.ArrayList<>(entries.keySet());
            known.addFirst(AUTO);
            throw Optimizers.unknown("loss", name, known);
        }
        return e;
    }

    /// `loss` as a section of a config.
    Map<String, Object> describe(Loss loss) {
        for (Entry e : entries.values()) {
            Optional<Map<String, Object>> options = e.options().apply(loss);
            if (options.isPresent()) {
                Map<String, Object> out = Json.of("loss.name", e.name());
                options.get().forEach((k, v) -> out.put("loss." + k, v));
                return out;
            }
        }
        throw new TrainException(loss.getClass().getSimpleName() + " is no loss of the registry (" + String.join(", ", entries.keySet())
            + "), so a run's config could not name it; add it with Registries.with(…) and start with Run.of(config, registries)");
    }
}
