package dev.loam.train;

/// The commands that messages tell a person to type.
final class Hints {
    private Hints() {
    }

    /// A command as this person types it: `"./loam resume runs/mnist-1"`.
    static String command(String rest) {
        return System.getProperty("loam.command", "./loam") + " " + rest;
    }
}
