package dev.loam.compiler;

import dev.loam.tensor.Node;

/// A rewriting of the graph that can be listed, switched off and tested by itself.
///
/// @param name    the pattern it matches, in words
/// @param rewrite the replacement of a node whose inputs are rewritten already, or null where the rule does not match
public record Rule(String name, Pattern rewrite) {
    /// Matches a node and builds its replacement.
    public interface Pattern {
        Node rewrite(Node node);
    }
}
