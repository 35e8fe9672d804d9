package dev.loam.app;

import java.nio.file.Path;

/// What the launcher told this process, with plain answers where it was started without one.
final class Launch {
    private Launch() {}

    /// The command as the person typed it, for hints: `./loam`, `loam`.
    static String command() {
        return System.getProperty("loam.command", "./loam");
    }

    /// `--offline` was given: nothing may use the network.
    static boolean offline() {
        return Boolean.getBoolean("loam.offline");
    }

    /// Standard output is a terminal.
    static boolean terminal() {
        boolean launched = System.getProperty("loam.root") != null;
        return launched ? Boolean.getBoolean("loam.terminal") : System.console() != null && System.console().isTerminal();
    }

    /// Which rule found the JDK (`JAVA_HOME`, `PATH`, a folder), or an empty text.
    static String javaFrom() {
        return System.getProperty("loam.java.from", "");
    }

    /// The JDKs that were passed over and why, separated by "; ", or an empty text.
    static String javaPassedOver() {
        return System.getProperty("loam.java.passed", "");
    }

    /// The checkout that Loam was started from, or null.
    static Path root() {
        String root = System.getProperty("loam.root");
        return root == null ? null : Path.of(root);
    }

    /// The folder for what is fetched and made: `LOAM_CACHE`, which the launcher always sets.
    static Path cache() {
        String cache = System.getenv("LOAM_CACHE");
        return cache != null && !cache.isBlank() ? Path.of(cache) : Path.of(System.getProperty("user.home"), ".cache", "loam");
    }

    /// A path as a person would write it: with `~` for the home folder.
    static String tilde(Path path) {
        String home = System.getenv("HOME");
        String text = path.toString();
        return home != null && home.length() > 1 && text.startsWith(home + "/") ? "~" + text.substring(home.length()) : text;
    }
}
