package dev.loam.lang;

import dev.loam.lang.library.Exit;
import dev.loam.lang.library.Ports;
import dev.loam.lang.syntax.Program;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;

/// Reads forms, evaluates them and prints their values. A line that is not whole is asked to be continued. Lines that begin with a colon are
/// for the REPL itself: `:help` lists them.
public final class Repl {
    private static final String PROMPT = "> ";
    private static final String MORE = "  ";
    private static final String HELP = """
        :time FORM   evaluates and says how long it took
        :help        this
        :quit        ends, as the end of the input does""";

    private final Scheme scheme = new Scheme();
    private final BufferedReader in;
    private final PrintStream out;
    private final boolean prompts;

    /// @param prompts whether somebody types: prompts are shown
    public Repl(BufferedReader in, PrintStream out, boolean prompts) {
        this.in = in;
        this.out = out;
        this.prompts = prompts;
    }

    /// Goes on until the end of the input, `:quit` or `(exit)`; gives the exit code.
    public int run() throws IOException {
        var text = new StringBuilder();
        prompt(PROMPT);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (text.isEmpty() && line.startsWith(":")) {
                if (line.strip().equals(":quit")) {
                    return 0;
                }
                command(line.strip());
            } else {
                text.append(line).append('\n');
                if (!Program.complete(text.toString())) {
                    prompt(MORE);
                    continue;
                }
                try {
                    evaluate(text.toString());
                } catch (Exit e) {
                    Ports.flushStandard();
                    return e.code();
                }
                text.setLength(0);
            }
            prompt(PROMPT);
        }
        if (prompts) {
            out.println();
        }
        return 0;
    }

    private void prompt(String text) {
        if (prompts) {
            out.print(text);
            out.flush();
        }
    }

    private void command(String line) {
        if (line.startsWith(":time ")) {
            long start = System.nanoTime();
            evaluate(line.substring(6));
            out.println("; " + (System.nanoTime() - start) / 1_000 / 1e3 + " ms");
        } else {
            out.println(line.equals(":help") ? HELP : "there is no command " + line + "; :help lists those there are");
        }
        out.flush();
    }

    private void evaluate(String text) {
        try {
            Object value = scheme.eval("<repl>", text);
            Ports.flushStandard();
            if (value != Unspecified.UNSPECIFIED && value != Values.NONE) {
                out.println(value instanceof Values v ? v.toString() : Printer.write(value));
            }
        } catch (SchemeError e) {
            Ports.flushStandard();
            out.println(ErrorReport.of(e));
        }
        out.flush();
    }
}
