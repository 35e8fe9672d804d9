package dev.loam.bench;

import dev.loam.nn.Nearest;
import java.util.List;
import java.util.function.Consumer;

/// The workloads of `loam bench`.
public final class Bench {
    private static final List<Workload> WORKLOADS = List.of(TrainingWorkload.MLP, TrainingWorkload.CNN, LanguageWorkload.SMALL,
        LanguageWorkload.MID, new BlockWorkload(), new GemmWorkload());

    private Bench() {
    }

    /// What there is to run, in the order in which all are run.
    public static List<String> names() {
        return WORKLOADS.stream().map(Workload::name).toList();
    }

    /// Runs one workload and hands over each measurement when it is made.
    ///
    /// @throws BenchException where there is no workload of that name
    public static void run(String name, BenchOptions options, Consumer<Measurement> results) {
        for (Workload w : WORKLOADS) {
            if (w.name().equals(name)) {
                w.run(options, results::accept);
                return;
            }
        }
        String near = Nearest.of(name, names());
        throw new BenchException("bench: there is no workload '" + name + "'. " + (near == null ? "" : "Did you mean '" + near + "'? ")
            + "Known: " + String.join(", ", names()));
    }
}
