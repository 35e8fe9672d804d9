package dev.loam.lang.learn;

import dev.loam.lang.Builtins;
import dev.loam.lang.Procedure;
import dev.loam.lang.SchemeError;
import dev.loam.lang.number.Arithmetic;
import dev.loam.lang.tensor.Options;
import dev.loam.nn.Optimizer;
import dev.loam.train.Optimizers;
import java.util.LinkedHashMap;
import java.util.Map;

/// The optimisers: `(adam (model-parameters m) 0.001)`, `(adam 0.001)`, or `adam` by itself, with the usual rate.
final class Optimising {
    private static final Map<String, Double> RATES = Map.of("sgd", 0.01, "momentum", 0.01, "rmsprop", 0.01, "adagrad", 0.01, "adam", 0.001, "adamw", 0.001,
        "lion", 0.0001, "muon", 0.02, "schedule-free", 0.001);

    private Optimising() {}

    /// An optimiser with its settings.
    record Chosen(String name, Optimizer optimizer) {
        @Override
        public String toString() {
            return "#<optimizer " + name + " " + optimizer.learningRate() + ">";
        }
    }

    static void register(Builtins table) {
        RATES.keySet().forEach(name -> table.value(name, new Maker(name)));
    }

    private static final class Maker extends Procedure {
        Maker(String name) {
            super(name);
        }

        @Override
        public int least() {
            return 0;
        }

        @Override
        public int most() {
            return ANY;
        }

        @Override
        public Object apply0() {
            return applyN(new Object[0]);
        }

        @Override
        public Object apply1(Object a) {
            return applyN(new Object[] {a});
        }

        @Override
        public Object apply2(Object a, Object b) {
            return applyN(new Object[] {a, b});
        }

        @Override
        public Object apply3(Object a, Object b, Object c) {
            return applyN(new Object[] {a, b, c});
        }

        @Override
        public Object apply4(Object a, Object b, Object c, Object d) {
            return applyN(new Object[] {a, b, c, d});
        }

        @Override
        public Object applyN(Object[] arguments) {
            var entry = Optimizers.standard().entry(name().equals("momentum") ? "sgd" : name());
            var known = new java.util.ArrayList<>(entry.defaults().keySet());
            known.add("rate");
            var o = new Options(name(), arguments, known.toArray(String[]::new));
            // the parameters are those of the model that is trained; programs may name them
            int first = o.count() > 0 && !Arithmetic.isReal(o.at(0)) ? 1 : 0;
            var settings = new LinkedHashMap<>(entry.defaults());
            settings.replaceAll((key, usual) -> setting(o, key, key.equals("momentum") && name().equals("sgd") ? 0.0 : usual));
            double rate = o.real("rate", first, RATES.get(name()));
            return new Chosen(name(), Model.checked(() -> entry.factory().create(rate, settings)));
        }

        private static Object setting(Options o, String key, Object usual) {
            return switch (usual) {
                case Number n -> o.real(key, -1, n.doubleValue());
                case Boolean b -> o.flag(key, -1, b);
                default -> usual;
            };
        }
    }

    static Optimizer of(String who, Object x) {
        return switch (x) {
            case Chosen c -> c.optimizer;
            case Maker m -> ((Chosen) m.apply0()).optimizer;
            default -> throw SchemeError.error(who + ": an optimizer is wanted, such as adam or (adam 0.001), found", x);
        };
    }
}
