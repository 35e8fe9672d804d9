package dev.loam.app;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The commands there are, in the order in which the bare screen shows them. A new command is one line here.
final class Commands {
    /// A command.
    ///
    /// @param arguments what follows the name, as the screen shows it; may be empty
    /// @param summary   what it does, in a few words
    /// @param create    makes the picocli command, a `Callable<Integer>` that returns the exit code; called only when it is asked for
    record Entry(String name, String arguments, String summary, Supplier<Object> create) {}

    static final List<Entry> ALL = List.of(
        new Entry("train", "CONFIG [key=value …]", "trains a model: mnist, digits, iris, shakespeare-char, stories …, or your own file", TrainCommand::new),
        new Entry("resume", "RUN [key=value …]", "goes on with a run", ResumeCommand::new),
        new Entry("eval", "RUN [checkpoint=best]", "how well a run's weights do", EvalCommand::new),
        new Entry("sample", "RUN [prompt=… temperature=…]", "generates a text or pictures with a run's model", SampleCommand::new),
        new Entry("compare", "RUN RUN …", "runs side by side: settings, results, curves", CompareCommand::new),
        new Entry("reproduce", "RUN", "does a run again and says whether the bits agree", ReproduceCommand::new),
        new Entry("report", "RUN [--open]", "a run's report as a web page", ReportCommand::new),
        new Entry("tensorboard", "RUN …", "runs as event files for TensorBoard", TensorBoardCommand::new),
        new Entry("config", "NAME", "a config with all its keys", ConfigCommand::new),
        new Entry("models", "", "models, optimizers and schedules, and their options", ModelsCommand::new),
        new Entry("data", "[NAME]", "where data is; fetches it", DataCommand::new),
        new Entry("run", "FILE.scm", "runs a program in Loam's Scheme", RunCommand::new),
        new Entry("compile", "FILE.scm [-o JAR]", "makes a runnable jar of a program in Loam's Scheme", CompileCommand::new),
        new Entry("repl", "", "reads, evaluates and prints Scheme, line by line", ReplCommand::new),
        new Entry("jshell", "[FILE …]", "Java's own shell with Loam's packages imported", JShellCommand::new),
        new Entry("tokenizer", "train|encode|decode|info …", "trains vocabularies, and turns text into ids and back", TokenizerCommand::new),
        new Entry("doctor", "", "what this machine can do, and what Loam will use", DoctorCommand::new),
        new Entry("bench", "[NAME …]", "times training steps and matrix products on this machine", BenchCommand::new),
        new Entry("show", "CONFIG [--open]", "a page that shows what a training step becomes: graph, kernels, code, memory, times", ShowCommand::new),
        new Entry("package", "[--type image|deb …]", "Loam with a Java runtime of its own, for machines without one", PackageCommand::new),
        new Entry("install", "", "puts Loam's modules into Maven's local repository, for other projects", InstallCommand::new),
        new Entry("test", "[--all]", "builds Loam and runs its own tests", TestCommand::new),
        new Entry("version", "", "the versions of Loam and Java", VersionCommand::new));

    private Commands() {}

    static Optional<Entry> find(String name) {
        for (Entry entry : ALL) {
            if (entry.name().equals(name)) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }
}
