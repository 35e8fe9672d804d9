package dev.loam.app;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// Tests that look at what commands write, also what goes straight to the standard output.
abstract class Capturing {
    /// What the last command wrote.
    String out;
    String err;

    /// Runs a command in this process; its exit code.
    int run(String... args) {
        var outBytes = new ByteArrayOutputStream();
        var errBytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        var print = new PrintStream(outBytes, true, StandardCharsets.UTF_8);
        System.setOut(print);
        try {
            return Main.run(args, print, new PrintStream(errBytes, true, StandardCharsets.UTF_8));
        } finally {
            System.setOut(before);
            out = outBytes.toString(StandardCharsets.UTF_8);
            err = errBytes.toString(StandardCharsets.UTF_8);
        }
    }
}
