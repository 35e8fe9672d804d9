package dev.loam.lang.syntax;

import dev.loam.lang.Symbol;

/// A name that a macro put into its output: until something binds the alias itself, it means what `name` means where the macro was defined.
final class Alias {
    final Object name;
    final Scope scope;

    Alias(Object name, Scope scope) {
        this.name = name;
        this.scope = scope;
    }

    /// The symbol that was written in the macro.
    static Symbol symbol(Object identifier) {
        while (identifier instanceof Alias a) {
            identifier = a.name;
        }
        return (Symbol) identifier;
    }

    static boolean isIdentifier(Object x) {
        return x instanceof Symbol || x instanceof Alias;
    }

    @Override
    public String toString() {
        return symbol(this).name();
    }
}
