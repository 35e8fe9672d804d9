package dev.loam.nn;

/// How parameters whose names match a pattern are trained, where that is not as the rest. Of several rules that match the last one
/// holds.
///
/// @param match       a name in which each `*` stands for any text: `"conv1.*"`, `"*.bias"`
/// @param rate        by which the learning rate is multiplied
/// @param weightDecay instead of the optimiser's, whatever the parameter; null for the optimiser's
/// @param frozen      never changes, and has no gradient
public record ParameterRule(String match, double rate, Double weightDecay, boolean frozen) {
    public ParameterRule {
        if (match.isBlank()) {
            throw new ModelException("a rule for parameters needs the names it is for: a name, or a pattern such as conv1.* or *.bias");
        }
        if (!(rate >= 0) || weightDecay != null && !(weightDecay >= 0)) {
            throw new ModelException("rule for parameters '" + match + "': rate and weight decay must be at least 0, got " + rate + " and "
                + weightDecay);
        }
    }

    /// Trained as the rest, for the start: `ParameterRule.of("embedding.*").rate(0.1)`.
    public static ParameterRule of(String match) {
        return new ParameterRule(match, 1, null, false);
    }

    /// Not trained.
    public static ParameterRule frozen(String match) {
        return new ParameterRule(match, 1, null, true);
    }

    public ParameterRule rate(double factor) {
        return new ParameterRule(match, factor, weightDecay, frozen);
    }

    public ParameterRule weightDecay(double value) {
        return new ParameterRule(match, rate, value, frozen);
    }

    /// Whether `name` is one of those.
    public boolean matches(String name) {
        return matches(match, name);
    }

    /// Whether `name` fits `pattern`, in which each `*` stands for any text.
    static boolean matches(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int from = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                from = n;
            } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) {
                // the last star takes one character more
                p = star + 1;
                n = ++from;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
