package dev.loam.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// What this machine can do and what will be used. Reads files and names only: no native library is loaded.
@Command(name = "doctor", description = "What this machine can do, and what Loam will use and why.")
final class DoctorCommand implements Callable<Integer> {
    private final StringBuilder page = new StringBuilder();

    @Override
    public Integer call() {
        System.out.print(page());
        return 0;
    }

    String page() {
        var machine = Machine.read();
        var generator = CodeGenerator.find(System.getProperty("java.class.path"), machine.platform(), Launch.cache());
        var gpu = Gpu.find();

        row("java", VersionCommand.java(), Launch.tilde(Path.of(System.getProperty("java.home")))
            + (Launch.javaFrom().isEmpty() ? "" : ", from " + Launch.javaFrom()));
        for (String passed : Launch.javaPassedOver().split("; ")) {
            row("", passed.isEmpty() ? List.of() : List.of("passed over: " + passed));
        }
        row("cpu", machine.cores() + (machine.cores() == 1 ? " core" : " cores") + machine.featureText(), machine.cpu());
        row("code", generator.name(), generator.detail());
        row("gpu", gpu.name(), gpu.use());
        row("memory", machine.memoryText(), "Java's heap may take " + Machine.size(Runtime.getRuntime().maxMemory()));
        List<String> data = DataCommand.describe(Training.data());
        for (int i = 0; i < data.size(); i++) {
            row(i == 0 ? "data" : "", data.get(i));
        }
        row("cache", Machine.size(Machine.sizeOf(Launch.cache())) + " in " + Launch.tilde(Launch.cache()));
        row("used", generator.use() + " on the CPU, " + machine.cores() + (machine.cores() == 1 ? " thread" : " threads") + ", because " + why(generator, gpu));
        return page.toString();
    }

    private static String why(CodeGenerator generator, Gpu gpu) {
        var reasons = new ArrayList<String>();
        reasons.add(generator.reason());
        reasons.add(gpu.reason());
        return String.join(" and ", reasons);
    }

    private void row(String label, String... columns) {
        row(label, List.of(columns));
    }

    /// A label, then columns; the second column starts at 42, or two spaces after the first where that is longer.
    private void row(String label, List<String> columns) {
        if (columns.isEmpty()) {
            return;
        }
        var line = new StringBuilder(label).repeat(' ', 10 - label.length()).append(columns.getFirst());
        if (columns.size() > 1 && !columns.get(1).isEmpty()) {
            line.repeat(' ', Math.max(2, 42 - line.length())).append(columns.get(1));
        }
        page.append(line).append('\n');
    }
}
