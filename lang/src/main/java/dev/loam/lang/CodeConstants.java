package dev.loam.lang;

/// The class loader of compiled code, as that code sees it: it hands each class its constants, once.
public interface CodeConstants {
    /// The constants of a class, which are its own from then on.
    Object[] take(String className);

    /// For the initialiser of a class made by the compiler.
    static Object[] of(Class<?> c) {
        return ((CodeConstants) c.getClassLoader()).take(c.getName());
    }
}
