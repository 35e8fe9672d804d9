package dev.loam.train;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A config's tree of keys as a flat map with dotted keys (`optimizer.learning-rate`), and back.
final class Keys {
    private Keys() {
    }

    /// The leaves of a tree by dotted key; an empty section has none.
    static Map<String, Object> flatten(Map<String, Object> tree) {
        var out = new LinkedHashMap<String, Object>();
        flatten("", tree, out);
        return out;
    }

    private static void flatten(String prefix, Map<?, ?> tree, Map<String, Object> out) {
        tree.forEach((key, value) -> {
            String name = prefix + key;
            if (value instanceof Map<?, ?> section) {
                flatten(name + ".", section, out);
            } else {
                out.put(name, value);
            }
        });
    }

    /// The tree of a flat map.
    @SuppressWarnings("unchecked")
    static Map<String, Object> nest(Map<String, Object> flat) {
        var out = new LinkedHashMap<String, Object>();
        flat.forEach((key, value) -> {
            Map<String, Object> at = out;
            String[] path = key.split("\\.");
            for (int i = 0; i < path.length - 1; i++) {
                at = (Map<String, Object>) at.computeIfAbsent(path[i], _ -> new LinkedHashMap<String, Object>());
            }
            at.put(path[path.length - 1], value);
        });
        return out;
    }

    /// `key=value` arguments as a flat map; a value is read as YAML, so that `[16, 32]`, `true` and `1e-3` are what they look like.
    static Map<String, Object> overrides(Collection<String> arguments) {
        var out = new LinkedHashMap<String, Object>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals <= 0) {
                throw new TrainException("config: '" + argument + "' is no setting; settings have the form key=value, as in epochs=3");
            }
            String key = argument.substring(0, equals);
            Object value = Json.yamlValue(argument.substring(equals + 1));
            if (value instanceof Map<?, ?> section) {
                flatten(key + ".", section, out);
            } else {
                out.put(key, value);
            }
        }
        return out;
    }

    /// `value` as the kind of thing `example` is: a number, a list, a text or a flag.
    static Object coerce(String key, Object value, Object example) {
        return switch (example) {
            case Boolean _ -> {
                if (!(value instanceof Boolean)) {
                    throw wrong(key, value, "true or false");
                }
                yield value;
            }
            case Integer _, Long _ -> whole(key, value);
            case Number _ -> number(key, value, "a number");
            case List<?> list -> {
                var out = new ArrayList<>();
                for (Object each : value instanceof List<?> many ? many : List.of(value == null ? "" : value)) {
                    out.add(list.isEmpty() ? each : coerce(key, each, list.getFirst()));
                }
                yield out;
            }
            case String _ -> text(key, value);
            case null -> value == null ? null : number(key, value, "a number");
            default -> throw new IllegalStateException("a default of " + example.getClass() + " for " + key);
        };
    }

    private static Object whole(String key, Object value) {
        double number = number(key, value, "a whole number");
        if (number != Math.rint(number) || Math.abs(number) > 1L << 53) {
            if (!(value instanceof Long || value instanceof Integer)) {
                throw wrong(key, value, "a whole number");
            }
            return ((Number) value).longValue();
        }
        return (long) number;
    }

    private static double number(String key, Object value, String kind) {
        try {
            return value instanceof Number n ? n.doubleValue() : Double.parseDouble((String) value);
        } catch (ClassCastException | NullPointerException | NumberFormatException e) {
            throw wrong(key, value, kind);
        }
    }

    private static Object text(String key, Object value) {
        return switch (value) {
            case null -> "";
            case List<?> _ -> throw wrong(key, value, "a text");
            default -> value.toString();
        };
    }

    /// The error for a value of another kind or out of its range.
    static TrainException wrong(String key, Object value, String kind) {
        return new TrainException("config: " + key + " must be " + kind + ", not " + (value instanceof String ? "'" + value + "'" : value));
    }
}
