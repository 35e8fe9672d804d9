package dev.loam.lang.syntax;

import dev.loam.lang.Eof;
import dev.loam.lang.Global;
import dev.loam.lang.Pair;
import dev.loam.lang.Source;
import dev.loam.lang.Symbol;
import dev.loam.lang.compiler.Node;
import dev.loam.lang.compiler.Var;
import dev.loam.lang.types.Checker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A text expanded as a whole.
///
/// @param forms  the core language
/// @param closed whether nothing else can define or change the variables of the program while it runs
public record Program(List<Node> forms, boolean closed) {
    private static final Symbol COLON = Symbol.of(":");
    private static final Symbol THE = Symbol.of("the");
    /// Names by which a program reaches its own variables at run time.
    private static final Set<String> REFLECTION = Set.of("eval", "load", "interaction-environment", "environment");

    /// Expands the whole text of a file.
    ///
    /// @param e its environment; null for one of its own: with everything, or, where the text begins with imports, with what it imports
    public static Program of(Source source, Path file, Libraries libraries, Environment e) {
        var expander = new Expander(libraries);
        expander.file = file;
        List<Pair> data = Reader.of(source).readAll();
        Environment mine = e;
        if (mine == null) {
            boolean imports = !data.isEmpty() && data.getFirst().car instanceof Pair p
                && (p.car == Symbol.of("import") || p.car == Symbol.of("define-library"));
            mine = imports ? libraries.bare(source.name()) : libraries.interaction(source.name());
        }
        boolean closed = e == null;
        for (Pair p : data) {
            redefinitions(p.car, mine);
            closed &= !mentions(p.car);
        }
        var out = new ArrayList<Node>();
        expander.strict = libraries.strict();
        expander.typed = expander.strict || data.stream().anyMatch(p -> mentionsTypes(p.car));
        for (Pair p : data) {
            expander.definitions.toplevel(p.car, p.position, mine, out);
        }
        check(expander, out);
        keepFrame(out);
        return new Program(out, closed);
    }

    /// Expands one datum for a REPL or for `eval`.
    ///
    /// @param tail whether a call that the datum makes last is left to the caller, as `eval` needs it; otherwise an error in it knows its place
    public static Program of(Object datum, int position, Libraries libraries, Environment e, Path file, boolean tail) {
        var expander = new Expander(libraries);
        expander.file = file;
        redefinitions(datum, e);
        var out = new ArrayList<Node>();
        expander.strict = libraries.strict();
        expander.typed = expander.strict || libraries.typed() || mentionsTypes(datum);
        expander.definitions.toplevel(datum, position, e, out);
        check(expander, out);
        if (!tail) {
            keepFrame(out);
        }
        return new Program(out, false);
    }

    /// The type of an expression, as far as it can be found without running it.
    public static String type(Object datum, int position, Libraries libraries, Environment e) {
        var expander = new Expander(libraries);
        expander.typed = true;
        return new Checker(expander.typing, libraries::isBuiltin, true).type(expander.expand(datum, position, e));
    }

    /// The last form waits for its call, so that an error finds the place of the call on the stack.
    private static void keepFrame(List<Node> forms) {
        if (!forms.isEmpty()) {
            var value = new Var("value");
            forms.set(forms.size() - 1, new Node.Let(value, forms.getLast(), new Node.Ref(value, 0)));
        }
    }

    private static void check(Expander expander, List<Node> forms) {
        if (expander.typed) {
            expander.libraries.noteTypes();
            new Checker(expander.typing, expander.libraries::isBuiltin, expander.strict).check(forms);
        }
    }

    private static boolean mentionsTypes(Object x) {
        while (x instanceof Pair p && !isQuote(p.car)) {
            if (p.car == COLON || p.car == THE || p.car instanceof Pair && mentionsTypes(p.car)) {
                return true;
            }
            x = p.cdr;
        }
        return false;
    }

    /// The procedure that a definition of the system's own library makes, `(define (name …) …)`.
    public static Node definition(Source source, Libraries libraries) {
        var form = (Pair) Reader.of(source).read();
        var target = (Pair) Expander.at(form, 1).car;
        return new Expander(libraries).lambda(target.cdr, Expander.at(form, 2), source.position(0), Environment.ofSystem(libraries),
            target.car.toString());
    }

    /// Makes builtin procedures that the program defines or changes variables of its own, before any use of them is looked at.
    private static void redefinitions(Object x, Environment e) {
        if (!(x instanceof Pair p) || !(p.car instanceof Symbol head)) {
            return;
        }
        if (head.name().equals("define") && p.cdr instanceof Pair q) {
            Object target = q.car;
            while (target instanceof Pair t) {
                target = t.car;
            }
            own(target, e);
        }
        if (head.name().equals("begin")) {
            for (Object f = p.cdr; f instanceof Pair q; f = q.cdr) {
                redefinitions(q.car, e);
            }
        }
        assignments(x, e);
    }

    private static void assignments(Object x, Environment e) {
        while (x instanceof Pair p && !isQuote(p.car)) {
            if (p.car instanceof Symbol s && s.name().equals("set!") && p.cdr instanceof Pair q) {
                own(q.car, e);
            }
            assignments(p.car, e);
            x = p.cdr;
        }
    }

    /// Data are no program, and may contain themselves.
    private static boolean isQuote(Object x) {
        return x instanceof Symbol s && s.name().equals("quote");
    }

    private static void own(Object name, Environment e) {
        if (name instanceof Symbol s && e.isImported(s) && e.meaning(s) instanceof Global) {
            e.replace(s);
        }
    }

    private static boolean mentions(Object x) {
        while (x instanceof Pair p && !isQuote(p.car)) {
            if (p.car instanceof Symbol s && REFLECTION.contains(s.name()) || mentions(p.car)) {
                return true;
            }
            x = p.cdr;
        }
        return false;
    }

    /// Whether a text holds whole data only, so that a REPL need not ask for more.
    public static boolean complete(String text) {
        try {
            Reader reader = Reader.of(Source.of("<repl>", text));
            while (reader.read() != Eof.EOF) {
                // go on
            }
            return true;
        } catch (SyntaxError e) {
            String m = e.getMessage();
            return !(m.contains("never closed") || m.contains("the text ends"));
        }
    }
}
