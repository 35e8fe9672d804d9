package dev.loam.train;

import dev.loam.data.DataOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A run done again from its config, and whether each figure and each weight came out the same, bit for bit.
///
/// @param folder    of the new run
/// @param changed   what is not as it was when the run was made: code, data, the class of machine; empty where all is
/// @param figures   how many figures of the metrics were compared
/// @param weights   the SHA-256 of the last weights of the new run
/// @param different the first thing that differs, in words, or null where all agree
public record Reproduction(Path folder, List<String> changed, int figures, String weights, String different) {
    /// Runs it again, into a new folder beside the old one.
    ///
    /// @throws TrainException where the run is not finished, or was changed while it went on
    public static Reproduction of(Path path, List<String> settings, DataOptions data, Listener listener, StopRequest stop) {
        RunFolder folder = RunFolder.open(path, new Storage());
        RunRecord record = folder.record();
        if (record.segments().size() > 1) {
            throw new TrainException(path + ": its settings, code or machine changed at step " + record.segments().get(1).fromStep()
                + ", so no one config leads to its result; a run that was made in one piece can be done again");
        }
        if (!Boolean.TRUE.equals(folder.summary().get("completed"))) {
            throw new TrainException(path + ": is not finished, so there is no result to compare with; go on with it: " + Hints.command("resume " + path));
        }
        Config config = Resumption.change(folder.config(Registries.standard()), Keys.overrides(new ArrayList<>(settings)))
            .with("run", free(path)).with("runs", path.toAbsolutePath().getParent().toString());
        Summary summary = Run.of(config).data(data).listener(listener).stop(stop).train();
        RunFolder again = RunFolder.open(summary.folder(), new Storage());
        if (!summary.completed()) {
            throw new TrainException(summary.folder() + ": was stopped before its end, so there is nothing to compare");
        }
        String difference = difference(MetricsLog.read(folder.metrics()), MetricsLog.read(again.metrics()));
        String before = weights(folder);
        String now = weights(again);
        if (difference == null && !before.equals(now)) {
            difference = "the last weights: SHA-256 " + before + ", now " + now;
        }
        return new Reproduction(summary.folder(), changed(record, again.record()), MetricsLog.read(folder.metrics()).size(), now, difference);
    }

    public boolean agrees() {
        return different == null;
    }

    /// `mnist-1-again`, with a number where that is taken.
    private static String free(Path path) {
        String name = path.toAbsolutePath().normalize().getFileName() + "-again";
        String free = name;
        for (int k = 2; Files.exists(path.resolveSibling(free)); k++) {
            free = name + "-" + k;
        }
        return free;
    }

    private static List<String> changed(RunRecord before, RunRecord now) {
        var out = new ArrayList<String>();
        RunRecord.Segment a = before.segments().getLast();
        RunRecord.Segment b = now.segments().getLast();
        if (!a.code().equals(b.code())) {
            out.add("Loam's code is " + b.code() + ", was " + a.code());
        }
        if (!a.data().equals(b.data())) {
            out.add("the data has the hash " + b.data() + ", had " + a.data());
        }
        if (!a.target().equals(b.target())) {
            out.add("the machine is of the class " + b.target() + ", was " + a.target());
        }
        return List.copyOf(out);
    }

    /// The first figure that differs; seconds do not count.
    private static String difference(List<MetricsLog.Line> before, List<MetricsLog.Line> now) {
        Map<String, MetricsLog.Line> found = new LinkedHashMap<>();
        now.forEach(l -> found.put(key(l), l));
        for (MetricsLog.Line l : before) {
            MetricsLog.Line other = found.remove(key(l));
            if (other == null) {
                return key(l) + " is missing";
            }
            if (Double.compare(l.value(), other.value()) != 0) {
                return key(l) + " was " + l.value() + ", is " + other.value();
            }
        }
        return found.isEmpty() ? null : found.keySet().iterator().next() + " was not there";
    }

    private static String key(MetricsLog.Line l) {
        return l.split() + " " + l.metric() + " at step " + l.step();
    }

    private static String weights(RunFolder folder) {
        List<Long> steps = Checkpoints.steps(folder.checkpoints());
        Path file = folder.checkpoints().resolve("step-" + steps.getLast()).resolve("model.safetensors");
        try {
            return Checkpoints.sha256(file);
        } catch (IOException e) {
            throw new TrainException(file + ": cannot be read: " + Storage.reason(e), e);
        }
    }
}
