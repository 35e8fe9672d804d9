package dev.loam.lang.compiler;

/// A local variable of a program.
public final class Var {
    public final String name;
    /// Whether a `set!` changes it.
    public boolean assigned;
    /// Whether it may be read before it has a value (a variable of `letrec` whose value is no procedure).
    public boolean early;

    public Var(String name) {
        this.name = name;
    }

    public Var copy() {
        var v = new Var(name);
        v.assigned = assigned;
        v.early = early;
        return v;
    }

    @Override
    public String toString() {
        return name;
    }
}
