package dev.loam.lang.library;

import static dev.loam.lang.Builtins.procedure;
import static dev.loam.lang.Procedure.ANY;

import dev.loam.lang.Char;
import dev.loam.lang.MutableString;
import dev.loam.lang.Procedure;
import dev.loam.lang.SchemeError;
import dev.loam.lang.Symbol;
import java.util.concurrent.atomic.AtomicLong;

/// Characters, symbols and strings as procedures: R7RS 6.5 to 6.7 with what of SRFI 13 and 130 takes no procedure.
final class TextProcedures {

    private static final AtomicLong GENERATED = new AtomicLong();

    private TextProcedures() {}

    static Object find(String name) {
        Object found = characters(name);
        found = found == null ? symbols(name) : found;
        found = found == null ? strings(name) : found;
        found = found == null ? order(name) : found;
        return found == null ? srfi13(name) : found;
    }

    private static Object characters(String name) {
        return switch (name) {
            case "char?" -> procedure(name, x -> x instanceof Char);
            case "char->integer" -> procedure(name, x -> (long) Check.character(name, 1, x));
            case "integer->char" -> procedure(name, x -> Chars.fromInteger(x));
            case "char-upcase" -> procedure(name, x -> Char.of(Character.toUpperCase(Check.character(name, 1, x))));
            case "char-downcase" -> procedure(name, x -> Char.of(Character.toLowerCase(Check.character(name, 1, x))));
            case "char-foldcase" -> procedure(name, x -> Char.of(Chars.fold(Check.character(name, 1, x))));
            case "char-alphabetic?" -> procedure(name, x -> Character.isAlphabetic(Check.character(name, 1, x)));
            case "char-numeric?" -> procedure(name, x -> Character.isDigit(Check.character(name, 1, x)));
            case "char-whitespace?" -> procedure(name, x -> Chars.isWhitespace(Check.character(name, 1, x)));
            case "char-upper-case?" -> procedure(name, x -> Character.isUpperCase(Check.character(name, 1, x)));
            case "char-lower-case?" -> procedure(name, x -> Character.isLowerCase(Check.character(name, 1, x)));
            case "char-alphanumeric?" -> procedure(name, x -> Character.isLetterOrDigit(Check.character(name, 1, x)));
            case "digit-value" -> procedure(name, x -> Chars.digitValue(Check.character(name, 1, x)));
            default -> null;
        };
    }

    private static Object symbols(String name) {
        return switch (name) {
            case "symbol?" -> procedure(name, x -> x instanceof Symbol);
            case "symbol=?" -> procedure(name, 1, ANY, a -> ListProcedures.allSame(name, a, Symbol.class, "a symbol"));
            case "symbol->string" -> procedure(name, x -> MutableString.literal(Check.symbol(name, 1, x).name()));
            case "string->symbol", "intern" -> procedure(name, x -> Symbol.of(Check.string(name, 1, x).toString()));
            case "string->uninterned-symbol" -> procedure(name, x -> Symbol.uninterned(Check.string(name, 1, x).toString()));
            case "symbol-append" -> procedure(name, 0, ANY, a -> {
                var text = new StringBuilder();
                for (int i = 0; i < a.length; i++) {
                    text.append(Check.symbol(name, i + 1, a[i]).name());
                }
                return Symbol.of(text.toString());
            });
            case "symbol<?" -> procedure(name, (a, b) -> Check.symbol(name, 1, a).name().compareTo(Check.symbol(name, 2, b).name()) < 0);
            case "generate-symbol", "gensym" -> procedure(name, 0, 1, a -> Symbol.uninterned("g" + GENERATED.incrementAndGet()));
            default -> null;
        };
    }

    private static Object strings(String name) {
        return switch (name) {
            case "string?" -> procedure(name, x -> x instanceof MutableString);
            case "make-string" -> procedure(name, 1, 2, n -> MutableString.filled(Check.count(name, 1, n), ' '),
                    (n, c) -> MutableString.filled(Check.count(name, 1, n), Check.character(name, 2, c)), null);
            case "string" -> procedure(name, 0, ANY, a -> Strings.fromCharacters(name, a));
            case "string-length" -> procedure(name, x -> Strings.length(x));
            case "string-ref" -> procedure(name, (s, k) -> Strings.ref(s, k));
            case "string-set!" -> procedure(name, (s, k, c) -> Strings.set(s, k, c));
            case "string-append" -> procedure(name, 0, ANY, null, (a, b) -> Strings.append(a, b), Strings::append);
            case "string-concatenate" -> procedure(name, x -> Strings.concatenate(name, x));
            case "substring" -> procedure(name, 2, 3, a -> part(name, a, 1));
            case "string-copy" -> procedure(name, 1, 3, a -> part(name, a, 1));
            case "string->list" -> procedure(name, 1, 3, a -> {
                var s = Check.string(name, 1, a[0]);
                int start = Check.start(name, a, 1, s.length());
                return Strings.toList(s, start, Check.end(name, a, 2, start, s.length()));
            });
            case "string->vector" -> procedure(name, 1, 3, a -> {
                var s = Check.string(name, 1, a[0]);
                int start = Check.start(name, a, 1, s.length());
                return Strings.toVector(s, start, Check.end(name, a, 2, start, s.length()));
            });
            case "list->string" -> procedure(name, x -> Strings.fromList(name, x));
            case "string-copy!" -> procedure(name, 3, 5, a -> Strings.copyInto(name, a));
            case "string-fill!" -> procedure(name, 2, 4, a -> Strings.fill(name, a));
            case "string-upcase" -> procedure(name, x -> Strings.of(Strings.upcase(Check.string(name, 1, x).toString())));
            case "string-downcase" -> procedure(name, x -> Strings.of(Strings.downcase(Check.string(name, 1, x).toString())));
            case "string-foldcase" -> procedure(name, x -> Strings.of(Strings.fold(Check.string(name, 1, x).toString())));
            case "string-titlecase" -> procedure(name, x -> Strings.of(Strings.titlecase(Check.string(name, 1, x).toString())));
            default -> null;
        };
    }

    private static MutableString part(String name, Object[] a, int at) {
        var s = Check.string(name, 1, a[0]);
        int start = Check.start(name, a, at, s.length());
        return s.substring(start, Check.end(name, a, at + 1, start, s.length()));
    }

    private static Object order(String name) {
        boolean fold = name.contains("-ci");
        boolean string = name.startsWith("string");
        Chars.Order order = switch (fold ? name.replace("-ci", "") : name) {
            case "char=?", "string=?" -> sign -> sign == 0;
            case "char<?", "string<?" -> sign -> sign < 0;
            case "char>?", "string>?" -> sign -> sign > 0;
            case "char<=?", "string<=?" -> sign -> sign <= 0;
            case "char>=?", "string>=?" -> sign -> sign >= 0;
            default -> null;
        };
        if (order == null) {
            return null;
        }
        return string
                ? procedure(name, 1, ANY, null, (a, b) -> order.holds(Strings.compare(name, a, b, fold)), a -> Strings.compare(name, a, fold, order))
                : procedure(name, 1, ANY, null, (a, b) -> order.holds(Chars.compare(name, a, b, fold)), a -> Chars.compare(name, a, fold, order));
    }

    private static Object srfi13(String name) {
        return switch (name) {
            case "string-null?" -> procedure(name, x -> Check.string(name, 1, x).length() == 0);
            case "string-reverse" -> procedure(name, 1, 3, a -> {
                var s = Check.string(name, 1, a[0]);
                int start = Check.start(name, a, 1, s.length());
                return Strings.reverse(s, start, Check.end(name, a, 2, start, s.length()));
            });
            case "string-take" -> procedure(name, (s, k) -> cut(name, s, k, true, true));
            case "string-drop" -> procedure(name, (s, k) -> cut(name, s, k, false, true));
            case "string-take-right" -> procedure(name, (s, k) -> cut(name, s, k, true, false));
            case "string-drop-right" -> procedure(name, (s, k) -> cut(name, s, k, false, false));
            case "string-pad" -> procedure(name, 2, 5, a -> Strings.pad(name, a, true));
            case "string-pad-left" -> procedure(name, 2, 5, a -> Strings.pad(name, a, true));
            case "string-pad-right" -> procedure(name, 2, 5, a -> Strings.pad(name, a, false));
            case "string-prefix?" -> procedure(name, (p, s) -> Strings.matches(Check.string(name, 2, s), 0, Check.string(name, 1, p)));
            case "string-suffix?" -> procedure(name, (p, s) ->
                    Strings.matches(Check.string(name, 2, s), Check.string(name, 2, s).length() - Check.string(name, 1, p).length(), (MutableString) p));
            case "string-prefix-length" -> procedure(name, (a, b) -> (long) Strings.commonPrefix(Check.string(name, 1, a), Check.string(name, 2, b), false));
            case "string-suffix-length" -> procedure(name, (a, b) -> (long) Strings.commonSuffix(Check.string(name, 1, a), Check.string(name, 2, b), false));
            case "string-prefix-length-ci" -> procedure(name, (a, b) -> (long) Strings.commonPrefix(Check.string(name, 1, a), Check.string(name, 2, b), true));
            case "string-suffix-length-ci" -> procedure(name, (a, b) -> (long) Strings.commonSuffix(Check.string(name, 1, a), Check.string(name, 2, b), true));
            case "string-contains", "string-search-forward" -> search(name, false);
            case "string-contains-right" -> search(name, true);
            case "string-search-all" -> procedure(name, (pattern, s) -> {
                var found = new java.util.ArrayList<Object>();
                var text = Check.string(name, 2, s);
                for (int at = Strings.search(text, Check.string(name, 1, pattern), 0, text.length()); at >= 0;
                        at = Strings.search(text, (MutableString) pattern, at + 1, text.length())) {
                    found.add((long) at);
                }
                return dev.loam.lang.Pair.list(found.toArray());
            });
            case "string-replace" -> procedure(name, 4, 6, a -> {
                var s = Check.string(name, 1, a[0]);
                var by = Check.string(name, 2, a[1]);
                int start = Check.start(name, a, 2, s.length());
                int end = Check.end(name, a, 3, start, s.length());
                int from = Check.start(name, a, 4, by.length());
                int to = Check.end(name, a, 5, from, by.length());
                return Strings.append(s.substring(0, start), by.substring(from, to), s.substring(end, s.length()));
            });
            case "string-replace-all" -> procedure(name, (s, what, by) ->
                    Strings.replaceAll(Check.string(name, 1, s), Check.string(name, 2, what), Check.string(name, 3, by)));
            case "string-join" -> procedure(name, 1, 3, a -> Strings.join(a[0], a.length > 1 ? Check.string(name, 2, a[1]).toString() : " ",
                    a.length > 2 ? grammar(name, a[2]) : "infix"));
            case "string-split" -> procedure(name, 1, 2, a -> a.length == 1 ? words(Check.string(name, 1, a[0]))
                    : Strings.split(Check.string(name, 1, a[0]), a[1] instanceof Char c ? Strings.of(c.toString()) : Check.string(name, 2, a[1])));
            case "format" -> procedure(name, 1, ANY, a -> Strings.of(Format.format(a)));
            case "string-builder" -> procedure(name, 0, 0, a -> builder());
            case "string-hash" -> procedure(name, 1, 2, a -> bounded(name, Check.string(name, 1, a[0]).hash(), a));
            case "string-ci-hash" -> procedure(name, 1, 2, a -> bounded(name, Strings.fold(Check.string(name, 1, a[0]).toString()).hashCode(), a));
            default -> null;
        };
    }

    /// A procedure that takes characters and strings and, called with nothing or `'result`, gives all of them as a string.
    private static Procedure builder() {
        var text = new StringBuilder();
        return procedure("string-builder", 0, 1, a -> {
            switch (a.length == 0 ? null : a[0]) {
                case null -> {
                    return Strings.of(text.toString());
                }
                case Symbol s when s.name().equals("result") -> {
                    return Strings.of(text.toString());
                }
                case Char c -> text.appendCodePoint(c.codePoint);
                case MutableString s -> text.append(s);
                default -> throw SchemeError.wrongType("string-builder", 1, "a character or a string", a[0]);
            }
            return dev.loam.lang.Unspecified.UNSPECIFIED;
        });
    }

    private static Procedure search(String name, boolean backwards) {
        return procedure(name, 2, 4, a -> {
            var s = Check.string(name, 1, a[0]);
            var pattern = Check.string(name, 2, a[1]);
            int start = Check.start(name, a, 2, s.length());
            int end = Check.end(name, a, 3, start, s.length());
            int at = backwards ? Strings.searchBackwards(s, pattern, start, end) : Strings.search(s, pattern, start, end);
            return at < 0 ? (Object) Boolean.FALSE : (Object) (long) at;
        });
    }

    private static Object cut(String name, Object s, Object k, boolean take, boolean front) {
        var string = Check.string(name, 1, s);
        int n = string.length();
        int count = Check.index(name, 2, k, n + 1);
        return take == front ? string.substring(0, front ? count : n - count) : string.substring(front ? count : n - count, n);
    }

    private static String grammar(String name, Object x) {
        var grammar = Check.symbol(name, 3, x).name();
        if (java.util.Set.of("infix", "strict-infix", "prefix", "suffix").contains(grammar)) {
            return grammar;
        }
        throw SchemeError.wrongType(name, 3, "one of infix, strict-infix, prefix, suffix", x);
    }

    private static Object words(MutableString s) {
        var words = new java.util.ArrayList<Object>();
        int from = -1;
        for (int i = 0; i <= s.length(); i++) {
            boolean gap = i == s.length() || Chars.isWhitespace(s.at(i));
            if (gap && from >= 0) {
                words.add(s.substring(from, i));
                from = -1;
            } else if (!gap && from < 0) {
                from = i;
            }
        }
        return dev.loam.lang.Pair.list(words.toArray());
    }

    /// A hash as an exact integer that is not negative, below the bound that may be the second argument.
    static Object bounded(String name, int hash, Object[] a) {
        long positive = hash & 0x7fffffffL;
        if (a.length < 2 || !(a[1] instanceof Long bound)) {
            return positive;
        }
        if (bound <= 0) {
            throw SchemeError.wrongType(name, 2, "a bound greater than 0", a[1]);
        }
        return positive % bound;
    }
}
