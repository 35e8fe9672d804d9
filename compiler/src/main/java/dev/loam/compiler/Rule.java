package dev.loam.compiler;

import dev.loam.tensor.Node;

/// A rewriting of the graph that can be listed, switched off and tested by itself.
///
/// @param name    the pattern it matches, in words
/// @param rewrite the replacement of a node whose inputs are rewritten already, or null where the rule does not match
/// @param needed  whether what it replaces has no kernel, so that it can not be switched off
public record Rule(String name, Pattern rewrite, boolean needed) {
    Rule(String name, Pattern rewrite) {
        this(name, rewrite, false);
    }

    static Rule needed(String name, Pattern rewrite) {
        return new Rule(name, rewrite, true);
    }

    /// Matches a node and builds its replacement.
    public interface Pattern {
        Node rewrite(Node node);
    }
}
