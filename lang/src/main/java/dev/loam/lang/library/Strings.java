package dev.loam.lang.library;

import dev.loam.lang.Char;
import dev.loam.lang.ErrorObject;
import dev.loam.lang.MutableString;
import dev.loam.lang.Nil;
import dev.loam.lang.Pair;
import dev.loam.lang.SchemeError;
import dev.loam.lang.Unspecified;
import java.util.Locale;

/// Strings: R7RS and the searching, cutting and padding of SRFI 13.
public final class Strings {

    private Strings() {}

    static MutableString of(String text) {
        return new MutableString(text);
    }

    public static long length(Object s) {
        return Check.string("string-length", 1, s).length();
    }

    public static Object ref(Object s, Object k) {
        var string = Check.string("string-ref", 1, s);
        return Char.of(string.at(Check.index("string-ref", 2, k, string.length())));
    }

    public static Object set(Object s, Object k, Object c) {
        var string = Check.mutableString("string-set!", 1, s);
        string.set(Check.index("string-set!", 2, k, string.length()), Check.character("string-set!", 3, c));
        return Unspecified.UNSPECIFIED;
    }

    static Object fromCharacters(String who, Object[] characters) {
        var s = MutableString.filled(characters.length, 0);
        for (int i = 0; i < characters.length; i++) {
            s.set(i, Check.character(who, i + 1, characters[i]));
        }
        return s;
    }

    /// The characters of a list.
    static Object fromList(String who, Object list) {
        var s = MutableString.filled(Lists.length(who, 1, list), 0);
        int i = 0;
        for (Object x = list; x instanceof Pair p; x = p.cdr) {
            if (!(p.car instanceof Char c)) {
                throw SchemeError.wrongType(who, 1, "a list of characters", list);
            }
            s.set(i++, c.codePoint);
        }
        return s;
    }

    static Object toList(MutableString s, int start, int end) {
        Object list = Nil.NIL;
        for (int i = end - 1; i >= start; i--) {
            list = new Pair(Char.of(s.at(i)), list);
        }
        return list;
    }

    static Object[] toVector(MutableString s, int start, int end) {
        var v = new Object[end - start];
        for (int i = start; i < end; i++) {
            v[i - start] = Char.of(s.at(i));
        }
        return v;
    }

    public static Object append(Object... strings) {
        var parts = new MutableString[strings.length];
        for (int i = 0; i < strings.length; i++) {
            parts[i] = Check.string("string-append", i + 1, strings[i]);
        }
        return MutableString.concatenate(parts);
    }

    static Object concatenate(String who, Object list) {
        var strings = Lists.toArray(who, 1, list);
        var parts = new MutableString[strings.length];
        for (int i = 0; i < strings.length; i++) {
            parts[i] = Check.string(who, 1, strings[i]);
        }
        return MutableString.concatenate(parts);
    }

    static Object copyInto(String who, Object[] a) {
        var to = Check.mutableString(who, 1, a[0]);
        int at = Check.start(who, a, 1, to.length());
        var from = Check.string(who, 3, a[2]);
        int start = Check.start(who, a, 3, from.length());
        int end = Check.end(who, a, 4, start, from.length());
        if (at + end - start > to.length()) {
            throw noRoom(who, to.length() - at, end - start);
        }
        to.put(at, from, start, end);
        return Unspecified.UNSPECIFIED;
    }

    static SchemeError noRoom(String who, int room, int needed) {
        return SchemeError.of(ErrorObject.Kind.RANGE, who + ": the target has room for " + room + " elements, the source has " + needed);
    }

    static Object fill(String who, Object[] a) {
        var s = Check.mutableString(who, 1, a[0]);
        int c = Check.character(who, 2, a[1]);
        int start = Check.start(who, a, 2, s.length());
        int end = Check.end(who, a, 3, start, s.length());
        for (int i = start; i < end; i++) {
            s.set(i, c);
        }
        return Unspecified.UNSPECIFIED;
    }

    static String upcase(String s) {
        return s.toUpperCase(Locale.ROOT);
    }

    static String downcase(String s) {
        return s.toLowerCase(Locale.ROOT);
    }

    /// Full case folding, by way of upper case, where letters that differ only by case or by their place in a word are one.
    static String fold(String s) {
        var upper = s.toUpperCase(Locale.ROOT);
        var folded = new StringBuilder(upper.length());
        for (int i = 0; i < upper.length(); i += Character.charCount(upper.codePointAt(i))) {
            folded.appendCodePoint(Character.toLowerCase(upper.codePointAt(i)));
        }
        return folded.toString();
    }

    static String titlecase(String s) {
        var out = new StringBuilder(s.length());
        boolean inside = false;
        for (int i = 0; i < s.length(); i += Character.charCount(s.codePointAt(i))) {
            int c = s.codePointAt(i);
            boolean letter = Character.isLetter(c);
            out.appendCodePoint(!letter ? c : inside ? Character.toLowerCase(c) : Character.toTitleCase(c));
            inside = letter;
        }
        return out.toString();
    }

    static int compare(String who, Object a, Object b, boolean fold) {
        var s = Check.string(who, 1, a);
        var t = Check.string(who, 2, b);
        return fold ? of(fold(s.toString())).compareTo(of(fold(t.toString()))) : s.compareTo(t);
    }

    static Object compare(String who, Object[] arguments, boolean fold, Chars.Order order) {
        boolean all = true;
        MutableString before = null;
        for (int i = 0; i < arguments.length; i++) {
            var s = Check.string(who, i + 1, arguments[i]);
            if (fold) {
                s = of(fold(s.toString()));
            }
            if (before != null) {
                all &= order.holds(before.compareTo(s));
            }
            before = s;
        }
        return all;
    }

    /// The index of the first occurrence of `pattern` at or after `start`, or -1.
    static int search(MutableString s, MutableString pattern, int start, int end) {
        for (int i = start; i + pattern.length() <= end; i++) {
            if (matches(s, i, pattern)) {
                return i;
            }
        }
        return -1;
    }

    static int searchBackwards(MutableString s, MutableString pattern, int start, int end) {
        for (int i = end - pattern.length(); i >= start; i--) {
            if (matches(s, i, pattern)) {
                return i;
            }
        }
        return -1;
    }

    static boolean matches(MutableString s, int at, MutableString pattern) {
        int n = pattern.length();
        if (at < 0 || at + n > s.length()) {
            return false;
        }
        for (int i = 0; i < n; i++) {
            if (s.at(at + i) != pattern.at(i)) {
                return false;
            }
        }
        return true;
    }

    static int commonPrefix(MutableString a, MutableString b, boolean fold) {
        int n = Math.min(a.length(), b.length());
        int i = 0;
        while (i < n && (fold ? Chars.fold(a.at(i)) == Chars.fold(b.at(i)) : a.at(i) == b.at(i))) {
            i++;
        }
        return i;
    }

    static int commonSuffix(MutableString a, MutableString b, boolean fold) {
        int n = Math.min(a.length(), b.length());
        int i = 0;
        while (i < n && (fold ? Chars.fold(a.at(a.length() - 1 - i)) == Chars.fold(b.at(b.length() - 1 - i))
                : a.at(a.length() - 1 - i) == b.at(b.length() - 1 - i))) {
            i++;
        }
        return i;
    }

    /// `n` characters: padded, or cut, on the left (the last ones stay) or on the right.
    static Object pad(String who, Object[] a, boolean left) {
        var s = Check.string(who, 1, a[0]);
        int n = Check.count(who, 2, a[1]);
        int c = a.length > 2 ? Check.character(who, 3, a[2]) : ' ';
        int start = Check.start(who, a, 3, s.length());
        int end = Check.end(who, a, 4, start, s.length());
        int have = end - start;
        var out = MutableString.filled(n, c);
        for (int i = 0; i < Math.min(n, have); i++) {
            if (left) {
                out.set(n - 1 - i, s.at(end - 1 - i));
            } else {
                out.set(i, s.at(start + i));
            }
        }
        return out;
    }

    static Object reverse(MutableString s, int start, int end) {
        var out = MutableString.filled(end - start, 0);
        for (int i = start; i < end; i++) {
            out.set(end - 1 - i, s.at(i));
        }
        return out;
    }

    /// The parts between occurrences of `separator`.
    static Object split(MutableString s, MutableString separator) {
        if (separator.length() == 0) {
            throw SchemeError.wrongType("string-split", 2, "a string that is not empty", separator);
        }
        var parts = new java.util.ArrayList<Object>();
        int from = 0;
        for (int at = search(s, separator, 0, s.length()); at >= 0; at = search(s, separator, from, s.length())) {
            parts.add(s.substring(from, at));
            from = at + separator.length();
        }
        parts.add(s.substring(from, s.length()));
        return Pair.list(parts.toArray());
    }

    /// The strings of a list with `delimiter` between them (`infix`), after or before each (`suffix`, `prefix`).
    static Object join(Object list, String delimiter, String grammar) {
        var strings = Lists.toArray("string-join", 1, list);
        if (grammar.equals("strict-infix") && strings.length == 0) {
            throw SchemeError.wrongType("string-join", 1, "a list that is not empty, for strict-infix", list);
        }
        var out = new StringBuilder();
        for (int i = 0; i < strings.length; i++) {
            if (grammar.equals("prefix") || (i > 0 && !grammar.equals("suffix"))) {
                out.append(delimiter);
            }
            out.append(Check.string("string-join", 1, strings[i]));
            if (grammar.equals("suffix")) {
                out.append(delimiter);
            }
        }
        return of(out.toString());
    }

    static Object replaceAll(MutableString s, MutableString what, MutableString by) {
        if (what.length() == 0) {
            throw SchemeError.wrongType("string-replace-all", 2, "a string that is not empty", what);
        }
        return of(s.toString().replace(what.toString(), by.toString()));
    }
}
