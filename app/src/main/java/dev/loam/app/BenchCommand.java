package dev.loam.app;

import dev.loam.bench.Bench;
import dev.loam.bench.BenchOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Times workloads on random data: one line each, or a table in which a peer stands beside them.
@Command(name = "bench", description = "Times workloads (mlp, cnn, keras-cnn, tinygrad-cnn, airbench94, gpt-small, gpt-mid, lstm, lstm-2x128, block, decode, gemm) on random data and prints a line for each.",
    footer = {"", "ms/step is the wall-clock time of a step: median, 10th and 90th percentile; cpu is the CPU time of the calling "
        + "thread. Let nothing else run; on a busy machine compare p10, or, with --threads 1, cpu.", "",
        "--vs libtorch builds LibTorch's part with Maven when it is first used, tries the peer's settings (blas=openblas|mkl, "
        + "wait=passive|active, optimizer=plain|fused, format=contiguous|channels-last, attention=flash|math|manual; one that is given is taken as it is), and then "
        + "alternates Loam and the best of them. A ratio below 1 means that Loam is quicker."})
final class BenchCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "NAME|KEY=VALUE",
        description = "which workloads, all where none is named; and options of theirs: batch, warmup, steps, seed, precision (f32, bf16, f16: of training steps)")
    private List<String> arguments = List.of();

    @Option(names = "--threads", paramLabel = "N", description = "threads; one per core where not given")
    private Integer threads;

    @Option(names = "--seconds", paramLabel = "S", description = "how long each workload is timed; 6 where not given")
    private Double seconds;

    @Option(names = "--json", description = "a line of JSON for each, with every figure")
    private boolean json;

    @Option(names = "--vs", paramLabel = "PEER", description = "compares with a peer: libtorch")
    private String peer;

    @Option(names = "--write", paramLabel = "FILE", description = "with --vs: writes the page of benchmarks, with the new figures in their rows; docs/benchmarks.md is one")
    private Path page;

    @Option(names = "--trace", paramLabel = "FILE", description = "writes what was done when: steps and kernels; for chrome://tracing or ui.perfetto.dev")
    private Path trace;

    @Override
    public Integer call() throws Exception {
        return Traced.call(trace, this::run);
    }

    private int run() throws IOException {
        if (page != null && peer == null) {
            throw new UserError("bench: --write needs --vs libtorch, with which it compares");
        }
        var options = BenchOptions.standard();
        options = threads == null ? options : options.threads(threads);
        options = seconds == null ? options : options.seconds(seconds);
        var names = new ArrayList<String>();
        var settings = new ArrayList<String>();
        for (String argument : arguments) {
            if (peer != null && Bench.Against.isSetting(argument)) {
                settings.add(argument);
            } else if (argument.indexOf('=') > 0) {
                options = options.with(argument);
            } else {
                names.add(argument);
            }
        }
        List<String> all = !names.isEmpty() ? names : peer == null ? Bench.names() : Bench.compared();
        if (peer != null) {
            compare(all, options, settings);
            return 0;
        }
        for (String name : all) {
            Bench.run(name, options, m -> System.out.println(json ? m.json() : m.line()));
        }
        return 0;
    }

    private void compare(List<String> names, BenchOptions options, List<String> settings) throws IOException {
        var against = new Bench.Against(peer, settings, Launch.root(), Launch.offline());
        var results = Bench.compare(names, options, against, System.out::println, System.err::println);
        System.out.println(results.peer());
        if (page != null) {
            var machine = Machine.read();
            results.write(page, (machine.cpu().isEmpty() ? machine.platform() : machine.cpu()) + ", " + machine.cores() + " cores" + machine.featureText() + "; "
                + System.getProperty("os.name") + ", Java " + System.getProperty("java.version") + ", " + CodeGenerator.find(System.getProperty("java.class.path"), machine.platform(), Launch.cache()).name());
            System.out.println("page    " + page + ", figures beside it");
        }
    }
}
