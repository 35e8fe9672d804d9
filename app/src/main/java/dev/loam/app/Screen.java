package dev.loam.app;

import java.io.PrintStream;

/// What `loam` shows when nothing was asked, or something that does not exist. Made from the list of commands, so it promises nothing else.
final class Screen {
    private Screen() {}

    static void print(PrintStream out) {
        String loam = Launch.command();
        int width = 0;
        for (var command : Commands.ALL) {
            width = Math.max(width, synopsis(command).length());
        }
        out.println("Loam: from a derivative to a trained model, on this machine, with nothing but Java.");
        out.println();
        for (var command : Commands.ALL) {
            String synopsis = synopsis(command);
            out.println("  " + synopsis + " ".repeat(width - synopsis.length() + 3) + command.summary());
        }
        out.println();
        out.println(loam + " COMMAND --help says more. --offline, with any command, never uses the network.");
    }

    private static String synopsis(Commands.Entry command) {
        return (Launch.command() + " " + command.name() + " " + command.arguments()).stripTrailing();
    }

    /// One sentence for a command that does not exist, with the nearest one that does.
    static String unknown(String name) {
        String loam = Launch.command();
        String nearest = nearest(name);
        return "There is no command '" + name + "'. "
            + (nearest == null ? "What there is: " + loam : "Did you mean '" + loam + " " + nearest + "'?");
    }

    /// The command whose name is at most a third of its letters (and at least two) away, or null.
    private static String nearest(String name) {
        String best = null;
        int least = Integer.MAX_VALUE;
        for (var command : Commands.ALL) {
            int distance = distance(name, command.name());
            if (distance < least && distance <= Math.max(2, command.name().length() / 3)) {
                best = command.name();
                least = distance;
            }
        }
        return best;
    }

    /// Levenshtein's edit distance.
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
