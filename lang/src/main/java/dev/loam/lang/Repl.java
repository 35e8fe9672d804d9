package dev.loam.lang;

import dev.loam.lang.library.Exit;
import dev.loam.lang.library.Ports;
import dev.loam.lang.syntax.Program;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/// Reads forms, evaluates them and prints their values. A line that is not whole is asked to be continued. Lines that begin with a colon are
/// for the REPL itself: `:help` lists them.
public final class Repl {
    private static final String PROMPT = "> ";
    private static final String MORE = "  ";
    private static final String HELP = """
        :type FORM      the type that the compiler finds
        :time FORM      evaluates and says how long it took
        :ast FORM       the core language that it becomes
        :bytecode FORM  the instructions of the JVM that it becomes
        :doc NAME       what a name is
        :help           this
        :quit           ends, as the end of the input does""";

    /// Where lines come from: a file, or an editor in a terminal.
    public interface Lines {
        /// The next line, or several where the editor keeps them together; null at the end.
        ///
        /// @throws Interrupted where somebody gave up the line
        String read(String prompt) throws IOException;
    }

    /// Somebody gave up the line that was being typed.
    public static final class Interrupted extends RuntimeException {
        public Interrupted() {
            super("interrupted", null, false, false);
        }
    }

    private final Scheme scheme = new Scheme();
    private final Lines in;
    private final PrintStream out;
    private final boolean terminal;

    /// @param terminal whether somebody types: the end of the input is answered with a new line
    public Repl(Lines in, PrintStream out, boolean terminal) {
        this.in = in;
        this.out = out;
        this.terminal = terminal;
    }

    /// Whether a text can be evaluated as it is, or has to go on.
    public static boolean complete(String text) {
        return text.startsWith(":") || Program.complete(text);
    }

    /// The names that can be typed and begin so.
    public List<String> completions(String start) {
        return scheme.environment().names().stream().filter(n -> n.startsWith(start)).sorted().distinct().toList();
    }

    /// Goes on until the end of the input, `:quit` or `(exit)`; gives the exit code.
    public int run() throws IOException {
        var text = new StringBuilder();
        while (true) {
            String line;
            try {
                line = in.read(text.isEmpty() ? PROMPT : MORE);
            } catch (Interrupted e) {
                text.setLength(0);
                continue;
            }
            if (line == null) {
                if (terminal) {
                    out.println();
                }
                return 0;
            }
            text.append(line).append('\n');
            if (!complete(text.toString())) {
                continue;
            }
            String whole = text.toString();
            text.setLength(0);
            if (whole.strip().equals(":quit")) {
                return 0;
            }
            try {
                if (whole.startsWith(":")) {
                    command(whole.strip());
                } else {
                    evaluate(whole);
                }
            } catch (Exit e) {
                Ports.flushStandard();
                return e.code();
            } catch (SchemeError e) {
                Ports.flushStandard();
                out.println(ErrorReport.of(e));
            }
            out.flush();
        }
    }

    private void command(String line) {
        int space = line.indexOf(' ');
        String name = space < 0 ? line : line.substring(0, space);
        String rest = space < 0 ? "" : line.substring(space).strip();
        switch (name) {
            case ":help" -> out.println(HELP);
            case ":time" -> {
                long start = System.nanoTime();
                evaluate(rest);
                out.println("; " + (System.nanoTime() - start) / 1_000 / 1e3 + " ms");
            }
            case ":type" -> out.println(scheme.type(rest));
            case ":ast" -> out.println(scheme.core(rest));
            case ":bytecode" -> out.println(scheme.bytecode(rest));
            case ":doc" -> out.println(scheme.describe(rest));
            default -> out.println("there is no command " + name + "; :help lists those there are");
        }
    }

    private void evaluate(String text) {
        Object value = scheme.eval("<repl>", text);
        Ports.flushStandard();
        if (value != Unspecified.UNSPECIFIED && value != Values.NONE) {
            out.println(value instanceof Values v ? v.toString() : Printer.write(value));
        }
    }
}
