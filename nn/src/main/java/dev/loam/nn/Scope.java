package dev.loam.nn;

import dev.loam.tensor.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Where layers declare what they own, by name. A scope's path is the model's structure: what `scope.at("block").at("up")`
/// declares as `"weight"` is `"block.up.weight"` in checkpoints, in random streams and in messages.
///
/// All scopes under one [#root] share one list of declarations, in the order they were made.
public final class Scope {
    private final String path;
    private final Declarations declared;

    private static final class Declarations {
        final List<Parameter> parameters = new ArrayList<>();
        final List<Statistic> statistics = new ArrayList<>();
        final Set<String> names = new HashSet<>();
    }

    private Scope(String path, Declarations declared) {
        this.path = path;
        this.declared = declared;
    }

    /// A new, empty scope.
    public static Scope root() {
        return new Scope("", new Declarations());
    }

    /// The scope `name` within this one.
    public Scope at(String name) {
        return new Scope(join(name), declared);
    }

    /// Names joined by dots; empty for the root.
    public String path() {
        return path;
    }

    /// Declares a parameter; weight decay applies to those with two axes or more.
    ///
    /// @throws ModelException where the name is taken or the shape has a variable size
    public Parameter parameter(String name, Shape shape, Initializer initializer) {
        return parameter(name, shape, initializer, shape.rank() >= 2);
    }

    /// Declares a parameter and says whether weight decay applies to it.
    ///
    /// @throws ModelException where the name is taken or the shape has a variable size
    public Parameter parameter(String name, Shape shape, Initializer initializer, boolean decay) {
        var p = new Parameter(claim(name, shape), shape, initializer, decay);
        declared.parameters.add(p);
        return p;
    }

    /// Declares a running statistic whose elements all start at `initial`.
    ///
    /// @throws ModelException where the name is taken or the shape has a variable size
    public Statistic statistic(String name, Shape shape, double initial) {
        var s = new Statistic(claim(name, shape), shape, initial);
        declared.statistics.add(s);
        return s;
    }

    /// Claims a stream of random numbers and returns its path, for [Context#uniform].
    ///
    /// @throws ModelException where the name is taken
    public String stream(String name) {
        return claim(name, Shape.SCALAR);
    }

    /// All parameters declared under the root, in order.
    public List<Parameter> parameters() {
        return List.copyOf(declared.parameters);
    }

    /// All statistics declared under the root, in order.
    public List<Statistic> statistics() {
        return List.copyOf(declared.statistics);
    }

    private String claim(String name, Shape shape) {
        String full = join(name);
        if (!shape.isStatic()) {
            throw new ModelException("'" + full + "' needs constant sizes, not " + shape);
        }
        if (!declared.names.add(full)) {
            throw new ModelException("'" + full + "' is declared twice; give each layer its own scope, as in "
                + "Linear.of(scope.at(\"up\"), …) and Linear.of(scope.at(\"down\"), …)");
        }
        return full;
    }

    private String join(String name) {
        boolean plain = !name.isEmpty();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            plain &= c > ' ' && c != '/' && c != '#';
        }
        if (!plain || name.charAt(0) == '.' || name.charAt(name.length() - 1) == '.') {
            throw new ModelException("scope '" + path + "': '" + name + "' is no name; a name has at least one character, none of "
                + "them a blank, '/' or '#', and no dot at its ends");
        }
        return path.isEmpty() ? name : path + "." + name;
    }
}
