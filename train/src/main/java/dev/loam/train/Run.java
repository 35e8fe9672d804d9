package dev.loam.train;

import dev.loam.data.DataOptions;
import dev.loam.nn.Loss;
import dev.loam.nn.Optimizer;
import dev.loam.nn.Schedule;
import dev.loam.runtime.Device;
import dev.loam.runtime.StartUp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A run to be: a config, and who listens. Everything a config can say, a builder can say:
///
/// ```java
/// var run = Run.of(Config.load("mnist"))
///              .with(AdamW.of(1e-3).weightDecay(0.1))
///              .with(Cosine.from(1e-3).to(1e-5).warmup(100));
/// Summary result = run.train();
/// ```
public final class Run {
    private final Config config;
    private final Path resumed;
    private final Listener listener;
    private final StopRequest stop;
    private final DataOptions data;
    private final Storage storage;

    private Run(Config config, Path resumed, Listener listener, StopRequest stop, DataOptions data, Storage storage) {
        this.config = config;
        this.resumed = resumed;
        this.listener = listener;
        this.stop = stop;
        this.data = data;
        this.storage = storage;
    }

    /// A new run.
    public static Run of(Config config) {
        return new Run(config, null, new Listener() { }, new StopRequest(), DataOptions.defaults(), new Storage());
    }

    /// The run in `folder`, to go on from its newest good checkpoint, with some settings changed.
    ///
    /// @throws TrainException where there is no run, or a setting is changed that its weights or data depend on
    public static Run resume(Path folder, String... settings) {
        return resume(folder, List.of(settings), Registries.standard());
    }

    /// [#resume(Path, String...)] with more models, optimisers and schedules to name.
    public static Run resume(Path folder, List<String> settings, Registries registries) {
        Config before = RunFolder.open(folder, new Storage()).config(registries);
        Config now = Resumption.change(before, Keys.overrides(settings));
        return new Run(now, folder, new Listener() { }, new StopRequest(), DataOptions.defaults(), new Storage());
    }

    public Config config() {
        return config;
    }

    public Run with(Optimizer optimizer) {
        return with(config.with(optimizer));
    }

    public Run with(Loss loss) {
        return with(config.with(loss));
    }

    public Run with(Schedule schedule) {
        return with(config.with(schedule));
    }

    /// One value of the config changed: `with("epochs", 6)`.
    public Run with(String key, Object value) {
        return with(resumed == null ? config.with(key, value) : Resumption.change(config, Json.of(key, value)));
    }

    private Run with(Config other) {
        return new Run(other, resumed, listener, stop, data, storage);
    }

    /// One more that is told how it goes, and may end it.
    public Run listener(Listener other) {
        return new Run(config, resumed, listener.and(other), stop, data, storage);
    }

    /// What can ask it to stop.
    public Run stop(StopRequest other) {
        return new Run(config, resumed, listener, other, data, storage);
    }

    /// Where data is looked for, and whether it may be fetched.
    public Run data(DataOptions options) {
        return new Run(config, resumed, listener, stop, options, storage);
    }

    Run storage(Storage other) {
        return new Run(config, resumed, listener, stop, data, other);
    }

    /// Trains to the end, or until asked to stop.
    ///
    /// @throws TrainException where it cannot begin, a file cannot be written, or a value stops being finite
    public Summary train() {
        try {
            StartUp.mark("config");
            Problem problem = resumed == null ? Problem.of(config, data) : Problem.of(config, data, RunFolder.open(resumed, storage));
            if (!problem.source().notice().isEmpty()) {
                listener.notice(problem.source().notice());
            }
            StartUp.mark("data and model");
            try (Device device = device(config)) {
                StartUp.mark("device");
                String content = problem.source().provenance().contentHash();
                RunRecord record = resumed != null ? null
                    : RunRecord.begin(config, problem.source().name(), content, CodeVersion.current(), device.resultClass());
                RunFolder folder = resumed == null ? RunFolder.create(config, problem.runName(), record, storage) : RunFolder.open(resumed, storage);
                StartUp.mark("run folder");
                problem.keepTokenizer(folder);
                try (var _ = folder.lock(); var bench = Workbench.of(problem, folder, device, storage, listener); var trainer = new Trainer(bench, stop)) {
                    return trainer.train((resumed == null ? record : goOn(problem, folder, device, trainer)).resultKey());
                }
            }
        } finally {
            stop.done();
        }
    }

    /// Puts a resumed run where it stood, and writes down what determines its result from here on.
    private RunRecord goOn(Problem problem, RunFolder folder, Device device, Trainer trainer) {
        String content = problem.source().provenance().contentHash();
        RunRecord before = folder.record();
        Resumption.sameData(before, content, problem.source().title());
        RunRecord record = before.goOn(trainer.restore(), folder.config(config.registries()), config, content, CodeVersion.current(),
            device.resultClass());
        folder.writeConfig(config, record);
        return record;
    }

    /// The device a config asks for.
    static Device device(Config config) {
        return switch (config.device()) {
            case "cpu" -> Device.cpu(config.threads());
            case "java" -> Device.java();
            default -> Device.best(config.threads());
        };
    }

    /// How well the weights of a run do, on its validation and test examples.
    ///
    /// @param which `"last"` or `"best"`
    public static Evaluation evaluate(Path folder, String which) {
        return Evaluation.of(folder, which, List.of(), DataOptions.defaults(), Registries.standard(), new Listener() { });
    }

    /// A checkpoint of a run.
    ///
    /// @param which `last`, `best` or the number of a step
    static Snapshot snapshot(Problem problem, RunFolder folder, String which, Consumer<String> notice) {
        if (!which.equals("last") && !which.equals("best") && !which.matches("\\d{1,18}")) {
            throw new TrainException("checkpoint=" + which + " is neither best nor last nor the number of a step");
        }
        Checkpoints checkpoints = problem.checkpoints(folder, new Storage(), problem.step().initial(problem.config().seed()));
        if (Character.isDigit(which.charAt(0))) {
            try {
                return checkpoints.load(Long.parseLong(which));
            } catch (Checkpoints.Damaged e) {
                throw new TrainException("checkpoint=" + which + ": " + e.getMessage(), e);
            }
        }
        Snapshot snapshot = checkpoints.latest(notice);
        if (snapshot == null) {
            throw new TrainException(folder.path() + ": has no checkpoint yet; go on with it: " + Hints.command("resume " + folder.path()));
        }
        return which.equals("best") && snapshot.position().best() != null ? checkpoints.load(snapshot.position().best().step()) : snapshot;
    }

    /// The score of one checkpoint.
    ///
    /// @param step       of the checkpoint
    /// @param validation null where there are no validation examples
    public record Evaluation(long step, String data, Score validation, Score test) {
        /// [Run#evaluate(Path, String)] with settings such as `threads=1` or `data.dir=DIR`.
        public static Evaluation of(Path path, String which, List<String> settings, DataOptions data, Registries registries, Listener listener) {
            if (!which.equals("last") && !which.equals("best")) {
                throw new TrainException("eval: checkpoint=" + which + " is neither best nor last");
            }
            RunFolder folder = RunFolder.open(path, new Storage());
            Config config = Resumption.change(folder.config(registries), Keys.overrides(new ArrayList<>(settings)));
            RunRecord record = folder.record();
            Problem problem = Problem.of(config, data, folder);
            Resumption.sameData(record, problem.source().provenance().contentHash(), problem.source().title());
            Snapshot snapshot = snapshot(problem, folder, which, listener::notice);
            try (Device device = device(config)) {
                var states = device.states();
                snapshot.restore(states);
                long step = snapshot.position().step();
                try (var evaluator = new Evaluator(device, problem, states)) {
                    return new Evaluation(step, problem.dataWords(), evaluator.score(Part.VALIDATION, step), evaluator.score(Part.TEST, step));
                }
            }
        }
    }
}
