package dev.loam.train;

import dev.loam.nn.ModelException;
import dev.loam.nn.Nearest;
import dev.loam.nn.ParameterRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `optimizer.groups` of a config: a list of `{match: "conv1.*", rate: 0.1, weight-decay: 0, frozen: true}`, in which all but `match`
/// may be left out.
final class ParameterRules {
    private static final List<String> KEYS = List.of("match", "rate", "weight-decay", "frozen");

    private ParameterRules() {
    }

    static List<ParameterRule> read(String key, List<?> list) {
        var out = new ArrayList<ParameterRule>();
        for (Object each : list) {
            if (!(each instanceof Map<?, ?> rule) || !(rule.get("match") instanceof String)) {
                throw Keys.wrong(key, each, "a list of rules such as {match: \"conv1.*\", rate: 0.1} with the keys " + String.join(", ", KEYS));
            }
            out.add(read(key, rule));
        }
        return List.copyOf(out);
    }

    private static ParameterRule read(String key, Map<?, ?> rule) {
        for (Object name : rule.keySet()) {
            if (!KEYS.contains(name.toString())) {
                String near = Nearest.of(name.toString(), KEYS);
                throw new TrainException("config: " + key + " has no key '" + name + "'. " + (near == null ? "" : "Did you mean '" + near + "'? ")
                    + "Known: " + String.join(", ", KEYS));
            }
        }
        Object decay = rule.get("weight-decay");
        try {
            return new ParameterRule((String) rule.get("match"), number(key, rule, "rate", 1.0),
                decay == null ? null : number(key, rule, "weight-decay", 0.0),
                (Boolean) Keys.coerce(key + ".frozen", rule.get("frozen") == null ? false : rule.get("frozen"), false));
        } catch (ModelException e) {
            throw new TrainException("config: " + key + ": " + e.getMessage(), e);
        }
    }

    private static Double number(String key, Map<?, ?> rule, String name, Double usual) {
        Object value = rule.get(name);
        return value == null ? usual : (Double) Keys.coerce(key + "." + name, value, usual);
    }

    /// The form in which a config has it, what is usual left out.
    static Map<String, Object> tree(ParameterRule rule) {
        Map<String, Object> out = Json.of("match", rule.match());
        if (rule.rate() != 1) {
            out.put("rate", rule.rate());
        }
        if (rule.weightDecay() != null) {
            out.put("weight-decay", rule.weightDecay());
        }
        if (rule.frozen()) {
            out.put("frozen", true);
        }
        return out;
    }
}
