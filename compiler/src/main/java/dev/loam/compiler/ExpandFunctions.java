package dev.loam.compiler;

import java.util.List;

/// Writes elementary functions out as arithmetic.
final class ExpandFunctions {
    private ExpandFunctions() {
    }

    static List<Stmt> apply(List<Stmt> body) {
        return body;
    }
}
