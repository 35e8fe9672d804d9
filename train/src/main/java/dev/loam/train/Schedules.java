package dev.loam.train;

import dev.loam.nn.Cosine;
import dev.loam.nn.ExponentialDecay;
import dev.loam.nn.LinearDecay;
import dev.loam.nn.OneCycle;
import dev.loam.nn.Schedule;
import dev.loam.nn.StepDecay;
import dev.loam.nn.WarmupStableDecay;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// The learning-rate schedules a config can name. Each may begin with a warm-up, option `warmup`, in steps.
public final class Schedules {
    /// Makes a schedule, without its warm-up, that starts from `learningRate`.
    public interface Factory {
        Schedule create(double learningRate, Map<String, Object> options);
    }

    /// One schedule of the registry.
    ///
    /// @param name     how configs call it
    /// @param about    one line for `./loam models`
    /// @param defaults every option but `warmup` with its default
    /// @param factory  makes it
    /// @param options  the options of one that this entry's factory could have made, with `learning-rate`; empty for any other
    public record Entry(String name, String about, Map<String, Object> defaults, Factory factory,
                        Function<Schedule, Optional<Map<String, Object>>> options) {
        public Entry {
            defaults = Collections.unmodifiableMap(new LinkedHashMap<>(defaults));
        }

        /// An entry for schedules of the class `type`, whose options are read off one of them.
        ///
        /// @param usual   has the default options
        /// @param rate    the learning rate of a schedule
        /// @param options those of a schedule
        public static <T extends Schedule> Entry of(String name, String about, Class<T> type, T usual, ToDoubleFunction<T> rate,
                                                    Function<T, Map<String, Object>> options, Factory factory) {
            return new Entry(name, about, options.apply(usual), factory, s -> {
                if (!type.isInstance(s)) {
                    return Optional.empty();
                }
                Map<String, Object> all = Json.of("learning-rate", rate.applyAsDouble(type.cast(s)));
                all.putAll(options.apply(type.cast(s)));
                return Optional.of(all);
            });
        }
    }

    private final Map<String, Entry> entries;

    private Schedules(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /// Loam's own.
    public static Schedules standard() {
        return new Schedules(Map.of())
            .with(Entry.of("constant", "the same rate throughout", Schedule.Constant.class, new Schedule.Constant(0), Schedule.Constant::rate,
                _ -> Json.of(), (rate, _) -> Schedule.constant(rate)))
            .with(Entry.of("cosine", "half a cosine down to a rate", Cosine.class, Cosine.from(0), Cosine::first, c -> Json.of("to", c.last()),
                (rate, o) -> Cosine.from(rate).to(number(o, "to"))))
            .with(Entry.of("linear", "a straight line down to a rate", LinearDecay.class, LinearDecay.from(0), LinearDecay::first,
                l -> Json.of("to", l.last()), (rate, o) -> LinearDecay.from(rate).to(number(o, "to"))))
            .with(Entry.of("step", "times a factor every so many steps (0: each third of the run)", StepDecay.class, StepDecay.from(0), StepDecay::rate,
                s -> Json.of("every", s.every(), "factor", s.factor()),
                (rate, o) -> new StepDecay(rate, ((Number) o.get("every")).longValue(), number(o, "factor"))))
            .with(Entry.of("exponential", "the same factor at each step, down to a share of the first rate", ExponentialDecay.class,
                ExponentialDecay.from(0), ExponentialDecay::first, e -> Json.of("share", e.share()),
                (rate, o) -> new ExponentialDecay(rate, number(o, "share"))))
            .with(Entry.of("one-cycle", "up from rate/start during the first part, then down to rate/start/end", OneCycle.class, OneCycle.of(0),
                OneCycle::greatest, c -> Json.of("rising", c.rising(), "start", c.start(), "end", c.end()),
                (rate, o) -> new OneCycle(rate, number(o, "rising"), number(o, "start"), number(o, "end"))))
            .with(Entry.of("wsd", "warm-up, stable, decay: constant, and a fall in the last share of the run", WarmupStableDecay.class,
                WarmupStableDecay.of(0), WarmupStableDecay::rate, w -> Json.of("to", w.last(), "decay", w.decay(), "root", w.root()),
                (rate, o) -> new WarmupStableDecay(rate, number(o, "to"), number(o, "decay"), (Boolean) o.get("root"))));
    }

    private static double number(Map<String, Object> options, String key) {
        return Optimizers.number(options, key);
    }

    /// This registry and one more entry, which takes the place of one with the same name.
    public Schedules with(Entry entry) {
        var all = new LinkedHashMap<>(entries);
        all.put(entry.name(), entry);
        return new Schedules(all);
    }

    /// All entries, in the order they were added.
    public Collection<Entry> entries() {
        return Collections.unmodifiableCollection(entries.values());
    }

    /// The entry named `name`; the error gives the nearest.
    public Entry entry(String name) {
        Entry e = entries.get(name);
        if (e == null) {
            throw Optimizers.unknown("schedule", name, entries.keySet());
        }
        return e;
    }

    /// `schedule` as settings of a config: name, options, warm-up and the learning rate it starts from.
    Map<String, Object> describe(Schedule schedule) {
        long warmup = 0;
        Schedule inner = schedule;
        if (schedule instanceof Schedule.Warmup w) {
            warmup = w.steps();
            inner = w.then();
        }
        for (Entry e : entries.values()) {
            Optional<Map<String, Object>> options = e.options().apply(inner);
            if (options.isPresent()) {
                Map<String, Object> out = Json.of("schedule.name", e.name(), "schedule.warmup", warmup);
                options.get().forEach((k, v) -> out.put(k.equals("learning-rate") ? "optimizer.learning-rate" : "schedule." + k, v));
                return out;
            }
        }
        throw new TrainException(inner.getClass().getSimpleName() + " is no schedule of the registry (" + String.join(", ", entries.keySet())
            + "), so a run's config could not name it; add it with Registries.with(…) and start with Run.of(config, registries)");
    }
}
