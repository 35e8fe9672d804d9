package dev.loam.data;

import java.util.Locale;

/// What sort of thing the examples are.
public enum Modality {
    IMAGE("images"), TABULAR("rows"), TEXT("texts");

    private final String plural;

    Modality(String plural) {
        this.plural = plural;
    }

    /// What to call many of them: `images`, `rows`, `texts`.
    public String plural() {
        return plural;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
