package dev.loam.lang.syntax;

import dev.loam.lang.Global;
import dev.loam.lang.SchemeError;
import dev.loam.lang.Symbol;
import dev.loam.lang.types.SchemeType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The names outside all procedures: of a program, of a library, of a REPL. A name has a meaning of its own or an imported one; a definition
/// replaces an imported meaning, here only.
public non-sealed class Environment extends Scope {
    private final String name;
    private final Map<Object, Object> own = new HashMap<>();
    private final Map<Object, Object> imported = new HashMap<>();
    private final Map<Symbol, Global> unbound = new HashMap<>();
    private final Map<Symbol, SchemeType> types = new HashMap<>();
    private final Map<Object, SchemeType> declared = new HashMap<>();
    private boolean closed;

    final Libraries libraries;

    Environment(String name, Libraries libraries) {
        this.name = name;
        this.libraries = libraries;
    }

    /// Nothing can be defined here from now on.
    public Environment close() {
        closed = true;
        return this;
    }

    public boolean closed() {
        return closed;
    }

    synchronized Object meaning(Object identifier) {
        Object m = own.get(identifier);
        if (m == null) {
            m = imported.get(identifier);
            if (m instanceof Libraries.Deferred d) {
                m = libraries.meaning(d.name());
                if (m == null) {
                    imported.remove(identifier);
                } else {
                    imported.put(identifier, m);
                }
            }
        }
        return m;
    }

    synchronized Global unbound(Symbol symbol) {
        return unbound.computeIfAbsent(symbol, s -> new Global(s.name()));
    }

    synchronized boolean isImported(Object identifier) {
        return !own.containsKey(identifier) && imported.containsKey(identifier);
    }

    /// Gives a name a meaning from elsewhere.
    public synchronized void importMeaning(Symbol symbol, Object meaning) {
        imported.put(symbol, meaning);
        own.remove(symbol);
    }

    /// Gives a name a meaning of its own: a macro, or a variable that exists already.
    public synchronized void bind(Object identifier, Object meaning) {
        own.put(identifier, meaning);
    }

    /// The variable that a definition of this name sets.
    public synchronized Global define(Object identifier) {
        if (closed) {
            throw SchemeError.error("nothing can be defined in the environment " + name + ":", Alias.symbol(identifier));
        }
        Object m = own.get(identifier);
        if (m instanceof Global g) {
            return g;
        }
        Global g = identifier instanceof Symbol s && !imported.containsKey(s) ? unbound.remove(s) : null;
        if (g == null) {
            g = new Global(Alias.symbol(identifier).name());
        }
        g.defined = true;
        own.put(identifier, g);
        return g;
    }

    /// A variable of this environment's own in place of an imported one, with the same value.
    synchronized Global replace(Symbol symbol) {
        Global g = define(symbol);
        if (!g.bound() && imported.containsKey(symbol) && importedMeaning(symbol) instanceof Global old) {
            g.value = old.value;
        }
        return g;
    }

    private Object importedMeaning(Symbol symbol) {
        Object m = imported.get(symbol);
        return m instanceof Libraries.Deferred d ? libraries.meaning(d.name()) : m;
    }

    /// Every name of the system, also those that programs do not see: for the parts of the library that are written in Scheme.
    static Environment ofSystem(Libraries libraries) {
        return new Environment("system", libraries) {
            @Override
            synchronized Object meaning(Object identifier) {
                return identifier instanceof Symbol s ? libraries.meaning(s.name()) : null;
            }
        };
    }

    /// The value of a variable, or [Global#UNBOUND].
    public synchronized Object value(String symbol) {
        return meaning(Symbol.of(symbol)) instanceof Global g ? g.value : Global.UNBOUND;
    }

    /// Defines a variable.
    public void set(String symbol, Object value) {
        define(Symbol.of(symbol)).value = value;
    }

    @Override
    synchronized void declare(Object identifier, SchemeType type) {
        declared.put(identifier, type);
    }

    @Override
    synchronized SchemeType declared(Object identifier) {
        return declared.get(identifier);
    }

    /// Gives a type a name.
    synchronized void type(Symbol symbol, SchemeType type) {
        types.put(symbol, type);
    }

    /// The type of a name; null for none.
    synchronized SchemeType type(Symbol symbol) {
        return types.get(symbol);
    }

    /// All names that have a meaning here.
    public synchronized List<String> names() {
        var names = new ArrayList<String>();
        for (var table : List.of(own, imported)) {
            for (Object key : table.keySet()) {
                if (key instanceof Symbol s && !s.name().startsWith("%")) {
                    names.add(s.name());
                }
            }
        }
        return names;
    }

    /// The names of variables that were defined here.
    public synchronized List<String> defined() {
        return own.entrySet().stream().filter(e -> e.getKey() instanceof Symbol && e.getValue() instanceof Global g && g.bound())
            .map(e -> ((Symbol) e.getKey()).name()).sorted().toList();
    }

    @Override
    public String toString() {
        return "#<environment " + name + ">";
    }
}
