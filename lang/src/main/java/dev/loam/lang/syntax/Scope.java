package dev.loam.lang.syntax;

import dev.loam.lang.types.SchemeType;
import java.util.HashMap;
import java.util.Map;

/// Where names have meanings: the inside of a binding form ([Local]), or everything outside ([Environment]).
///
/// A meaning is a [dev.loam.lang.compiler.Var], a [dev.loam.lang.Global], a [Core] form or a [Macro].
public abstract sealed class Scope permits Scope.Local, Environment {
    /// The inside of a binding form.
    static final class Local extends Scope {
        private final Scope outer;
        private final Map<Object, Object> meanings = new HashMap<>();
        private final Map<Object, SchemeType> declared = new HashMap<>();

        Local(Scope outer) {
            this.outer = outer;
        }

        void bind(Object identifier, Object meaning) {
            meanings.put(identifier, meaning);
        }

        @Override
        void declare(Object identifier, SchemeType type) {
            declared.put(identifier, type);
        }

        @Override
        SchemeType declared(Object identifier) {
            return declared.get(identifier);
        }

        boolean binds(Object identifier) {
            return meanings.containsKey(identifier);
        }
    }

    /// Says what type a variable will have that is defined here.
    abstract void declare(Object identifier, SchemeType type);

    /// The type that was declared for a variable; null for none.
    abstract SchemeType declared(Object identifier);

    /// What an identifier means here. A name that nobody bound becomes a variable of the environment without a value.
    final Object resolve(Object identifier) {
        Scope from = this;
        while (true) {
            Scope s = from;
            while (s instanceof Local l) {
                Object meaning = l.meanings.get(identifier);
                if (meaning != null) {
                    return meaning;
                }
                s = l.outer;
            }
            var environment = (Environment) s;
            Object meaning = environment.meaning(identifier);
            if (meaning != null) {
                return meaning;
            }
            if (!(identifier instanceof Alias a)) {
                return environment.unbound((dev.loam.lang.Symbol) identifier);
            }
            identifier = a.name;
            from = a.scope;
        }
    }

    final Environment environment() {
        Scope s = this;
        while (s instanceof Local l) {
            s = l.outer;
        }
        return (Environment) s;
    }
}
