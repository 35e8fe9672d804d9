package dev.loam.app;

import dev.loam.train.Registries;
import dev.loam.train.Sample;
import dev.loam.train.SampleOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "sample", description = "Generates with a run's model: a text, printed as it is made, or a sheet of pictures.", footer = {"",
    "Of texts: prompt=TEXT, tokens=N (500), stop=TEXT (again for more). Of pictures: keep=0.5 completes the first half of test pictures, out=FILE.png.", "",
    "Of both: temperature=T (1; 0 takes the likeliest), top-k=K, top-p=P, min-p=P, repetition-penalty=R, seed=N, count=N, checkpoint=best|last|STEP, "
    + "precision=bf16, threads=N; save=FILE writes what is needed to make the same again, and --replay FILE does so."})
final class SampleCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "RUN [KEY=VALUE …]", description = "the run's folder, such as runs/shakespeare-char-1, and settings")
    private List<String> arguments = new ArrayList<>();

    @Option(names = "--data", paramLabel = "DIR", description = "The folder to look for data in first.")
    private String data;

    @Option(names = "--replay", paramLabel = "FILE", description = "makes again what save=FILE wrote down, and says whether it is the same")
    private Path replay;

    private boolean began;

    private final Sample.Listener listener = new Sample.Listener() {
        @Override
        public void text(String part) {
            began = true;
            System.out.print(part);
            System.out.flush();
        }

        @Override
        public void notice(String sentence) {
            System.err.println(sentence);
        }
    };

    @Override
    public Integer call() {
        Path run = arguments.isEmpty() || arguments.get(0).indexOf('=') > 0 ? null : Path.of(arguments.get(0));
        List<String> settings = Training.settings(arguments.subList(run == null ? 0 : 1, arguments.size()), data);
        if (run == null && replay == null) {
            throw new UserError("sample: which run? As in: " + Launch.command() + " sample runs/shakespeare-char-1 prompt=ROMEO:");
        }
        if (replay != null) {
            print(Sample.replay(replay, run, settings, Training.data(), Registries.standard(), listener));
            System.err.println("the same as in " + replay);
            return 0;
        }
        SampleOptions options = SampleOptions.of(settings);
        System.out.print(options.prompt());
        print(Sample.of(run, options, Training.data(), Registries.standard(), listener));
        return 0;
    }

    private void print(Sample sample) {
        if (began || !sample.texts().isEmpty()) {
            System.out.println();
        }
        for (int i = 1; i < sample.texts().size(); i++) {
            System.out.println("―――");
            System.out.println(sample.texts().get(i));
        }
        if (sample.picture() != null) {
            System.out.println(sample.picture());
        }
    }
}
