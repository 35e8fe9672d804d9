package dev.loam.runtime;

import dev.loam.compiler.Compiler;
import dev.loam.compiler.Switches;
import java.util.List;

/// What two variables of the environment ask for. `LOAM_WITHOUT` switches passes of the compiler off; `LOAM_DEBUG` says what to see, on standard error: 1 devices, kernels and times of compiling, and
/// training steps are held against their precision policy; 2 the fused groups; 3 loop IR;
/// 4 LLVM IR; 5 the graph before and after rewriting.
public final class Debug {
    static final int LEVEL = level();
    static final Switches SWITCHES = switches();

    private Debug() {
    }

    private static int level() {
        String text = System.getenv("LOAM_DEBUG");
        try {
            return text == null || text.isBlank() ? 0 : Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            System.err.println("LOAM_DEBUG must be a number from 0 to 5, got '" + text + "'; going on without it");
            return 0;
        }
    }

    /// What `LOAM_WITHOUT` switches off: names separated by semicolons.
    private static Switches switches() {
        String text = System.getenv("LOAM_WITHOUT");
        try {
            return text == null || text.isBlank() ? Switches.NONE_OFF : Switches.without(List.of(text.strip().split("\\s*;\\s*")));
        } catch (IllegalArgumentException e) {
            System.err.println("LOAM_WITHOUT: " + e.getMessage() + "; going on with all of them");
            return Switches.NONE_OFF;
        }
    }

    /// True where `LOAM_DEBUG` is at least `level`.
    public static boolean at(int level) {
        return LEVEL >= level;
    }

    static void print(int level, String text) {
        if (LEVEL >= level) {
            System.err.println(text.stripTrailing());
        }
    }

    static Compiler.Listener listener() {
        return (stage, result) -> {
            int level = switch (stage) {
                case "fused" -> 2;
                case "program" -> 3;
                default -> 5;
            };
            if (LEVEL >= level) {
                print(level, "--- " + stage + "\n" + result);
            }
        };
    }
}
