package dev.loam.lang.compiler;

/// How a value is held: as an object, or unboxed.
public enum Type { OBJECT, LONG, DOUBLE, BOOLEAN }
