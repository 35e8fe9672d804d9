package dev.loam.lang;

import java.util.IdentityHashMap;
import java.util.Map;

/// Writes values as a program would read them (`write`) or as a person would (`display`). Structures that contain themselves are written
/// with labels (`#0=(a . #0#)`), as R7RS 6.13.3 asks.
public final class Printer {
    /// Which structures get labels.
    public enum Labels { CYCLES, SHARED, NONE }

    private static final Map<Integer, String> CHARACTER_NAMES = Map.of(0, "null", 7, "alarm", 8, "backspace", 9, "tab", 10, "newline", 13, "return",
        27, "escape", 32, "space", 127, "delete");

    private final StringBuilder out = new StringBuilder();
    private final boolean display;
    private Map<Object, Integer> labels;
    private int nextLabel;

    private Printer(boolean display) {
        this.display = display;
    }

    /// As `(write x)`.
    public static String write(Object x) {
        return print(x, false, Labels.CYCLES);
    }

    /// As `(display x)`.
    public static String display(Object x) {
        return x instanceof MutableString s ? s.toString() : print(x, true, Labels.CYCLES);
    }

    public static String print(Object x, boolean display, Labels which) {
        var printer = new Printer(display);
        if (which != Labels.NONE && structured(x)) {
            printer.label(x, which);
        }
        printer.put(x);
        return printer.out.toString();
    }

    private static boolean structured(Object x) {
        return x instanceof Pair || x instanceof Object[];
    }

    /// Finds what needs a label. -1 in the table: needs one, not written yet; 0: seen once. Works with a stack of its own, so that depth is no matter.
    private void label(Object root, Labels which) {
        if (which == Labels.CYCLES && plainList(root)) {
            return;
        }
        var seen = new IdentityHashMap<Object, Integer>();
        var open = new IdentityHashMap<Object, Boolean>();
        var stack = new java.util.ArrayDeque<Object>();
        record Leave(Object x) {}
        stack.push(root);
        while (!stack.isEmpty()) {
            Object x = stack.pop();
            if (x instanceof Leave l) {
                open.remove(l.x);
                continue;
            }
            if (!structured(x)) {
                continue;
            }
            if (seen.containsKey(x)) {
                if (which == Labels.SHARED || open.containsKey(x)) {
                    seen.put(x, -1);
                }
                continue;
            }
            seen.put(x, 0);
            open.put(x, true);
            stack.push(new Leave(x));
            if (x instanceof Pair p) {
                stack.push(p.cdr);
                stack.push(p.car);
            } else {
                Object[] v = (Object[]) x;
                for (int i = v.length - 1; i >= 0; i--) {
                    stack.push(v[i]);
                }
            }
        }
        seen.values().removeIf(n -> n == 0);
        labels = seen.isEmpty() ? null : seen;
    }

    /// A list of atoms that ends, by far the most common case.
    private static boolean plainList(Object x) {
        Object slow = x;
        boolean odd = false;
        while (x instanceof Pair p) {
            if (structured(p.car)) {
                return false;
            }
            x = p.cdr;
            if (odd) {
                slow = ((Pair) slow).cdr;
                if (slow == x && x instanceof Pair) {
                    return false;
                }
            }
            odd = !odd;
        }
        return !structured(x);
    }

    /// Writes the label or the reference to it; true where that was all.
    private boolean labelled(Object x) {
        Integer n = labels == null ? null : labels.get(x);
        if (n == null) {
            return false;
        }
        if (n >= 0) {
            out.append('#').append((int) n).append('#');
            return true;
        }
        labels.put(x, nextLabel);
        out.append('#').append(nextLabel++).append('=');
        return false;
    }

    private void put(Object x) {
        switch (x) {
            case Boolean b -> out.append(b ? "#t" : "#f");
            case Pair p -> {
                if (!labelled(p)) {
                    list(p);
                }
            }
            case Object[] v -> {
                if (!labelled(v)) {
                    vector(v);
                }
            }
            case MutableString s -> string(s);
            case Symbol s -> symbol(s.name());
            case Char c -> character(c.codePoint);
            case byte[] bytes -> bytes(bytes);
            case Record r -> record(r);
            case Number n -> out.append(Numerals.toString(n));
            case null -> out.append("#<null>");
            default -> other(x);
        }
    }

    private void other(Object x) {
        String text = x.toString();
        out.append(text);
    }

    private void list(Pair p) {
        if (p.car instanceof Symbol s && p.cdr instanceof Pair q && q.cdr == Nil.NIL && (labels == null || !labels.containsKey(q))) {
            String prefix = switch (s.name()) {
                case "quote" -> "'";
                case "quasiquote" -> "`";
                case "unquote" -> ",";
                case "unquote-splicing" -> ",@";
                default -> null;
            };
            if (prefix != null) {
                out.append(prefix);
                put(q.car);
                return;
            }
        }
        out.append('(');
        Pair at = p;
        while (true) {
            put(at.car);
            if (at.cdr instanceof Pair next && (labels == null || !labels.containsKey(next))) {
                out.append(' ');
                at = next;
            } else {
                break;
            }
        }
        if (at.cdr != Nil.NIL) {
            out.append(" . ");
            put(at.cdr);
        }
        out.append(')');
    }

    private void vector(Object[] v) {
        out.append("#(");
        for (int i = 0; i < v.length; i++) {
            if (i > 0) {
                out.append(' ');
            }
            put(v[i]);
        }
        out.append(')');
    }

    private void bytes(byte[] v) {
        out.append("#u8(");
        for (int i = 0; i < v.length; i++) {
            if (i > 0) {
                out.append(' ');
            }
            out.append(v[i] & 0xff);
        }
        out.append(')');
    }

    private void record(Record r) {
        out.append("#<").append(r.type.name());
        for (int i = 0; i < r.fields.length; i++) {
            out.append(' ').append(r.type.fields().get(i).name()).append(": ");
            Object field = r.fields[i];
            if (field instanceof Record inner) {
                out.append("#<").append(inner.type.name()).append('>');
            } else {
                put(field);
            }
        }
        out.append('>');
    }

    private void string(MutableString s) {
        if (display) {
            out.append(s);
            return;
        }
        out.append('"');
        for (int i = 0; i < s.length(); i++) {
            int c = s.at(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                case 7 -> out.append("\\a");
                case 8 -> out.append("\\b");
                default -> {
                    if (c < 32 || c == 127) {
                        out.append("\\x").append(Integer.toHexString(c)).append(';');
                    } else {
                        out.appendCodePoint(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private void symbol(String name) {
        if (display || Numerals.plainSymbol(name)) {
            out.append(name);
            return;
        }
        out.append('|');
        name.codePoints().forEach(c -> {
            switch (c) {
                case '|' -> out.append("\\|");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 32 || c == 127) {
                        out.append("\\x").append(Integer.toHexString(c)).append(';');
                    } else {
                        out.appendCodePoint(c);
                    }
                }
            }
        });
        out.append('|');
    }

    private void character(int c) {
        if (display) {
            out.appendCodePoint(c);
            return;
        }
        out.append("#\\");
        String name = CHARACTER_NAMES.get(c);
        if (name != null) {
            out.append(name);
        } else if (c < 32 || c >= 0x7f && c < 0xa0 || !Character.isDefined(c)) {
            out.append('x').append(Integer.toHexString(c));
        } else {
            out.appendCodePoint(c);
        }
    }
}
