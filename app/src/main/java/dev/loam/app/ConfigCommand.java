package dev.loam.app;

import dev.loam.train.Config;
import dev.loam.train.Registries;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "config", description = "Shows a config with all its keys and their values, as a YAML file one can change and train.")
final class ConfigCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "CONFIG", description = "A config that comes with Loam, or a file.")
    private String name;

    @Parameters(index = "1..*", paramLabel = "KEY=VALUE", description = "Settings on top.")
    private List<String> settings = new ArrayList<>();

    @Option(names = "--json", description = "As one line of JSON with sorted keys: the form that is hashed.")
    private boolean json;

    @Override
    public Integer call() {
        var config = Config.load(name, settings, Registries.standard());
        System.out.print(json ? config.canonical() + "\n" : "# " + name + ", hash " + config.hash().substring(0, 8) + "\n" + config.yaml());
        return 0;
    }
}
