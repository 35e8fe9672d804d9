package dev.loam.lang.syntax;

/// Rewrites a form.
interface Macro {
    /// @param form     the whole form, its keyword included
    /// @param position where it stands
    /// @param scope    where it is used
    Object expand(Object form, int position, Scope scope);
}
