package dev.loam.train;

import java.util.Locale;

/// Numbers as a person reads them.
final class Text {
    private Text() {
    }

    /// `206,922`.
    static String count(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    /// Without a needless point: `3`, `0.5`, `1.0E-5`.
    static String number(double x) {
        return x == Math.rint(x) && Math.abs(x) < 1e15 ? Long.toString((long) x) : Double.toString(x);
    }

    /// Three significant digits or so: `0.0831`, `1.25`, `12.3`.
    static String short3(double x) {
        double a = Math.abs(x);
        if (!Double.isFinite(x)) {
            return Double.isNaN(x) ? "NaN" : x > 0 ? "infinity" : "-infinity";
        }
        if (a != 0 && (a < 1e-4 || a >= 1e6)) {
            return String.format(Locale.ROOT, "%.1e", x);
        }
        return String.format(Locale.ROOT, a < 1 ? "%.3f" : a < 10 ? "%.2f" : "%.1f", x);
    }

    /// So many decimals: `1.886`.
    static String fixed(double x, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", x);
    }

    /// `99.31 %`.
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }

    /// `41 s`, `3 min 20 s`, `0.8 s`.
    static String seconds(double s) {
        if (s < 10) {
            return String.format(Locale.ROOT, "%.1f s", s);
        }
        long whole = Math.round(s);
        if (whole < 60) {
            return whole + " s";
        }
        return whole < 3600 ? whole / 60 + " min " + whole % 60 + " s" : whole / 3600 + " h " + whole / 60 % 60 + " min";
    }
}
