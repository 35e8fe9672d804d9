package dev.loam.lang.learn;

import dev.loam.lang.Builtins;
import dev.loam.lang.Procedure;
import dev.loam.lang.tensor.Options;
import dev.loam.nn.Cosine;
import dev.loam.nn.ExponentialDecay;
import dev.loam.nn.LinearDecay;
import dev.loam.nn.Schedule;

/// Learning rates over time: procedures of the step and of the number of steps. Any procedure of these two is one.
final class Schedules {
    private Schedules() {}

    static void register(Builtins table) {
        define(table, "cosine-schedule", o -> new Cosine(o.real("the rate", 0, 0.001), o.real("the last rate", 1, 0)));
        define(table, "linear-schedule", o -> new LinearDecay(o.real("the rate", 0, 0.001), o.real("the last rate", 1, 0)));
        define(table, "exponential-schedule", o -> new ExponentialDecay(o.real("the rate", 0, 0.001), o.real("the share", 1, 0.01)));
        define(table, "constant-schedule", o -> Schedule.constant(o.real("the rate", 0, 0.001)));
    }

    private interface Maker {
        Schedule of(Options o);
    }

    private static void define(Builtins table, String name, Maker maker) {
        table.define(name, 1, Procedure.ANY, a -> {
            var o = new Options(name, a, "warmup").between(1, 2);
            Schedule s = maker.of(o).warmup(o.integer("warmup", -1, 0, 0));
            return Builtins.procedure(name, (step, total) -> s.at((Long) step, (Long) total));
        });
    }
}
