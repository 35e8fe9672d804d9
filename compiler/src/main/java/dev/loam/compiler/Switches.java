package dev.loam.compiler;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// Which passes and rules of rewriting are switched off, to find out what one of them does. What a program computes does not depend on
/// them; its speed does, and the last bits of floats may.
///
/// @param off names out of [#names()]
public record Switches(Set<String> off) {
    public static final Switches NONE_OFF = new Switches(Set.of());

    public Switches {
        off = java.util.Collections.unmodifiableSet(new TreeSet<>(off));
        for (String name : off) {
            if (!names().contains(name)) {
                throw new IllegalArgumentException("there is no pass or rule '" + name + "' to switch off; there are: " + String.join("; ", names()));
            }
        }
    }

    public static Switches without(Collection<String> names) {
        return new Switches(Set.copyOf(names));
    }

    /// Of everything that can be switched off: the passes in small letters (`rows`, `shared-kernels`), then the rules.
    public static List<String> names() {
        var out = new ArrayList<String>();
        for (Pass p : Pass.values()) {
            out.add(name(p));
        }
        for (Rule rule : Compiler.rules()) {
            if (!rule.needed()) {
                out.add(rule.name());
            }
        }
        return out;
    }

    private static String name(Pass p) {
        return p.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean on(Pass p) {
        return !off.contains(name(p));
    }

    List<Rule> on(List<Rule> rules) {
        var out = new ArrayList<Rule>();
        for (Rule rule : rules) {
            if (!off.contains(rule.name())) {
                out.add(rule);
            }
        }
        return out;
    }
}
