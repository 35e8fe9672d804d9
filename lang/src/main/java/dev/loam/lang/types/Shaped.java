package dev.loam.lang.types;

/// A value with a dtype and a shape, as annotations `(tensor f32 (784 n))` look at it.
public interface Shaped {
    /// `f32`, `i64` and so on.
    String dtypeName();

    long[] sizes();
}
