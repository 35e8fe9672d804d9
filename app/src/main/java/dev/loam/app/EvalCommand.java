package dev.loam.app;

import dev.loam.train.Listener;
import dev.loam.train.Registries;
import dev.loam.train.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "eval", description = "How well a run's weights do on its validation and test examples.")
final class EvalCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "RUN", description = "The run's folder, such as runs/mnist-1.")
    private Path folder;

    @Parameters(index = "1..*", paramLabel = "KEY=VALUE", description = "checkpoint=best or checkpoint=last (unless said otherwise); threads=N, device=java and the like.")
    private List<String> settings = new ArrayList<>();

    @Option(names = "--data", paramLabel = "DIR", description = "The folder to look for data in first.")
    private String data;

    @Override
    public Integer call() {
        String which = "last";
        var rest = new ArrayList<String>();
        for (String setting : settings) {
            if (setting.startsWith("checkpoint=")) {
                which = setting.substring("checkpoint=".length());
            } else {
                rest.add(setting);
            }
        }
        var result = Run.Evaluation.of(folder, which, Training.settings(rest, data), Training.data(), Registries.standard(), new Listener() {
            @Override
            public void notice(String sentence) {
                System.out.println(sentence);
            }
        });
        System.out.println(folder + " · step " + result.step() + " · " + result.data());
        if (result.validation() != null) {
            System.out.println("validation " + result.validation());
        }
        if (result.test() != null) {
            System.out.println("test       " + result.test());
        }
        return 0;
    }
}
