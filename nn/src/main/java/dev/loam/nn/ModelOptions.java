package dev.loam.nn;

import dev.loam.tensor.Rounding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The options of a model: what a person gave, and the defaults for the rest. Values are what a config file holds: numbers,
/// texts, booleans and lists of them. Reading one with the wrong type is a [ModelException] that names the key.
public final class ModelOptions {
    private final String model;
    private final Map<String, Object> values;

    private ModelOptions(String model, Map<String, Object> values) {
        this.model = model;
        this.values = values;
    }

    /// `given` over `defaults`.
    ///
    /// @throws ModelException for a key that has no default; it names the nearest
    static ModelOptions of(String model, Map<String, Object> defaults, Map<String, Object> given) {
        var values = new LinkedHashMap<>(defaults);
        for (var e : given.entrySet()) {
            if (!defaults.containsKey(e.getKey())) {
                throw Nearest.unknown("model '" + model + "' has no option", e.getKey(), defaults.keySet());
            }
            values.put(e.getKey(), e.getValue());
        }
        return new ModelOptions(model, values);
    }

    /// All options with their values, in the order of the defaults.
    public Map<String, Object> values() {
        return new LinkedHashMap<>(values);
    }

    /// A whole number of at least `least`.
    public int whole(String key, int least) {
        return whole(key, values.get(key), least);
    }

    private int whole(String key, Object value, int least) {
        if (value instanceof Number n && n.doubleValue() == Rounding.nearest(n.doubleValue()) && n.doubleValue() >= least
            && n.doubleValue() <= Integer.MAX_VALUE) {
            return n.intValue();
        }
        throw wrong(key, value, "a whole number of at least " + least);
    }

    /// Whole numbers of at least `least`; a single number counts as a list of one.
    public List<Integer> wholes(String key, int least) {
        var out = new ArrayList<Integer>();
        if (!(values.get(key) instanceof List<?> list)) {
            out.add(whole(key, least));
            return out;
        }
        for (Object v : list) {
            out.add(whole(key, v, least));
        }
        return out;
    }

    /// A number from `low` up to, but not including, `high`.
    public double number(String key, double low, double high) {
        Object value = values.get(key);
        if (value instanceof Number n && n.doubleValue() >= low && n.doubleValue() < high) {
            return n.doubleValue();
        }
        throw wrong(key, value, "a number from " + low + " to below " + high);
    }

    public boolean flag(String key) {
        if (values.get(key) instanceof Boolean b) {
            return b;
        }
        throw wrong(key, values.get(key), "true or false");
    }

    public String text(String key) {
        if (values.get(key) instanceof String s) {
            return s;
        }
        throw wrong(key, values.get(key), "a text");
    }

    private ModelException wrong(String key, Object value, String what) {
        return new ModelException("model '" + model + "': option '" + key + "' must be " + what + ", not " + value);
    }
}
