package dev.loam.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Puts parameters that are treated alike into one group.
final class Grouping {
    private static final ParameterRule FROZEN = ParameterRule.frozen("*");

    private Grouping() {
    }

    /// What the members of a group have in common.
    ///
    /// @param number of the rule among all, from 1; 0 for none
    record Key(int number, ParameterRule rule, String kind, boolean decay) {
        /// `"decay"`, `"plain"`, the optimiser's kind, with a rule's number behind it; frozen parameters are all one group.
        String name() {
            String base = kind.isEmpty() ? decay ? "decay" : "plain" : decay ? kind : kind + "-plain";
            return frozen() ? "frozen" : number == 0 ? base : base + "-" + number;
        }

        boolean frozen() {
            return rule != null && rule.frozen();
        }

        /// Those without rules first, the usual kind first, those with weight decay first, frozen ones last.
        private boolean before(Key other) {
            return frozen() != other.frozen() ? other.frozen() : number != other.number ? number < other.number
                : !kind.equals(other.kind) ? kind.compareTo(other.kind) < 0 : decay && !other.decay;
        }
    }

    /// The groups in their order, each with its parameters in the order of their declaration.
    static Map<Key, List<Parameter>> of(List<Parameter> all, Optimizer optimizer, List<ParameterRule> rules) {
        var found = new LinkedHashMap<Key, List<Parameter>>();
        for (Parameter p : all) {
            found.computeIfAbsent(key(p, optimizer, rules), _ -> new ArrayList<>()).add(p);
        }
        for (ParameterRule r : rules) {
            check(r, all);
        }
        var order = new ArrayList<Key>();
        for (Key k : found.keySet()) {
            int at = 0;
            while (at < order.size() && !k.before(order.get(at))) {
                at++;
            }
            order.add(at, k);
        }
        var out = new LinkedHashMap<Key, List<Parameter>>();
        for (Key k : order) {
            out.put(k, found.get(k));
        }
        return out;
    }

    private static Key key(Parameter p, Optimizer optimizer, List<ParameterRule> rules) {
        int number = 0;
        for (int i = 0; i < rules.size(); i++) {
            number = rules.get(i).matches(p.name()) ? i + 1 : number;
        }
        ParameterRule rule = number == 0 ? null : rules.get(number - 1);
        if (rule != null && rule.frozen()) {
            return new Key(Integer.MAX_VALUE, FROZEN, "", false);
        }
        return new Key(number, rule, optimizer == null ? "" : optimizer.kind(p), p.decay());
    }

    private static void check(ParameterRule rule, List<Parameter> all) {
        var names = new ArrayList<String>();
        for (Parameter p : all) {
            if (rule.matches(p.name())) {
                return;
            }
            names.add(p.name());
        }
        throw Nearest.unknown("no parameter is named", rule.match(), names);
    }
}
