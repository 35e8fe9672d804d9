package dev.loam.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a file of rows holds and how its rows are divided. Written as YAML or JSON:
///
/// ```yaml
/// name: iris
/// fields:
///   - {name: petal_length, kind: numeric}
///   - {name: colour, kind: categorical, missing: category}
///   - {name: species, role: label, kind: categorical, categories: [setosa, versicolor, virginica]}
/// split: {train: 0.6, validation: 0.2, test: 0.2, seed: 1}
/// ```
///
/// Every column of the file has a field here; one whose role is `ignored` is not read. Where `categories` is left out,
/// the classes are those found in the file.
///
/// @param name        what runs on the data are called
/// @param title       what a person calls it
/// @param modality    what sort of thing the examples are
/// @param fields      the columns; exactly one is the label, at least one a feature
/// @param shares      how the rows are divided
/// @param contentHash SHA-256 (hex) of the parsed cells it was written for, see [Provenance]; empty where any rows will do
public record Descriptor(String name, String title, Modality modality, List<Field> fields, Shares shares, String contentHash) {

    /// How it is chosen which rows go to which part.
    public enum By {
        /// by chance, each class divided alike
        CLASS,
        /// by chance
        CHANCE,
        /// by a hash of the row or of one field: rows that are added move no other
        HASH,
        /// the first rows to training, the last to test
        ORDER;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// Shares of the rows that go to each part, and how they are chosen; the shares add up to 1.
    ///
    /// @param seed of the choice
    /// @param key  under `hash`, the field that says which rows belong together, such as a customer's number; empty for the whole row
    public record Shares(double train, double validation, double test, long seed, By by, String key) {
        private static final double TOLERANCE = 1e-6;

        /// What a descriptor without `split` means.
        public static final Shares USUAL = new Shares(0.7, 0.1, 0.2, 1);

        /// Shares by chance, each class divided alike.
        public Shares(double train, double validation, double test, long seed) {
            this(train, validation, test, seed, By.CLASS, "");
        }

        public Shares {
            for (double share : new double[] {train, validation, test}) {
                if (!(share >= 0 && share <= 1)) {
                    throw new DataException("split: a share must lie in 0 to 1, got " + share);
                }
            }
            double sum = train + validation + test;
            if (!(Math.abs(sum - 1) <= TOLERANCE)) {
                throw new DataException("split: train, validation and test must add up to 1, they add up to " + sum);
            }
            if (train == 0) {
                throw new DataException("split: train must be more than 0, or there is nothing to learn from");
            }
            if (seed < 0) {
                throw new DataException("split: the seed must not be negative, got " + seed);
            }
            if (!key.isEmpty() && by != By.HASH) {
                throw new DataException("split: 'key' is for 'by: hash', not for 'by: " + by + "'");
            }
        }

        double[] array() {
            return new double[] {train, validation, test};
        }
    }

    public Descriptor {
        if (name == null || name.isBlank()) {
            throw new DataException("a descriptor needs a name");
        }
        fields = List.copyOf(fields);
        Set<String> names = new HashSet<>();
        int labels = 0;
        int features = 0;
        for (Field field : fields) {
            if (!names.add(field.name())) {
                throw new DataException("field '" + field.name() + "' is described twice");
            }
            labels += field.role() == Field.Role.LABEL ? 1 : 0;
            features += field.role() == Field.Role.FEATURE ? 1 : 0;
        }
        if (labels != 1) {
            throw new DataException("exactly one field must have 'role: label', but " + (labels == 0 ? "none has" : labels + " have"));
        }
        if (!shares.key().isEmpty() && !names.contains(shares.key())) {
            throw new DataException("split: there is no field '" + shares.key() + "' to divide by. " + Nearest.hint(shares.key(), names));
        }
        if (features == 0) {
            throw new DataException("no field is a feature, so there is nothing to predict the label from");
        }
        if (!contentHash.isEmpty() && !contentHash.matches("[0-9a-f]{64}")) {
            throw new DataException("content-hash must be 64 hexadecimal digits (SHA-256), not '" + contentHash + "'");
        }
    }

    /// The descriptor in a file, YAML or (where it begins with a brace) JSON. Errors name the file.
    public static Descriptor read(Path file) {
        return parse(Trees.text(file), file.toString());
    }

    /// The descriptor in a text.
    ///
    /// @param what names the text in errors: a file
    public static Descriptor parse(String text, String what) {
        return DescriptorReader.descriptor(Trees.object(text, what), what);
    }

    /// The field to predict.
    public Field label() {
        return withRole(Field.Role.LABEL).getFirst();
    }

    /// The fields of one role, in their order.
    public List<Field> withRole(Field.Role role) {
        return fields.stream().filter(field -> field.role() == role).toList();
    }

    /// The names of all fields, in their order.
    public List<String> names() {
        return fields.stream().map(Field::name).toList();
    }

    /// Everything it says, every default written out, as nested maps: what [#parse] reads.
    public Map<String, Object> tree() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("name", name);
        tree.put("title", title);
        tree.put("modality", modality.toString());
        var list = new ArrayList<Map<String, Object>>();
        for (Field field : fields) {
            var entry = new LinkedHashMap<String, Object>();
            entry.put("name", field.name());
            entry.put("role", field.role().toString());
            entry.put("kind", field.kind().toString());
            entry.put("dtype", field.dtype().toString());
            entry.put("shape", field.shape());
            entry.put("categories", field.categories());
            entry.put("missing", field.missing().toString());
            list.add(entry);
        }
        tree.put("fields", list);
        var split = new LinkedHashMap<String, Object>();
        split.put("train", shares.train());
        split.put("validation", shares.validation());
        split.put("test", shares.test());
        split.put("seed", shares.seed());
        // left out where it is what it always was, so that hashes of older descriptors stand
        if (shares.by() != By.CLASS) {
            split.put("by", shares.by().toString());
            split.put("key", shares.key());
        }
        tree.put("split", split);
        tree.put("content-hash", contentHash);
        return tree;
    }

    /// One line of JSON with sorted keys: equal for equal descriptors, however they were written.
    public String canonical() {
        return Trees.canonical(tree());
    }

    /// SHA-256 (hex) of the canonical form.
    public String hash() {
        return Hash.sha256().add(canonical()).hex();
    }

    /// The descriptor as a YAML file.
    public String yaml() {
        return Trees.yaml(tree());
    }
}
