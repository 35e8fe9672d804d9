package dev.loam.lang;

import dev.loam.lang.library.Exit;
import dev.loam.lang.library.Ports;
import dev.loam.lang.library.SystemProcedures;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Runs a program from a file as a command does: its output goes to the standard output, an error that it does not handle to `err`.
public final class Run {
    private Run() {}

    /// Gives the exit code: what the program gave to `exit`, 0 where it simply ended, 1 after an error.
    ///
    /// @param strict    whether types are demanded
    /// @param arguments what `(command-line)` gives after the file's name
    public static int file(Path file, List<String> arguments, boolean strict, PrintStream err) {
        return program(file.toString(), arguments, err, () -> {
            var scheme = new Scheme();
            (strict ? scheme.strict() : scheme).run(file);
        });
    }

    /// Runs a program, whatever it is; gives the exit code.
    static int program(String name, List<String> arguments, PrintStream err, Runnable program) {
        var words = new ArrayList<>(List.of(name));
        words.addAll(arguments);
        SystemProcedures.arguments(words);
        int code = 0;
        try {
            program.run();
        } catch (Exit e) {
            code = e.code();
        } catch (SchemeError e) {
            Ports.flushStandard();
            err.println(ErrorReport.of(e));
            code = 1;
        }
        Ports.flushStandard();
        return code;
    }
}
