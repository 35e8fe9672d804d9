package dev.loam.app;

import java.io.PrintStream;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// Runs one command with picocli. A class of its own, so that the bare screen starts without picocli.
final class Picocli {
    private Picocli() {}

    static int run(Commands.Entry entry, String[] args, PrintStream out, PrintStream err) {
        var line = new CommandLine(entry.create().get())
            .setCommandName(Launch.command() + " " + entry.name())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .setParameterExceptionHandler((e, arguments) -> wrong(e, entry, err))
            .setExecutionExceptionHandler((e, command, result) -> Errors.report(e, err));
        if (!line.getCommandSpec().mixinStandardHelpOptions()) {
            line.getCommandSpec().mixinStandardHelpOptions(true);
        }
        line.getCommandSpec().version("Loam " + VersionCommand.loam());
        return line.execute(args);
    }

    private static int wrong(ParameterException e, Commands.Entry entry, PrintStream err) {
        err.println(entry.name() + ": " + e.getMessage());
        err.println("How it is used: " + Launch.command() + " " + entry.name() + " --help");
        return 2;
    }
}
