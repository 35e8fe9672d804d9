package dev.loam.lang;

/// Leaves all frames above the one that waits for it: the call of an escape procedure, or the `guard` whose turn it is.
final class Escape extends Unwind {
    final transient Object target;
    final transient Object value;

    Escape(Object target, Object value) {
        this.target = target;
        this.value = value;
    }
}
