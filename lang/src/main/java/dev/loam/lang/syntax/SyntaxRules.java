package dev.loam.lang.syntax;

import dev.loam.lang.MutableString;
import dev.loam.lang.Nil;
import dev.loam.lang.Pair;
import dev.loam.lang.Symbol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A macro made by `syntax-rules` (R7RS 4.3.2). Names that the template puts in are [Alias]es, fresh for each use, so nothing is captured in
/// either direction.
final class SyntaxRules implements Macro {
    private record Rule(Object pattern, Object template, int position) {}

    private final Scope scope;
    private final Object ellipsis;
    private final List<Object> literals = new ArrayList<>();
    private final List<Rule> rules = new ArrayList<>();
    private final String name;

    /// @param spec  `(syntax-rules …)`
    /// @param scope where that stands
    SyntaxRules(Object spec, int position, Scope scope, String name) {
        this.scope = scope;
        this.name = name;
        Object rest = ((Pair) spec).cdr;
        Object dots = Symbol.of("...");
        boolean own = false;
        if (rest instanceof Pair p && Alias.isIdentifier(p.car)) {
            dots = p.car;
            own = true;
            rest = p.cdr;
        }
        if (!(rest instanceof Pair p)) {
            throw new SyntaxError(position, "syntax-rules needs a list of literals");
        }
        for (Object x = p.car; x instanceof Pair q; x = q.cdr) {
            if (!Alias.isIdentifier(q.car)) {
                throw new SyntaxError(position, "a literal of syntax-rules must be a name, found", Syntax.strip(q.car));
            }
            literals.add(q.car);
        }
        this.ellipsis = own ? dots : null;
        for (Object x = p.cdr; x instanceof Pair q; x = q.cdr) {
            if (!(q.car instanceof Pair rule && rule.cdr instanceof Pair body && body.cdr == Nil.NIL && rule.car instanceof Pair pattern)) {
                throw new SyntaxError(q.position == 0 ? position : q.position, "a rule of syntax-rules must be (pattern template)");
            }
            var seen = new HashMap<Object, Integer>();
            check(pattern.cdr, 0, seen, q.position == 0 ? position : q.position);
            rules.add(new Rule(pattern.cdr, body.car, q.position));
        }
    }

    private boolean isEllipsis(Object x) {
        if (!Alias.isIdentifier(x)) {
            return false;
        }
        if (ellipsis != null) {
            return x == ellipsis;
        }
        return (x == Symbol.of("...") || x instanceof Alias a && Alias.symbol(a).name().equals("...")) && !literals.contains(x)
            && scope.resolve(x) == Core.ELLIPSIS;
    }

    private boolean isUnderscore(Object x) {
        return Alias.isIdentifier(x) && Alias.symbol(x).name().equals("_") && scope.resolve(x) == Core.UNDERSCORE;
    }

    /// Complains of a variable that stands twice in a pattern.
    private void check(Object pattern, int depth, Map<Object, Integer> seen, int position) {
        if (Alias.isIdentifier(pattern)) {
            if (!literals.contains(pattern) && !isEllipsis(pattern) && !isUnderscore(pattern) && seen.put(pattern, depth) != null) {
                throw new SyntaxError(position, "a variable stands twice in a pattern:", Alias.symbol(pattern));
            }
        } else if (pattern instanceof Pair p) {
            check(p.car, depth, seen, position);
            check(p.cdr, depth, seen, position);
        } else if (pattern instanceof Object[] v) {
            for (Object x : v) {
                check(x, depth, seen, position);
            }
        }
    }

    @Override
    public Object expand(Object form, int position, Scope use) {
        for (Rule rule : rules) {
            var bindings = new HashMap<Object, Object>();
            if (match(rule.pattern, ((Pair) form).cdr, use, bindings)) {
                return new Instance(bindings, position).build(rule.template, false);
            }
        }
        throw new SyntaxError(position, "no rule of " + name + " fits", Syntax.strip(form));
    }

    // ---- matching --------------------------------------------------------------------------------------------------

    private boolean match(Object pattern, Object x, Scope use, Map<Object, Object> bindings) {
        while (pattern instanceof Pair p) {
            if (p.cdr instanceof Pair next && isEllipsis(next.car)) {
                return matchEllipsis(p.car, next.cdr, x, use, bindings);
            }
            if (!(x instanceof Pair q) || !match(p.car, q.car, use, bindings)) {
                return false;
            }
            pattern = p.cdr;
            x = q.cdr;
        }
        if (Alias.isIdentifier(pattern)) {
            if (literals.contains(pattern)) {
                return Alias.isIdentifier(x) && same(x, use, pattern, scope);
            }
            if (!isUnderscore(pattern)) {
                bindings.put(pattern, x);
            }
            return true;
        }
        if (pattern == Nil.NIL) {
            return x == Nil.NIL;
        }
        if (pattern instanceof Object[] v) {
            return x instanceof Object[] w && match(Pair.list(v), Pair.list(w), use, bindings);
        }
        return sameDatum(pattern, x);
    }

    private boolean matchEllipsis(Object repeated, Object after, Object x, Scope use, Map<Object, Object> bindings) {
        int least = 0;
        for (Object a = after; a instanceof Pair p; a = p.cdr) {
            least++;
        }
        int length = 0;
        for (Object a = x; a instanceof Pair p; a = p.cdr) {
            length++;
        }
        if (length < least) {
            return false;
        }
        var found = new ArrayList<Map<Object, Object>>();
        for (int i = length - least; i > 0; i--) {
            var q = (Pair) x;
            if (Alias.isIdentifier(repeated) && !literals.contains(repeated)) {
                found.add(isUnderscore(repeated) ? Map.of() : Map.of(repeated, q.car));
            } else {
                var inner = new HashMap<Object, Object>();
                if (!match(repeated, q.car, use, inner)) {
                    return false;
                }
                found.add(inner);
            }
            x = q.cdr;
        }
        for (Object v : variables(repeated, new ArrayList<>())) {
            var all = new ArrayList<>(found.size());
            for (var m : found) {
                all.add(m.get(v));
            }
            bindings.put(v, new Repeated(all));
        }
        return match(after, x, use, bindings);
    }

    /// What a variable under an ellipsis stands for.
    private record Repeated(List<Object> elements) {}

    private List<Object> variables(Object pattern, List<Object> found) {
        if (Alias.isIdentifier(pattern)) {
            if (!literals.contains(pattern) && !isEllipsis(pattern) && !isUnderscore(pattern)) {
                found.add(pattern);
            }
        } else if (pattern instanceof Pair p) {
            variables(p.car, found);
            variables(p.cdr, found);
        } else if (pattern instanceof Object[] v) {
            for (Object x : v) {
                variables(x, found);
            }
        }
        return found;
    }

    private static boolean same(Object x, Scope use, Object literal, Scope definition) {
        Object a = use.resolve(x);
        Object b = definition.resolve(literal);
        if (a == b) {
            return true;
        }
        // the same name without a meaning on both sides, perhaps in two environments
        return a instanceof dev.loam.lang.Global g && b instanceof dev.loam.lang.Global h && !g.bound() && !h.bound() && g.name().equals(h.name());
    }

    private static boolean sameDatum(Object pattern, Object x) {
        return pattern.equals(x) || pattern instanceof MutableString s && x instanceof MutableString t && s.sameCharacters(t)
            || pattern instanceof byte[] b && x instanceof byte[] c && java.util.Arrays.equals(b, c);
    }

    // ---- building --------------------------------------------------------------------------------------------------

    private final class Instance {
        private final Map<Object, Object> bindings;
        private final Map<Object, Alias> renamed = new HashMap<>();
        private final int position;

        Instance(Map<Object, Object> bindings, int position) {
            this.bindings = bindings;
            this.position = position;
        }

        Object build(Object template, boolean escaped) {
            if (Alias.isIdentifier(template)) {
                if (bindings.containsKey(template)) {
                    Object x = bindings.get(template);
                    if (x instanceof Repeated) {
                        throw new SyntaxError(position, "a variable of " + name + " needs an ellipsis after it in the template:",
                            Alias.symbol(template));
                    }
                    return x;
                }
                return renamed.computeIfAbsent(template, t -> new Alias(t, scope));
            }
            if (template instanceof Pair p) {
                if (!escaped && isEllipsis(p.car) && p.cdr instanceof Pair q) {
                    return build(q.car, true);
                }
                if (!escaped && p.cdr instanceof Pair next && isEllipsis(next.car)) {
                    return repeat(p, next);
                }
                return new Pair(build(p.car, escaped), build(p.cdr, escaped), position);
            }
            if (template instanceof Object[] v) {
                Object list = build(Pair.list(v), escaped);
                var elements = new ArrayList<>();
                for (; list instanceof Pair p; list = p.cdr) {
                    elements.add(p.car);
                }
                return elements.toArray();
            }
            return template;
        }

        private Object repeat(Pair p, Pair dots) {
            int depth = 1;
            Object after = dots.cdr;
            while (after instanceof Pair q && isEllipsis(q.car)) {
                depth++;
                after = q.cdr;
            }
            var results = new ArrayList<>();
            generate(p.car, depth, results);
            Object tail = build(after, false);
            for (int i = results.size() - 1; i >= 0; i--) {
                tail = new Pair(results.get(i), tail, position);
            }
            return tail;
        }

        private void generate(Object template, int depth, List<Object> results) {
            var driving = new ArrayList<Object>();
            for (Object v : variables(template, new ArrayList<>())) {
                if (bindings.get(v) instanceof Repeated) {
                    driving.add(v);
                }
            }
            if (driving.isEmpty()) {
                throw new SyntaxError(position, "an ellipsis in a template of " + name + " follows nothing that repeats");
            }
            int length = -1;
            var saved = new HashMap<Object, Object>();
            for (Object v : driving) {
                saved.put(v, bindings.get(v));
                length = Math.max(length, ((Repeated) bindings.get(v)).elements.size());
            }
            for (int i = 0; i < length; i++) {
                boolean whole = true;
                for (Object v : driving) {
                    var elements = ((Repeated) saved.get(v)).elements;
                    if (i < elements.size()) {
                        bindings.put(v, elements.get(i));
                    } else {
                        whole = false;
                    }
                }
                if (!whole) {
                    throw new SyntaxError(position, "variables of " + name + " under one ellipsis repeat different numbers of times");
                }
                if (depth > 1) {
                    generate(template, depth - 1, results);
                } else {
                    results.add(build(template, false));
                }
            }
            bindings.putAll(saved);
        }
    }

    @Override
    public String toString() {
        return "#<macro " + name + ">";
    }
}
