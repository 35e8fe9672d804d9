package dev.loam.lang.types;

import dev.loam.lang.Global;
import dev.loam.lang.compiler.Node;
import dev.loam.lang.compiler.Var;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/// What the expander has read of types in one text, and where each expression stands. Filled only where a text mentions types.
public final class Typing {
    final Map<Node, Integer> places = new IdentityHashMap<>();
    final Map<Node.Lambda, SchemeType.Function> lambdas = new IdentityHashMap<>();
    private final Set<Node.Lambda> results = new HashSet<>();
    final Map<Var, SchemeType> variables = new HashMap<>();
    final Map<Global, SchemeType> globals = new HashMap<>();

    public void place(Node n, int position) {
        places.putIfAbsent(n, position);
    }

    /// @param result whether the type of the result was written, and is not merely unknown
    public void annotate(Node.Lambda lambda, SchemeType.Function type, boolean result) {
        lambdas.put(lambda, type);
        if (result) {
            results.add(lambda);
        }
    }

    public boolean givesResult(Node.Lambda lambda) {
        return results.contains(lambda);
    }

    public SchemeType of(Var v) {
        return variables.get(v);
    }

    public void annotate(Var v, SchemeType type) {
        variables.put(v, type);
    }

    public void annotate(Global g, SchemeType type) {
        globals.put(g, type);
    }

    public SchemeType of(Global g) {
        return globals.get(g);
    }

    public SchemeType.Function of(Node.Lambda lambda) {
        return lambdas.get(lambda);
    }
}
