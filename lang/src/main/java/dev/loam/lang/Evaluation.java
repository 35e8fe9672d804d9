package dev.loam.lang;

import dev.loam.lang.learn.ModelFiles;
import dev.loam.lang.library.Ports;
import dev.loam.lang.library.TextInput;
import dev.loam.lang.syntax.Environment;
import dev.loam.lang.syntax.Libraries;
import dev.loam.lang.syntax.Reader;
import java.nio.file.Path;

/// What a program can ask of the system that runs it: `eval`, environments, `load`.
final class Evaluation {
    private final Scheme scheme;

    Evaluation(Scheme scheme) {
        this.scheme = scheme;
    }

    void register(Builtins table) {
        table.define("eval", 1, 2, arguments -> eval(arguments[0],
            arguments.length == 1 ? scheme.environment() : environment("eval", 2, arguments[1])));
        table.define("environment", 0, Procedure.ANY, sets -> scheme.libraries().environment(Pair.list(sets)));
        table.define("interaction-environment", scheme::environment);
        table.define("system-global-environment", scheme::environment);
        table.define("scheme-report-environment", version -> scheme.libraries().environment(Pair.list(library("scheme", "r5rs"))));
        table.define("null-environment", version -> scheme.libraries().environment(Pair.list(library("scheme", "r5rs"))));
        table.define("load", 1, 2, arguments -> arguments.length == 2 && ModelFiles.isModel(arguments[0])
            ? ModelFiles.load(arguments[0], arguments[1]) : scheme.load(Path.of(arguments[0].toString()),
            arguments.length == 1 ? scheme.environment() : environment("load", 2, arguments[1])));
        table.define("read", 0, 1, Evaluation::read);
        table.define("features", () -> {
            Object list = Nil.NIL;
            for (String f : Libraries.FEATURES.reversed()) {
                list = new Pair(Symbol.of(f), list);
            }
            return list;
        });
    }

    private static Object read(Object[] arguments) {
        Object port = arguments.length == 0 ? Ports.CURRENT_INPUT.value() : arguments[0];
        if (!(port instanceof TextInput in)) {
            throw SchemeError.wrongType("read", 1, "a textual input port", port);
        }
        return Reader.of(new Reader.Input() {
            @Override
            public int peek() {
                return in.peek();
            }

            @Override
            public int next() {
                return in.next();
            }

            @Override
            public int position() {
                return 0;
            }
        }).read();
    }

    private static Object library(String... parts) {
        Object list = Nil.NIL;
        for (int i = parts.length - 1; i >= 0; i--) {
            list = new Pair(Symbol.of(parts[i]), list);
        }
        return list;
    }

    private static Environment environment(String who, int position, Object x) {
        if (x instanceof Environment e) {
            return e;
        }
        throw SchemeError.wrongType(who, position, "an environment", x);
    }

    /// The form is compiled when it is called, so that it runs as a tail call of the program.
    private Object eval(Object datum, Environment environment) {
        return Machine.tail(Builtins.procedure("eval", () -> scheme.compiled(datum, environment).apply0()));
    }
}
