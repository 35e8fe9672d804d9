package dev.loam.lang;

import java.util.concurrent.ConcurrentHashMap;

/// A symbol. Those made by [#of] are interned: one object per name, compared by identity.
public final class Symbol {
    private static final ConcurrentHashMap<String, Symbol> TABLE = new ConcurrentHashMap<>(2048);

    private final String name;

    private Symbol(String name) {
        this.name = name;
    }

    /// The symbol of this name.
    public static Symbol of(String name) {
        Symbol found = TABLE.get(name);
        if (found != null) {
            return found;
        }
        var made = new Symbol(name);
        Symbol before = TABLE.putIfAbsent(name, made);
        return before == null ? made : before;
    }

    /// A symbol that is equal to no other, whatever its name.
    public static Symbol uninterned(String name) {
        return new Symbol(name);
    }

    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return name;
    }
}
