package dev.loam.bench;

import dev.loam.nn.Nearest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The workloads of `loam bench`.
public final class Bench {
    private static final List<Workload> WORKLOADS = List.of(TrainingWorkload.MLP, TrainingWorkload.CNN, TrainingWorkload.KERAS,
        TrainingWorkload.TINYGRAD, TrainingWorkload.AIRBENCH, LanguageWorkload.SMALL, LanguageWorkload.MID,
        LanguageWorkload.LSTM, LanguageWorkload.TWO, new BlockWorkload(), new DecodeWorkload(), new GemmWorkload());

    private Bench() {
    }

    /// What there is to run, in the order in which all are run.
    public static List<String> names() {
        return WORKLOADS.stream().map(Workload::name).toList();
    }

    /// Those of them that a peer can run too.
    public static List<String> compared() {
        return WORKLOADS.stream().filter(Workload::hasPeer).map(Workload::name).toList();
    }

    /// Runs one workload and hands over each measurement when it is made.
    ///
    /// @throws BenchException where there is no workload of that name
    public static void run(String name, BenchOptions options, Consumer<Measurement> results) {
        find(name).run(options, results::accept);
    }

    /// What Loam can be compared with.
    public static final List<String> PEERS = List.of("libtorch");

    /// How workloads are compared with a peer.
    ///
    /// @param peer     one of [#PEERS]
    /// @param settings of the peer that are taken as they are, `blas=openblas`; all others are tried
    /// @param root     the checkout from which the peer is built; null where there is none
    /// @param offline  whether building it may use the network
    public record Against(String peer, List<String> settings, Path root, boolean offline) {
        public Against {
            if (!PEERS.contains(peer)) {
                throw new BenchException("bench: there is no peer '" + peer + "'. Known: " + String.join(", ", PEERS));
            }
            settings = List.copyOf(settings);
        }

        /// Whether `word` sets something of a peer, as `blas=openblas` does.
        public static boolean isSetting(String word) {
            return PeerSetting.isChoice(word);
        }

        Map<PeerSetting.Choice, String> fixed() {
            return PeerSetting.parse(String.join(" ", settings)).values();
        }
    }

    /// Runs workloads in Loam and in a peer in turn.
    ///
    /// @param lines gets the lines of a table as they are made
    /// @param notes gets what is said beside the table: what takes long, what could not be run
    /// @return the table, to be written into a page
    /// @throws BenchException where a workload does not exist, or the peer cannot be built or started
    public static Results compare(List<String> names, BenchOptions options, Against against, Consumer<String> lines, Consumer<String> notes) {
        for (String name : names) {
            if (!find(name).hasPeer()) {
                throw new BenchException("bench: '" + name + "' has no counterpart in " + against.peer() + " to be compared with");
            }
        }
        int threads = options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors();
        boolean mkl = PeerBuild.hasMkl() && !"openblas".equals(against.fixed().get(PeerSetting.Choice.BLAS));
        PeerBuild build = PeerBuild.of(against.root(), mkl, against.offline(), notes);
        try (Peer peer = new LibTorchPeers(build, mkl, threads)) {
            var versus = new Versus(peer, options.threads(threads), against.fixed(), notes);
            var rows = new ArrayList<Comparison>();
            lines.accept(Comparison.head());
            for (String name : names) {
                versus.run(name, c -> {
                    rows.add(c);
                    lines.accept(c.line());
                });
            }
            return new Results(peer.title(), rows);
        }
    }

    /// @throws BenchException where there is no workload of that name
    static Workload find(String name) {
        for (Workload w : WORKLOADS) {
            if (w.name().equals(name)) {
                return w;
            }
        }
        String near = Nearest.of(name, names());
        throw new BenchException("bench: there is no workload '" + name + "'. " + (near == null ? "" : "Did you mean '" + near + "'? ")
            + "Known: " + String.join(", ", names()));
    }
}
