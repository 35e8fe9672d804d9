package dev.loam.lang.symbolic;

import dev.loam.lang.Builtins;
import dev.loam.lang.Closure;
import dev.loam.lang.Nil;
import dev.loam.lang.Pair;
import dev.loam.lang.SchemeError;
import dev.loam.lang.Source;
import dev.loam.lang.Symbol;
import java.util.List;

/// `diff` and `simplify`: expressions as data, `(diff '(* x x) 'x)` gives `(* 2 x)`; of a procedure of one variable the text of its derivative,
/// `(diff (lambda (x) (* x x)))` gives `(lambda (x) (* 2 x))`.
public final class Symbolic {
    /// The names of the library.
    public static final List<String> NAMES = List.of("diff", "differentiate", "simplify");

    private Symbolic() {}

    public static void register(Builtins table) {
        table.define("diff", 1, 2, a -> diff(a[0], a.length == 1 ? null : a[1]));
        table.alias("differentiate", "diff");
        table.define("simplify", x -> Notation.write(Notation.read(x)));
    }

    private static Object diff(Object x, Object variable) {
        if (x instanceof Closure f) {
            return lambda(source(f), variable);
        }
        if (x instanceof Pair p && p.car == Symbol.of("lambda")) {
            return lambda(p, variable);
        }
        if (!(variable instanceof Symbol by)) {
            throw SchemeError.error("diff: after an expression comes the variable, a symbol, as in (diff '(* x x) 'x); found", variable == null ? Nil.NIL : variable);
        }
        return Notation.write(Slopes.of(Notation.read(x), by.name()));
    }

    /// The lambda expression or definition that a procedure was made of, as it stands in its text.
    private static Pair source(Closure f) {
        Object datum = Source.datum(f.position());
        if (datum instanceof Pair p && p.car == Symbol.of("define") && p.cdr instanceof Pair q && q.car instanceof Pair head) {
            return new Pair(Symbol.of("lambda"), new Pair(head.cdr, q.cdr));
        }
        if (datum instanceof Pair p && p.car == Symbol.of("lambda")) {
            return p;
        }
        throw SchemeError.error("diff: the text of this procedure is not to be had; give its expression, as in (diff '(* x x) 'x):", f);
    }

    private static Object lambda(Pair text, Object variable) {
        if (!(text.cdr instanceof Pair rest && rest.car instanceof Pair formals && formals.car instanceof Symbol first && rest.cdr instanceof Pair body)
            || body.cdr != Nil.NIL) {
            throw SchemeError.error("diff: a procedure with one expression as its body is wanted, found", text);
        }
        Symbol by = variable instanceof Symbol s ? s : first;
        Object slope = Notation.write(Slopes.of(Notation.read(body.car), by.name()));
        return Pair.list(Symbol.of("lambda"), formals, slope);
    }
}
