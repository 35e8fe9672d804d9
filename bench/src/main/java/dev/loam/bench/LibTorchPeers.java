package dev.loam.bench;

import dev.loam.bench.PeerSetting.Choice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// LibTorch in a process per setting, started when it is first asked for.
final class LibTorchPeers implements Peer {
    private final PeerBuild build;
    private final boolean mkl;
    private final int threads;
    private final Map<PeerSetting, PeerProcess> processes = new HashMap<>();

    LibTorchPeers(PeerBuild build, boolean mkl, int threads) {
        this.build = build;
        this.mkl = mkl;
        this.threads = threads;
    }

    @Override
    public String title() {
        return "LibTorch " + build.version("pytorch") + (mkl ? ", MKL " + build.version("mkl") : "") + ", OpenBLAS " + build.version("openblas");
    }

    @Override
    public List<Choice> processChoices(int asked) {
        List<Choice> all = threads > 1 ? List.of(Choice.BLAS, Choice.WAIT) : List.of(Choice.BLAS);
        return mkl ? all : all.subList(1, all.size());
    }

    @Override
    public void run(PeerSetting setting, PeerProcess.Request request, Times times) {
        processes.computeIfAbsent(setting.process(), s -> PeerProcess.start(build.classPath(), build.natives(), s, threads)).run(request, times);
    }

    @Override
    public void close() {
        processes.values().forEach(PeerProcess::close);
    }
}
