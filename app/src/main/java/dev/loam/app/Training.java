package dev.loam.app;

import dev.loam.data.DataOptions;
import dev.loam.train.Run;
import dev.loam.train.StopRequest;
import java.util.ArrayList;
import java.util.List;

/// What `train`, `resume` and `eval` share: a run with the terminal as its listener and Ctrl-C as its stop.
final class Training {
    /// How long Ctrl-C waits for a step to end and a checkpoint to be written.
    static final long PATIENCE_SECONDS = 60;

    private Training() {}

    static int run(Run run) throws Exception {
        var stop = new StopRequest();
        var display = new ProgressDisplay(System.out, Launch.terminal());
        try (var _ = stop.onShutdown(PATIENCE_SECONDS)) {
            var summary = run.listener(display).stop(stop).data(data()).train();
            return summary.completed() ? 0 : 130;
        } finally {
            display.clear();
        }
    }

    /// Where data is looked for, as the launcher was told.
    static DataOptions data() {
        return DataOptions.defaults().offline(Launch.offline()).command(Launch.command()).progress(new DownloadDisplay(System.err));
    }

    /// The settings with `--data` as the one it stands for.
    static List<String> settings(List<String> settings, String data) {
        var all = new ArrayList<>(settings);
        if (data != null) {
            all.add("data.dir=" + data);
        }
        return all;
    }
}
