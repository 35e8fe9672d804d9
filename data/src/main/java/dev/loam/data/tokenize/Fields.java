package dev.loam.data.tokenize;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The keys of one object of a tokenizer file, read with errors that name it.
record Fields(Map<?, ?> map, String what) {
    static Fields of(Object value, String what) {
        if (value instanceof Map<?, ?> map) {
            return new Fields(map, what);
        }
        throw new TokenizerException(what + " must be an object, not " + kind(value));
    }

    static String kind(Object value) {
        return switch (value) {
            case null -> "null";
            case Map<?, ?> _ -> "an object";
            case List<?> _ -> "a list";
            case String _ -> "a text";
            case Boolean _ -> "true or false";
            default -> "a number";
        };
    }

    boolean has(String key) {
        return map.get(key) != null;
    }

    Object value(String key) {
        return map.get(key);
    }

    private TokenizerException wrong(String key, String wanted) {
        return new TokenizerException(what + ": '" + key + "' must be " + wanted + ", not " + kind(map.get(key)));
    }

    String text(String key) {
        if (map.get(key) instanceof String s) {
            return s;
        }
        throw wrong(key, "a text");
    }

    String text(String key, String otherwise) {
        return has(key) ? text(key) : otherwise;
    }

    /// One character.
    int character(String key) {
        String s = text(key);
        if (s.isEmpty() || Character.charCount(s.codePointAt(0)) != s.length()) {
            throw new TokenizerException(what + ": '" + key + "' must be one character, not '" + Vocabulary.shown(s) + "'");
        }
        return s.codePointAt(0);
    }

    boolean flag(String key, boolean otherwise) {
        if (!has(key)) {
            return otherwise;
        }
        if (map.get(key) instanceof Boolean b) {
            return b;
        }
        throw wrong(key, "true or false");
    }

    int integer(String key) {
        if (map.get(key) instanceof Long n && n >= Integer.MIN_VALUE && n <= Integer.MAX_VALUE) {
            return (int) (long) n;
        }
        throw wrong(key, "a whole number");
    }

    int integer(String key, int otherwise) {
        return has(key) ? integer(key) : otherwise;
    }

    List<?> list(String key) {
        if (map.get(key) instanceof List<?> list) {
            return list;
        }
        throw wrong(key, "a list");
    }

    Fields object(String key) {
        if (map.get(key) instanceof Map<?, ?> inner) {
            return new Fields(inner, what + ", " + key);
        }
        throw wrong(key, "an object");
    }

    /// The objects of a list.
    List<Fields> objects(String key) {
        var out = new ArrayList<Fields>();
        for (Object e : list(key)) {
            out.add(of(e, what + ", each of " + key));
        }
        return out;
    }
}
