package dev.loam.lang.library;

import static dev.loam.lang.Builtins.procedure;
import static dev.loam.lang.Procedure.ANY;

import dev.loam.lang.Nil;
import dev.loam.lang.Pair;
import dev.loam.lang.Procedure;
import dev.loam.lang.SchemeError;
import dev.loam.lang.Unspecified;
import dev.loam.lang.Values;

/// Pairs and lists as procedures, and equivalence: R7RS 6.1 and 6.4 with what of SRFI 1 takes no procedure. The rest of SRFI 1 is
/// written in Scheme.
final class ListProcedures {

    private ListProcedures() {}

    static Object find(String name) {
        Object found = pairs(name);
        found = found == null ? lists(name) : found;
        return found == null ? srfi1(name) : found;
    }

    private static Object pairs(String name) {
        return switch (name) {
            case "eq?" -> procedure(name, (a, b) -> Equality.eq(a, b));
            case "eqv?" -> procedure(name, (a, b) -> Equality.eqv(a, b));
            case "equal?" -> procedure(name, (a, b) -> Equality.equal(a, b));
            case "not" -> procedure(name, x -> x instanceof Boolean b && !b);
            case "boolean?" -> procedure(name, x -> x instanceof Boolean);
            case "boolean=?" -> procedure(name, 2, ANY, a -> allSame(name, a, Boolean.class, "a boolean"));
            case "pair?" -> procedure(name, x -> x instanceof Pair);
            case "null?" -> procedure(name, x -> x == Nil.NIL);
            case "cons" -> procedure(name, (a, b) -> new Pair(a, b));
            case "car" -> procedure(name, x -> Lists.car(x));
            case "cdr" -> procedure(name, x -> Lists.cdr(x));
            case "cadr" -> procedure(name, x -> Lists.cadr(x));
            case "cddr" -> procedure(name, x -> Lists.cddr(x));
            case "caar" -> procedure(name, x -> Lists.caar(x));
            case "caddr" -> procedure(name, x -> Lists.caddr(x));
            case "cdar", "caaar", "caadr", "cadar", "cdaar", "cdadr", "cddar", "cdddr", "caaaar", "caaadr", "caadar", "caaddr", "cadaar",
                    "cadadr", "caddar", "cadddr", "cdaaar", "cdaadr", "cdadar", "cdaddr", "cddaar", "cddadr", "cdddar", "cddddr" -> {
                var path = name.substring(1, name.length() - 1);
                yield procedure(name, x -> Lists.path(name, path, x));
            }
            case "set-car!" -> procedure(name, (p, x) -> Lists.setCar(p, x));
            case "set-cdr!" -> procedure(name, (p, x) -> Lists.setCdr(p, x));
            default -> null;
        };
    }

    static Object allSame(String name, Object[] a, Class<?> type, String expected) {
        for (int i = 0; i < a.length; i++) {
            if (!type.isInstance(a[i])) {
                throw SchemeError.wrongType(name, i + 1, expected, a[i]);
            }
        }
        for (int i = 1; i < a.length; i++) {
            if (!a[i - 1].equals(a[i])) {
                return false;
            }
        }
        return true;
    }

    private static Object lists(String name) {
        return switch (name) {
            case "list?", "proper-list?" -> procedure(name, x -> Lists.isList(x));
            case "list" -> new ListProcedure();
            case "make-list" -> procedure(name, 1, 2, a -> Lists.make(Check.count(name, 1, a[0]), a.length > 1 ? a[1] : Unspecified.UNSPECIFIED));
            case "length" -> procedure(name, x -> Lists.length(x));
            case "append" -> procedure(name, 0, ANY, null, (a, b) -> Lists.append(a, b), Lists::append);
            case "reverse" -> procedure(name, x -> Lists.reverse(x));
            case "list-tail" -> procedure(name, (l, k) -> Lists.tail(name, l, k));
            case "list-ref" -> procedure(name, (l, k) -> Lists.ref(l, k));
            case "list-set!" -> procedure(name, (l, k, x) -> Lists.set(l, k, x));
            case "list-copy" -> procedure(name, x -> Lists.copy(x));
            case "memq" -> procedure(name, (x, l) -> Lists.memq(x, l));
            case "memv" -> procedure(name, (x, l) -> Lists.memv(x, l));
            case "assq" -> procedure(name, (x, l) -> Lists.assq(x, l));
            case "assv" -> procedure(name, (x, l) -> Lists.assv(x, l));
            case "%member" -> procedure(name, (x, l) -> Lists.member(x, l));
            case "%assoc" -> procedure(name, (x, l) -> Lists.assoc(x, l));
            default -> null;
        };
    }

    /// `list`, without an array for few arguments.
    private static final class ListProcedure extends Procedure {

        ListProcedure() {
            super("list");
        }

        @Override
        public int least() {
            return 0;
        }

        @Override
        public int most() {
            return ANY;
        }

        @Override
        public Object apply0() {
            return Nil.NIL;
        }

        @Override
        public Object apply1(Object a) {
            return new Pair(a, Nil.NIL);
        }

        @Override
        public Object apply2(Object a, Object b) {
            return new Pair(a, new Pair(b, Nil.NIL));
        }

        @Override
        public Object apply3(Object a, Object b, Object c) {
            return new Pair(a, new Pair(b, new Pair(c, Nil.NIL)));
        }

        @Override
        public Object apply4(Object a, Object b, Object c, Object d) {
            return new Pair(a, new Pair(b, new Pair(c, new Pair(d, Nil.NIL))));
        }

        @Override
        public Object applyN(Object[] arguments) {
            return Pair.list(arguments);
        }
    }

    private static Object srfi1(String name) {
        return switch (name) {
            case "xcons" -> procedure(name, (a, b) -> new Pair(b, a));
            case "cons*", "list*" -> procedure(name, 1, ANY, a -> {
                Object list = a[a.length - 1];
                for (int i = a.length - 2; i >= 0; i--) {
                    list = new Pair(a[i], list);
                }
                return list;
            });
            case "iota" -> procedure(name, 1, 3, a ->
                    Lists.iota(Check.count(name, 1, a[0]), a.length > 1 ? a[1] : 0L, a.length > 2 ? a[2] : 1L));
            case "circular-list" -> procedure(name, 1, ANY, a -> {
                Object list = Pair.list(a);
                Lists.lastPair(name, list).cdr = list;
                return list;
            });
            case "circular-list?" -> procedure(name, x -> Lists.isCircular(x));
            case "dotted-list?" -> procedure(name, x -> Lists.isDotted(x));
            case "not-pair?" -> procedure(name, x -> !(x instanceof Pair));
            case "null-list?" -> procedure(name, 1, 2, a -> a[0] == Nil.NIL);
            case "length+" -> procedure(name, x -> Lists.lengthPlus(x));
            case "first" -> procedure(name, x -> Lists.car(x));
            case "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth" -> {
                int n = java.util.List.of("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth").indexOf(name) + 1;
                yield procedure(name, x -> Lists.path(name, "a" + "d".repeat(n), x));
            }
            case "rest" -> procedure(name, x -> Lists.cdr(x));
            case "car+cdr" -> procedure(name, x -> Values.of(Lists.car(x), Lists.cdr(x)));
            case "take", "list-head" -> procedure(name, (l, k) -> Lists.take(name, l, k));
            case "take!" -> procedure(name, (l, k) -> Lists.take(name, l, k));
            case "drop" -> procedure(name, (l, k) -> Lists.tail(name, l, k));
            case "take-right" -> procedure(name, (l, k) -> Lists.takeRight(name, l, k));
            case "drop-right", "drop-right!" -> procedure(name, (l, k) -> Lists.dropRight(name, l, k));
            case "split-at", "split-at!" -> procedure(name, (l, k) -> Values.of(Lists.take(name, l, k), Lists.tail(name, l, k)));
            case "last" -> procedure(name, x -> Lists.lastPair(name, x).car);
            case "last-pair" -> procedure(name, x -> Lists.lastPair(name, x));
            case "append!" -> procedure(name, 0, ANY, Lists::appendInPlace);
            case "concatenate", "concatenate!" -> procedure(name, x -> Lists.append(Lists.toArray(name, 1, x)));
            case "reverse!" -> procedure(name, x -> Lists.reverseInPlace(x, Nil.NIL));
            case "append-reverse" -> procedure(name, (l, tail) -> Lists.appendReverse(l, tail));
            case "append-reverse!" -> procedure(name, (l, tail) -> Lists.reverseInPlace(l, tail));
            case "tree-copy" -> procedure(name, x -> Lists.copyTree(x));
            default -> null;
        };
    }
}
