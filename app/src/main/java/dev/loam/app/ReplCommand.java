package dev.loam.app;

import dev.loam.lang.Repl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "repl", description = "Reads forms of Loam's Scheme, evaluates them and prints their values.")
final class ReplCommand implements Callable<Integer> {
    @Override
    public Integer call() throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        return new Repl(in, System.out, Boolean.getBoolean("loam.terminal")).run();
    }
}
