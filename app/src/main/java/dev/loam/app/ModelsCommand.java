package dev.loam.app;

import dev.loam.nn.Activation;
import dev.loam.nn.Initializer;
import dev.loam.train.Registries;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "models", description = "The models, losses, optimizers and schedules a config can name, with their options and defaults.")
final class ModelsCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        var all = Registries.standard();
        System.out.println("model");
        for (var e : all.models().entries()) {
            entry(e.name(), e.about());
            line("model", e.defaults());
        }
        System.out.println("loss");
        entry("auto", "cross-entropy for classes and text, mse for numbers");
        for (var e : all.losses().entries()) {
            entry(e.name(), e.about());
            line("loss", e.defaults());
        }
        System.out.println("optimizer");
        for (var e : all.optimizers().entries()) {
            entry(e.name(), e.about());
            line("optimizer", e.defaults());
        }
        System.out.println("schedule");
        for (var e : all.schedules().entries()) {
            entry(e.name(), e.about());
            line("schedule", e.defaults());
        }
        System.out.println("activation\n  " + String.join(" ", Activation.names()));
        System.out.println("initializer\n  " + String.join(" ", Initializer.names()));
        return 0;
    }

    private static void entry(String name, String about) {
        System.out.println("  " + name + " ".repeat(Math.max(1, 14 - name.length())) + about);
    }

    private static void line(String section, java.util.Map<String, Object> defaults) {
        if (!defaults.isEmpty()) {
            System.out.println("    " + String.join(" ", defaults.entrySet().stream()
                .map(e -> section + "." + e.getKey() + "=" + String.valueOf(e.getValue() == null ? "" : e.getValue()).replace(" ", "")).toList()));
        }
    }
}
