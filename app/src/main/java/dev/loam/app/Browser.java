package dev.loam.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// The person's web browser.
final class Browser {
    private Browser() {}

    static void open(Path file) {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        List<String> command = system.contains("mac") ? List.of("open", file.toString())
            : system.contains("windows") ? List.of("cmd", "/c", "start", "", file.toString()) : List.of("xdg-open", file.toString());
        try {
            new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            System.err.println("No browser could be started (" + command.getFirst() + " is not there); open " + file + " yourself.");
        }
    }
}
