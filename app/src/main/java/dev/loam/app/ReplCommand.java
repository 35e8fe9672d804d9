package dev.loam.app;

import dev.loam.lang.Repl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "repl", description = "Reads forms of Loam's Scheme, evaluates them and prints their values.")
final class ReplCommand implements Callable<Integer> {
    @Override
    public Integer call() throws IOException {
        if (System.console() == null || !Boolean.getBoolean("loam.terminal")) {
            var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            return new Repl(prompt -> in.readLine(), System.out, false).run();
        }
        // the editor completes names that the REPL knows, and the REPL reads from the editor
        var repl = new Repl[1];
        try (var editor = new Editor(Launch.cache().resolve("repl-history"), start -> repl[0] == null ? List.of() : repl[0].completions(start))) {
            repl[0] = new Repl(editor, System.out, true);
            return repl[0].run();
        }
    }
}
