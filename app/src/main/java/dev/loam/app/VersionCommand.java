package dev.loam.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "version", description = "The versions of Loam and Java.")
final class VersionCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        System.out.println("Loam " + loam() + ", Java " + java() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        return 0;
    }

    /// From the jar's manifest; classes run from a folder have none.
    static String loam() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "(from classes, no version)" : version;
    }

    /// `25.0.3 Temurin`.
    static String java() {
        String build = System.getProperty("java.vendor.version", "");
        int dash = build.indexOf('-');
        String vendor = dash > 0 ? build.substring(0, dash) : System.getProperty("java.vendor");
        return System.getProperty("java.version") + " " + vendor;
    }
}
