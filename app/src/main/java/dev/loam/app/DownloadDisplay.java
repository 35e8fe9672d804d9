package dev.loam.app;

import dev.loam.data.DataOptions;
import java.io.PrintStream;

/// One line per tenth of a file that is fetched.
final class DownloadDisplay implements DataOptions.Progress {
    private final PrintStream out;
    private String file = "";
    private long tenth;

    DownloadDisplay(PrintStream out) {
        this.out = out;
    }

    @Override
    public void at(String what, long done, long total) {
        long now = total <= 0 ? 0 : 10 * done / total;
        if (!what.equals(file) || now > tenth) {
            file = what;
            tenth = now;
            out.println("fetching " + what + "  " + Machine.size(done) + (total > 0 ? " of " + Machine.size(total) : ""));
        }
    }
}
