package dev.loam.lang.library;

import dev.loam.lang.MutableString;
import dev.loam.lang.Printer;
import dev.loam.lang.SchemeError;

/// SRFI 28: `~a` displays, `~s` writes, `~%` is a newline, `~~` a tilde. A first argument `#f` is left out of account, as systems
/// with a destination argument have it.
final class Format {

    private Format() {}

    static String format(Object[] a) {
        int at = a[0] == Boolean.FALSE ? 1 : 0;
        String template = Check.string("format", at + 1, at < a.length ? a[at] : a[0]).toString();
        int next = at + 1;
        var out = new StringBuilder();
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            if (c != '~') {
                out.append(c);
                continue;
            }
            char directive = ++i < template.length() ? template.charAt(i) : 0;
            switch (directive) {
                case 'a', 'A', 's', 'S' -> {
                    if (next == a.length) {
                        throw SchemeError.error("format: no argument for ~" + directive);
                    }
                    Object x = a[next++];
                    out.append(directive == 'a' || directive == 'A' ? Printer.display(x) : Printer.write(x));
                }
                case '%', 'n' -> out.append('\n');
                case '~' -> out.append('~');
                default -> throw SchemeError.error("format: no such directive in the template:", new MutableString(template));
            }
        }
        if (next < a.length) {
            throw SchemeError.error("format: more arguments than directives, the first is", a[next]);
        }
        return out.toString();
    }
}
