package dev.loam.bench;

import dev.loam.compiler.Work;
import dev.loam.nn.TrainingStep;
import dev.loam.runtime.Device;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// A workload of training at one batch size.
record TrainingCase(TrainingWorkload workload, int batch) implements Workload.Case {
    @Override
    public String key() {
        return workload.name() + " batch=" + batch;
    }

    @Override
    public Set<PeerSetting.Choice> choices() {
        return workload.input().rank() == 3 ? EnumSet.of(PeerSetting.Choice.OPTIMIZER, PeerSetting.Choice.FORMAT)
            : EnumSet.of(PeerSetting.Choice.OPTIMIZER);
    }

    @Override
    public Workload.Subject prepare(Device device, BenchOptions options) {
        return workload.prepare(batch, device, options);
    }

    @Override
    public Measurement measurement(String device, int threads, Samples samples) {
        TrainingStep step = workload.step(batch);
        String optimizer = workload.optimizer().getClass().getSimpleName().toLowerCase(Locale.ROOT);
        return Measurement.Training.of(workload.name(), device, threads, batch, optimizer, step.task().layout().parameterCount(),
            new Measurement.Work(Work.products(step.graph()), batch, "samples"), samples);
    }
}
