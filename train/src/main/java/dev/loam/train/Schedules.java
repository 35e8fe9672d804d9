package dev.loam.train;

import dev.loam.nn.Cosine;
import dev.loam.nn.Schedule;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The learning-rate schedules a config can name. Each may begin with a warm-up, option `warmup`, in steps.
public final class Schedules {
    /// Makes a schedule, without its warm-up, that starts from `learningRate`.
    public interface Factory {
        Schedule create(double learningRate, Map<String, Object> options);
    }

    /// One schedule of the registry.
    ///
    /// @param name     how configs call it
    /// @param defaults every option but `warmup` with its default
    /// @param factory  makes it
    /// @param options  the options of one that this entry's factory could have made, with `learning-rate`; empty for any other
    public record Entry(String name, Map<String, Object> defaults, Factory factory, Function<Schedule, Optional<Map<String, Object>>> options) {
        public Entry {
            defaults = Collections.unmodifiableMap(new LinkedHashMap<>(defaults));
        }
    }

    private final Map<String, Entry> entries;

    private Schedules(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /// Constant and cosine.
    public static Schedules standard() {
        return new Schedules(Map.of())
            .with(new Entry("constant", Map.of(), (rate, _) -> Schedule.constant(rate),
                s -> s instanceof Schedule.Constant c ? Optional.of(Json.of("learning-rate", c.rate())) : Optional.empty()))
            .with(new Entry("cosine", Map.of("to", 0.0), (rate, o) -> Cosine.from(rate).to(Optimizers.number(o, "to")),
                s -> s instanceof Cosine c ? Optional.of(Json.of("learning-rate", c.first(), "to", c.last())) : Optional.empty()));
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
