package dev.loam.lang.syntax;

import dev.loam.lang.Global;
import dev.loam.lang.MutableString;
import dev.loam.lang.Nil;
import dev.loam.lang.Pair;
import dev.loam.lang.Printer;
import dev.loam.lang.SchemeError;
import dev.loam.lang.Source;
import dev.loam.lang.Symbol;
import dev.loam.lang.compiler.Node;
import dev.loam.lang.compiler.Prim;
import dev.loam.lang.library.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// The libraries a program can import (R7RS 5.6): those of the system, those the program defines, and those found as files.
public final class Libraries {
    /// What `(features)` lists and `cond-expand` asks for.
    public static final List<String> FEATURES = List.of("r7rs", "exact-closed", "exact-complex", "ieee-float", "full-unicode", "ratios", "loam", "jvm",
        "posix", "loam-0.1");

    /// Runs the body of a library that was found as a file.
    public interface Runner {
        void run(List<Node> forms);
    }

    /// A name of the system whose meaning is looked for when it is used.
    record Deferred(String name) {}

    private final Map<String, Object> system = new HashMap<>();
    private final Map<String, Map<Symbol, Object>> libraries = new LinkedHashMap<>();
    private final Set<String> loading = new HashSet<>();
    private final List<Path> folders = new ArrayList<>();
    private final Function<String, Object> values;
    private final Runner runner;
    private Map<String, String> texts = Map.of();
    private boolean strict;
    private volatile boolean typed;

    /// @param values gives the value of a name of the system, or null where it has none
    /// @param groups the libraries of the system: their names, as `(scheme base)`, and what is in them
    public Libraries(Function<String, Object> values, Map<String, List<String>> groups, Runner runner) {
        this.values = values;
        this.runner = runner;
        for (Core core : Core.values()) {
            system.put(core.keyword, core);
        }
        system.put("λ", Core.LAMBDA);
        var all = new LinkedHashMap<Symbol, Object>();
        groups.forEach((name, names) -> {
            var exports = new LinkedHashMap<Symbol, Object>();
            for (String n : names) {
                exports.put(Symbol.of(n), new Deferred(n));
            }
            all.putAll(exports);
            libraries.put(name.substring(1, name.length() - 1), exports);
        });
        system.keySet().forEach(name -> all.put(Symbol.of(name), new Deferred(name)));
        libraries.put("loam", all);
    }

    /// What a name of the system means: a keyword, or a variable; null for nothing.
    synchronized Object meaning(String name) {
        Object found = system.get(name);
        if (found == null) {
            Object value = values.apply(name);
            if (value == null) {
                return null;
            }
            var g = new Global(name, value);
            g.inline = Prim.find(name);
            g.constant = true;
            system.put(name, g);
            found = g;
        }
        return found;
    }

    /// Files that are not to be read but are given here, by name.
    public void texts(Map<String, String> given) {
        texts = given;
    }

    String read(Path file) throws IOException {
        String given = texts.get(file.toString());
        return given != null ? given : Files.readString(file);
    }

    /// The variable of a builtin procedure.
    ///
    /// @throws IllegalStateException where there is none
    public Global global(String name) {
        return builtin(name);
    }

    /// The libraries that have a name.
    public List<String> of(String name) {
        return libraries.entrySet().stream().filter(e -> !e.getKey().equals("loam") && e.getValue().containsKey(Symbol.of(name)))
            .map(e -> "(" + e.getKey() + ")").toList();
    }

    /// Demands types of every definition of a procedure from now on.
    public void demandTypes() {
        strict = true;
    }

    boolean strict() {
        return strict;
    }

    /// Whether some text has mentioned types, which calls in later texts are to be checked against.
    boolean typed() {
        return typed;
    }

    void noteTypes() {
        typed = true;
    }

    synchronized boolean isBuiltin(Global g) {
        return system.get(g.name()) == g;
    }

    /// The names of the system.
    public List<String> names() {
        var names = new ArrayList<String>();
        libraries.get("loam").keySet().forEach(s -> names.add(s.name()));
        return names;
    }

    /// Where libraries are looked for as files: `(foo bar)` as `foo/bar.sld`, `foo/bar.scm`.
    public void searchIn(Path folder) {
        if (!folders.contains(folder)) {
            folders.add(folder);
        }
    }

    /// The variable of a builtin procedure, whatever a program has defined under that name.
    Global builtin(String name) {
        if (meaning(name) instanceof Global g) {
            return g;
        }
        throw new IllegalStateException("no builtin " + name);
    }

    /// An environment with everything.
    public Environment interaction(String name) {
        var e = new Environment(name, this);
        libraries.get("loam").forEach(e::importMeaning);
        return e;
    }

    /// An environment with `import` alone, as a program has that begins with imports.
    Environment bare(String name) {
        var e = new Environment(name, this);
        e.importMeaning(Symbol.of("import"), Core.IMPORT);
        e.importMeaning(Symbol.of("define-library"), Core.DEFINE_LIBRARY);
        return e;
    }

    /// The environment of `(environment set …)`.
    public Environment environment(Object sets) {
        var e = new Environment("environment", this);
        var expander = new Expander(this);
        for (Object x = sets; x instanceof Pair p; x = p.cdr) {
            importSet(p.car, 0, expander).forEach(e::importMeaning);
        }
        return e.close();
    }

    // ---- import --------------------------------------------------------------------------------------------------------

    void importAll(Object sets, int position, Environment e, Expander expander, List<Node> out) {
        for (Object x = sets; x instanceof Pair p; x = p.cdr) {
            importSet(Syntax.strip(p.car), Syntax.place(p, position), expander).forEach(e::importMeaning);
        }
    }

    private Map<Symbol, Object> importSet(Object set, int position, Expander expander) {
        if (!(set instanceof Pair p)) {
            throw new SyntaxError(position, "import needs names of libraries as lists, found", set);
        }
        if (p.car instanceof Symbol s && p.cdr instanceof Pair q && q.car instanceof Pair) {
            switch (s.name()) {
                case "only" -> {
                    Map<Symbol, Object> from = importSet(q.car, position, expander);
                    var kept = new LinkedHashMap<Symbol, Object>();
                    for (Object x : Syntax.list(q.cdr, position, "the names after only")) {
                        kept.put((Symbol) x, member(from, x, q.car, position));
                    }
                    return kept;
                }
                case "except" -> {
                    var kept = new LinkedHashMap<>(importSet(q.car, position, expander));
                    for (Object x : Syntax.list(q.cdr, position, "the names after except")) {
                        member(kept, x, q.car, position);
                        kept.remove(x);
                    }
                    return kept;
                }
                case "prefix" -> {
                    var kept = new LinkedHashMap<Symbol, Object>();
                    String prefix = ((Pair) q.cdr).car.toString();
                    importSet(q.car, position, expander).forEach((name, meaning) -> kept.put(Symbol.of(prefix + name.name()), meaning));
                    return kept;
                }
                case "rename" -> {
                    Map<Symbol, Object> from = importSet(q.car, position, expander);
                    var names = new HashMap<Symbol, Symbol>();
                    for (Object x : Syntax.list(q.cdr, position, "the pairs after rename")) {
                        if (!(x instanceof Pair r && r.cdr instanceof Pair t)) {
                            throw new SyntaxError(position, "rename needs pairs (old new), found", x);
                        }
                        member(from, r.car, q.car, position);
                        names.put((Symbol) r.car, (Symbol) t.car);
                    }
                    var kept = new LinkedHashMap<Symbol, Object>();
                    from.forEach((name, meaning) -> kept.put(names.getOrDefault(name, name), meaning));
                    return kept;
                }
                default -> { }
            }
        }
        return library(p, position, expander);
    }

    private static Object member(Map<Symbol, Object> from, Object name, Object library, int position) {
        Object meaning = from.get(name);
        if (meaning == null) {
            throw new SyntaxError(position, "the library " + Printer.write(library) + " has no", name);
        }
        return meaning;
    }

    private static String key(Object name) {
        var key = new StringBuilder();
        for (Object x = name; x instanceof Pair p; x = p.cdr) {
            key.append(key.isEmpty() ? "" : " ").append(Printer.display(p.car));
        }
        return key.toString();
    }

    private Map<Symbol, Object> library(Pair name, int position, Expander expander) {
        Map<Symbol, Object> found = libraries.get(key(name));
        if (found == null && load(name, position, expander)) {
            found = libraries.get(key(name));
        }
        if (found == null) {
            throw new SyntaxError(position, "there is no library", name);
        }
        return found;
    }

    private boolean exists(Object name) {
        return libraries.containsKey(key(name)) || text(name) != null;
    }

    /// Where a library is written: a file, or a resource of the system (then without a path).
    private record Text(String name, String content, Path file) {}

    private Text text(Object name) {
        Path file = file(name);
        if (file == null) {
            String content = Names.source(key(name));
            return content == null ? null : new Text("library (" + key(name) + ")", content, null);
        }
        try {
            return new Text(file.toString(), read(file), file);
        } catch (IOException e) {
            throw SchemeError.file("the file of a library cannot be read:", new MutableString(file.toString()));
        }
    }

    private Path file(Object name) {
        String relative = key(name).replace(' ', '/');
        for (Path folder : folders) {
            for (String ending : List.of(".sld", ".scm")) {
                Path file = folder.resolve(relative + ending);
                if (texts.containsKey(file.toString()) || Files.isRegularFile(file)) {
                    return file;
                }
            }
        }
        return null;
    }

    private boolean load(Pair name, int position, Expander expander) {
        Text text = text(name);
        if (text == null) {
            return false;
        }
        if (!loading.add(key(name))) {
            throw new SyntaxError(position, "the library imports itself:", name);
        }
        Path before = expander.file;
        boolean strictBefore = expander.strict;
        try {
            expander.file = text.file;
            expander.strict &= text.file != null;
            var out = new ArrayList<Node>();
            Environment e = bare(text.name);
            for (Pair form : Reader.of(Source.of(text.name, text.content)).readAll()) {
                expander.definitions.toplevel(form.car, form.position, e, out);
            }
            runner.run(out);
        } finally {
            expander.file = before;
            expander.strict = strictBefore;
            loading.remove(key(name));
        }
        return libraries.containsKey(key(name));
    }

    // ---- define-library --------------------------------------------------------------------------------------------------

    private record Export(Symbol inside, Symbol outside, int position) {}

    void define(Pair form, int position, Expander expander, List<Node> out) {
        expander.size(form, position, 1, Expander.MANY, "(define-library name declaration …)");
        Object name = Syntax.strip(Expander.at(form, 1).car);
        var e = new Environment(Printer.write(name), this);
        var exports = new ArrayList<Export>();
        declarations(Expander.at(form, 1).cdr, position, e, exports, expander, out);
        var table = new LinkedHashMap<Symbol, Object>();
        for (Export x : exports) {
            Object meaning = e.meaning(x.inside);
            if (meaning == null) {
                throw new SyntaxError(x.position, "the library " + Printer.write(name) + " exports a name that it does not define:", x.inside);
            }
            table.put(x.outside, meaning);
        }
        libraries.put(key(name), table);
    }

    private void declarations(Object list, int position, Environment e, List<Export> exports, Expander expander, List<Node> out) {
        var bodies = new ArrayList<Pair>();
        for (Object x = list; x instanceof Pair p; x = p.cdr) {
            int here = Syntax.place(p, position);
            if (!(p.car instanceof Pair d) || !Alias.isIdentifier(d.car)) {
                throw new SyntaxError(here, "a declaration of a library must look like (export …), (import …), (begin …), found", Syntax.strip(p.car));
            }
            switch (Alias.symbol(d.car).name()) {
                case "export" -> export(d.cdr, here, exports);
                case "import" -> importAll(d.cdr, here, e, expander, out);
                case "begin" -> {
                    for (Object f = d.cdr; f instanceof Pair q; f = q.cdr) {
                        bodies.add(q);
                    }
                }
                case "include" -> bodies.addAll(expander.definitions.include(d, here, false));
                case "include-ci" -> bodies.addAll(expander.definitions.include(d, here, true));
                case "include-library-declarations" -> expander.definitions.include(d, here, false)
                    .forEach(q -> declarations(new Pair(q.car, Nil.NIL, q.position), here, e, exports, expander, out));
                case "cond-expand" -> condExpand(d, here, e, expander)
                    .forEach(q -> declarations(new Pair(q.car, Nil.NIL, q.position), here, e, exports, expander, out));
                default -> throw new SyntaxError(here, "unknown declaration of a library:", Syntax.strip(p.car));
            }
        }
        for (Pair p : bodies) {
            expander.definitions.toplevel(p.car, Syntax.place(p, position), e, out);
        }
    }

    private static void export(Object list, int position, List<Export> exports) {
        for (Object x = list; x instanceof Pair p; x = p.cdr) {
            int here = Syntax.place(p, position);
            if (p.car instanceof Symbol s) {
                exports.add(new Export(s, s, here));
            } else if (p.car instanceof Pair r && Syntax.length(r) == 3) {
                exports.add(new Export((Symbol) Expander.at(r, 1).car, (Symbol) Expander.at(r, 2).car, here));
            } else {
                throw new SyntaxError(here, "export needs names or (rename inside outside), found", Syntax.strip(p.car));
            }
        }
    }

    // ---- cond-expand -----------------------------------------------------------------------------------------------------

    /// The forms of the first clause whose requirement holds.
    List<Pair> condExpand(Pair form, int position, Scope s, Expander expander) {
        for (Object x = form.cdr; x instanceof Pair p; x = p.cdr) {
            int here = Syntax.place(p, position);
            if (!(p.car instanceof Pair clause)) {
                throw new SyntaxError(here, "a clause of cond-expand must look like (requirement form …), found", Syntax.strip(p.car));
            }
            if (holds(Syntax.strip(clause.car), here)) {
                var forms = new ArrayList<Pair>();
                for (Object f = clause.cdr; f instanceof Pair q; f = q.cdr) {
                    forms.add(new Pair(q.car, Nil.NIL, Syntax.place(q, here)));
                }
                return forms;
            }
        }
        return List.of();
    }

    private boolean holds(Object requirement, int position) {
        if (requirement instanceof Symbol s) {
            return s.name().equals("else") || FEATURES.contains(s.name());
        }
        if (requirement instanceof Pair p && p.car instanceof Symbol s) {
            List<Object> rest = Syntax.list(p.cdr, position, "a requirement");
            switch (s.name()) {
                case "and" -> {
                    return rest.stream().allMatch(r -> holds(r, position));
                }
                case "or" -> {
                    return rest.stream().anyMatch(r -> holds(r, position));
                }
                case "not" -> {
                    return !holds(rest.getFirst(), position);
                }
                case "library" -> {
                    return exists(rest.getFirst());
                }
                default -> { }
            }
        }
        throw new SyntaxError(position, "a requirement of cond-expand must be a feature, (library …), (and …), (or …) or (not …), found", requirement);
    }
}
