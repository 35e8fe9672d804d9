package dev.loam.data;

import dev.loam.tensor.DType;
import dev.loam.tensor.TensorException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Makes a [Descriptor] of nested maps; an unknown key or value is an error with the nearest valid one.
final class DescriptorReader {
    private static final List<String> TOP = List.of("name", "title", "modality", "fields", "split", "content-hash");
    private static final List<String> FIELD = List.of("name", "role", "kind", "dtype", "shape", "categories", "missing");
    private static final List<String> SPLIT = List.of("train", "validation", "test", "seed", "by", "key");

    private final String what;

    private DescriptorReader(String what) {
        this.what = what;
    }

    static Descriptor descriptor(Map<String, Object> tree, String what) {
        var reader = new DescriptorReader(what);
        try {
            return reader.read(tree);
        } catch (DataException e) {
            throw e.getMessage().startsWith(what) ? e : new DataException(what + ": " + e.getMessage(), e);
        }
    }

    private Descriptor read(Map<String, Object> tree) {
        known(tree, TOP, "");
        String name = text(tree, "name", null, "");
        if (!(tree.get("fields") instanceof List<?> list) || list.isEmpty()) {
            throw new DataException("'fields' must list the columns, as in '- {name: age, kind: numeric}'");
        }
        var fields = new ArrayList<Field>();
        for (Object entry : list) {
            fields.add(field(Trees.map(entry, what + ": field " + (fields.size() + 1))));
        }
        return new Descriptor(name, text(tree, "title", name, ""), choice(Modality.class, tree, "modality", Modality.TABULAR, ""), fields,
            shares(tree.get("split")), text(tree, "content-hash", "", ""));
    }

    private Field field(Map<String, Object> tree) {
        String name = text(tree, "name", null, "a field: ");
        String where = "field '" + name + "': ";
        known(tree, FIELD, where);
        Field.Role role = choice(Field.Role.class, tree, "role", Field.Role.FEATURE, where);
        if (!tree.containsKey("kind") && role != Field.Role.IGNORED) {
            throw new DataException(where + "'kind' is missing; say numeric or categorical");
        }
        Field.Kind kind = choice(Field.Kind.class, tree, "kind", Field.Kind.TEXT, where);
        List<String> categories = categories(tree.get("categories"), where);
        if (kind != Field.Kind.CATEGORICAL && !categories.isEmpty()) {
            throw new DataException(where + "only a categorical field has categories, this one is " + kind);
        }
        return new Field(name, role, kind, dtype(tree, kind, where), shape(tree.get("shape"), where), categories,
            choice(Field.Missing.class, tree, "missing", Field.Missing.ERROR, where));
    }

    private static DType dtype(Map<String, Object> tree, Field.Kind kind, String where) {
        DType usual = switch (kind) {
            case NUMERIC -> DType.F32;
            case CATEGORICAL -> DType.I32;
            case IMAGE, TEXT -> DType.U8;
        };
        String text = text(tree, "dtype", usual.toString(), where);
        try {
            return DType.of(text);
        } catch (TensorException e) {
            throw new DataException(where + e.getMessage(), e);
        }
    }

    private static List<Integer> shape(Object value, String where) {
        if (value == null) {
            return List.of();
        }
        var shape = new ArrayList<Integer>();
        for (Object size : value instanceof List<?> list ? list : List.of(value)) {
            if (!(size instanceof Integer number)) {
                throw new DataException(where + "'shape' must be a list of whole numbers, not " + value);
            }
            shape.add(number);
        }
        return shape;
    }

    /// Categories may be written as texts, numbers or booleans; what counts is how the file spells them.
    private static List<String> categories(Object value, String where) {
        if (value == null) {
            return List.of();
        }
        var categories = new ArrayList<String>();
        for (Object category : value instanceof List<?> list ? list : List.of(value)) {
            if (category == null || category instanceof List || category instanceof Map) {
                throw new DataException(where + "'categories' must be a list of names, not " + value);
            }
            if (categories.contains(category.toString())) {
                throw new DataException(where + "category '" + category + "' is listed twice");
            }
            categories.add(category.toString());
        }
        return categories;
    }

    private Descriptor.Shares shares(Object value) {
        if (value == null) {
            return Descriptor.Shares.USUAL;
        }
        Map<String, Object> tree = Trees.map(value, what + ": split");
        known(tree, SPLIT, "split: ");
        if (!tree.containsKey("train")) {
            throw new DataException("split: 'train' is missing, as in 'split: {train: 0.7, validation: 0.1, test: 0.2}'");
        }
        double seed = number(tree, "seed", Descriptor.Shares.USUAL.seed());
        if (seed != Math.rint(seed)) {
            throw new DataException("split: 'seed' must be a whole number, not " + seed);
        }
        return new Descriptor.Shares(number(tree, "train", 0), number(tree, "validation", 0), number(tree, "test", 0),
            tree.get("seed") instanceof Number whole ? whole.longValue() : (long) seed, choice(Descriptor.By.class, tree, "by", Descriptor.By.CLASS, "split: "),
            text(tree, "key", "", "split: "));
    }

    private static double number(Map<String, Object> tree, String key, double otherwise) {
        Object value = tree.get(key);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw new DataException("split: '" + key + "' must be a number, not '" + value + "'");
    }

    private static void known(Map<String, Object> tree, List<String> keys, String where) {
        for (String key : tree.keySet()) {
            if (!keys.contains(key)) {
                throw new DataException(where + "no key '" + key + "' here. " + Nearest.hint(key, keys));
            }
        }
    }

    private static String text(Map<String, Object> tree, String key, String otherwise, String where) {
        Object value = tree.get(key);
        if (value == null && otherwise == null) {
            throw new DataException(where + "'" + key + "' is missing");
        }
        if (value instanceof List || value instanceof Map) {
            throw new DataException(where + "'" + key + "' must be a text, not " + value);
        }
        return value == null ? otherwise : value.toString();
    }

    private static <E extends Enum<E>> E choice(Class<E> type, Map<String, Object> tree, String key, E otherwise, String where) {
        String text = text(tree, key, otherwise.toString(), where).toLowerCase(Locale.ROOT);
        for (E constant : type.getEnumConstants()) {
            if (constant.toString().equals(text)) {
                return constant;
            }
        }
        throw new DataException(where + "no " + key + " '" + text + "'. " + Nearest.hint(text, Arrays.stream(type.getEnumConstants()).map(Object::toString).toList()));
    }
}
