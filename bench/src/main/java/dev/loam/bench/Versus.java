package dev.loam.bench;

import dev.loam.runtime.Device;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Runs cases in Loam and in a peer in turn. First every setting of the peer is tried for a short time; then Loam and the best two
/// alternate in [#ROUNDS] rounds, and the better of the two is what Loam is compared with.
final class Versus {
    private static final int ROUNDS = 5;
    private static final int FINALISTS = 2;
    private static final int WARMUP = 2;
    private static final int LEAST = 4;
    /// the share of a case's time that trying one setting takes
    private static final double TRIAL = 0.08;

    private final Peer peer;
    private final BenchOptions options;
    private final Map<PeerSetting.Choice, String> fixed;
    private final Consumer<String> notes;

    /// @param options `seconds` is the time that Loam gets per workload, and the peer likewise
    /// @param fixed   choices that are made beforehand
    /// @param notes   gets a line for what could not be run
    Versus(Peer peer, BenchOptions options, Map<PeerSetting.Choice, String> fixed, Consumer<String> notes) {
        this.peer = peer;
        this.options = options;
        this.fixed = fixed;
        this.notes = notes;
    }

    /// A setting of the peer with its times so far.
    private record Entry(PeerSetting setting, Times times) {
        double p10() {
            return times.samples().p10();
        }
    }

    void run(String workload, Consumer<Comparison> results) {
        List<? extends Workload.Case> cases = Bench.find(workload).cases(options);
        double seconds = options.seconds() / cases.size();
        try (Device device = Device.best(options.threads())) {
            for (int i = 0; i < cases.size(); i++) {
                Comparison c = compare(device, cases.get(i), i, workload, seconds);
                if (c != null) {
                    results.accept(c);
                }
            }
        }
    }

    private Comparison compare(Device device, Workload.Case c, int number, String workload, double seconds) {
        try (Workload.Subject subject = c.prepare(device, options)) {
            var mine = new Times();
            mine.warm(subject, c.warmup(options));
            List<Entry> tried = trials(c, workload, number, seconds);
            if (tried.isEmpty()) {
                return null;
            }
            tried.sort(Comparator.comparingDouble(Entry::p10));
            List<Entry> finalists = tried.subList(0, Math.min(FINALISTS, tried.size()));
            finalists.forEach(e -> e.times().clear());
            for (int round = 0; round < ROUNDS; round++) {
                mine.run(subject, seconds / ROUNDS, LEAST, options.steps());
                for (Entry e : finalists) {
                    peer.run(e.setting(), request(workload, number, e.setting(), seconds / ROUNDS, round == 0 ? WARMUP : 1, false), e.times());
                }
            }
            Entry best = finalists.stream().min(Comparator.comparingDouble(e -> e.times().samples().median())).orElseThrow();
            Measurement loam = c.measurement(device.description(), Workload.threads(device, options), mine.samples());
            int repeats = c instanceof GemmCase g ? g.repeats() : 1;
            return new Comparison(c.key(), Workload.threads(device, options), tried.size(), best.setting(), mine.samples().dividedBy(repeats),
                best.times().samples().dividedBy(repeats), loam.flops());
        }
    }

    /// Each setting for a short time; those that the peer cannot do are left out.
    private List<Entry> trials(Workload.Case c, String workload, int number, double seconds) {
        var choices = new ArrayList<>(peer.processChoices(options.threads()));
        choices.addAll(c.choices());
        var out = new ArrayList<Entry>();
        var begun = new LinkedHashMap<PeerSetting, Boolean>();
        for (PeerSetting s : PeerSetting.all(choices, fixed)) {
            var e = new Entry(s, new Times());
            try {
                boolean fresh = begun.put(s.process(), true) == null;
                peer.run(s, request(workload, number, s, seconds * TRIAL, WARMUP, fresh), e.times());
                out.add(e);
            } catch (BenchException cannot) {
                notes.accept(cannot.getMessage());
            }
        }
        return out;
    }

    private PeerProcess.Request request(String workload, int number, PeerSetting s, double seconds, int warmup, boolean fresh) {
        return new PeerProcess.Request(workload, number, fresh, LEAST, s.within(), options.seconds(seconds).warmup(warmup));
    }
}
