package dev.loam.lang;

import java.util.List;

/// A type made by `define-record-type`: its name and the names of its fields. Types are compared by identity.
public final class RecordType {
    private final String name;
    private final List<Symbol> fields;

    public RecordType(String name, List<Symbol> fields) {
        this.name = name;
        this.fields = List.copyOf(fields);
    }

    public String name() {
        return name;
    }

    public List<Symbol> fields() {
        return fields;
    }

    /// The place of a field, or -1.
    public int indexOf(Symbol field) {
        return fields.indexOf(field);
    }

    @Override
    public String toString() {
        return "#<record-type " + name + ">";
    }
}
