package dev.loam.lang;

import dev.loam.lang.compiler.Ahead;

/// The class loader of compiled code, as that code sees it: it hands each class its constants, once.
public interface CodeConstants {
    /// The constants of a class, which are its own from then on.
    Object[] take(String className);

    /// For the initialiser of a class made by the compiler.
    static Object[] of(Class<?> c) {
        return c.getClassLoader() instanceof CodeConstants loader ? loader.take(c.getName()) : Ahead.take(c.getName());
    }
}
