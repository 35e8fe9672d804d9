package dev.loam.bench;

import java.util.List;

/// What Loam is compared with.
interface Peer extends AutoCloseable {
    /// The settings of its processes: each is one more process.
    List<PeerSetting.Choice> processChoices(int threads);

    /// Times a case in the setting, in addition to the times before.
    void run(PeerSetting setting, PeerProcess.Request request, Times times);

    /// What it is, for tables: `LibTorch 2.10.0`.
    String title();

    @Override
    void close();
}
