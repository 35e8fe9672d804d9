package dev.loam.app;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// Turns what was thrown into one clear sentence.
final class Errors {
    private Errors() {}

    /// Prints the sentence, with `LOAM_DEBUG=1` or more the stack trace too, and returns the exit code.
    static int report(Throwable thrown, PrintStream err) {
        Throwable cause = thrown instanceof UncheckedIOException unchecked && unchecked.getCause() != null ? unchecked.getCause() : thrown;
        err.println(sentence(cause));
        if (debugging()) {
            thrown.printStackTrace(err);
        }
        return 1;
    }

    static String sentence(Throwable e) {
        return switch (e) {
            case NoSuchFileException file -> file.getFile() + ": there is no such file or folder.";
            case AccessDeniedException file -> file.getFile() + ": may not be read or written by this user.";
            case IOException io when full(io) -> (io instanceof FileSystemException file && file.getFile() != null ? file.getFile() + ": " : "")
                + "the disk is full.";
            case UnknownHostException host -> host.getMessage() + " cannot be reached: is there a network?";
            case IOException io when io.getMessage() != null -> io.getMessage();
            case OutOfMemoryError _ -> "The memory given to Java, " + Runtime.getRuntime().maxMemory() / 1_000_000
                + " MB, is used up; LOAM_JAVA_OPTS=-Xmx8g gives it 8 GB.";
            case RuntimeException own when own.getClass().getName().startsWith("dev.loam.") && own.getMessage() != null -> own.getMessage();
            default -> fault(e);
        };
    }

    private static boolean full(IOException e) {
        return e.getMessage() != null && e.getMessage().contains("No space left on device");
    }

    /// What no module meant to throw is a mistake in Loam, and says so.
    private static String fault(Throwable e) {
        StackTraceElement[] trace = e.getStackTrace();
        return "A fault in Loam: " + e + (trace.length == 0 ? "" : ", at " + trace[0].getFileName() + ":" + trace[0].getLineNumber())
            + (debugging() ? "." : ". With LOAM_DEBUG=1 before the command it shows where.");
    }

    private static boolean debugging() {
        String level = System.getenv("LOAM_DEBUG");
        return level != null && !level.isBlank() && !level.strip().equals("0");
    }
}
