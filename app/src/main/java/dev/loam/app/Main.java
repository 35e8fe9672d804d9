package dev.loam.app;

import dev.loam.lang.Run;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;

/// Where the `loam` command begins: finds the command that was asked for and runs it.
///
/// Exit codes: 0 done, 1 an error that was told in a sentence, 2 the command line itself was wrong.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        int code = run(args, System.out, System.err);
        System.out.flush();
        System.exit(code);
    }

    static int run(String[] args, PrintStream out, PrintStream err) {
        String name = args.length == 0 ? "" : args[0];
        String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
        try {
            return switch (name) {
                case "", "-h", "--help" -> {
                    Screen.print(out);
                    yield 0;
                }
                case "-V", "--version" -> new VersionCommand().call();
                case "run" -> rest.length > 0 && !rest[0].startsWith("-") // without picocli, which takes longer than a short program
                    ? Run.file(Path.of(rest[0]), Arrays.asList(rest).subList(1, rest.length), false, err) : run(name, rest, out, err);
                case "help" -> help(rest, out, err);
                default -> run(name, rest, out, err);
            };
        } catch (Exception | OutOfMemoryError | StackOverflowError | LinkageError e) {
            return Errors.report(e, err);
        }
    }

    private static int help(String[] names, PrintStream out, PrintStream err) throws Exception {
        if (names.length == 0) {
            Screen.print(out);
            return 0;
        }
        return run(names[0], new String[] {"--help"}, out, err);
    }

    private static int run(String name, String[] args, PrintStream out, PrintStream err) throws Exception {
        var command = Commands.find(name);
        if (command.isEmpty()) {
            err.println(Screen.unknown(name));
            return 2;
        }
        return Picocli.run(command.get(), args, out, err);
    }
}
