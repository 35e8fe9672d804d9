package dev.loam.train;

import dev.loam.runtime.Device;
import dev.loam.runtime.States;
import dev.loam.tensor.NDArray;
import dev.loam.train.MetricsLog.Line;
import dev.loam.train.Position.Best;
import dev.loam.train.Position.Sums;
import java.util.Map;

/// The training loop. One step is one run of one compiled program; around it are the order of the data, the lines of
/// metrics, a validation after each epoch, and checkpoints from which a killed run goes on to the very same bits.
///
/// All that a run *is* lies in `states` (tensors) and in the fields of [Position]; everything else follows from the config.
final class Trainer implements AutoCloseable {
    private static final long PROGRESS_NANOS = 100_000_000;

    private final Problem problem;
    private final Config config;
    private final RunFolder folder;
    private final Listener listener;
    private final StopRequest stop;
    private final Device device;
    private final Storage storage;
    private final States states;
    private final Map<String, NDArray> initial;
    private final Checkpoints checkpoints;
    private final StepProgram program;
    private final Evaluator evaluator;
    private final long total;
    private final long perEpoch;
    private final double compileSeconds;

    // the position
    private long step;
    private double secondsBefore;
    private Sums interval = Sums.NONE;
    private Sums epoch = Sums.NONE;
    private Best best;

    private MetricsLog metrics;
    private Snapshot bestSnapshot;
    private Score validation;
    private Score lastEpoch;
    private long startNanos;
    private long savedNanos;
    private final Meter meter;

    Trainer(Problem problem, RunFolder folder, Device device, Storage storage, Listener listener, StopRequest stop) {
        this.problem = problem;
        this.config = problem.config();
        this.folder = folder;
        this.listener = listener;
        this.stop = stop;
        this.device = device;
        this.storage = storage;
        this.total = problem.totalSteps();
        this.perEpoch = problem.stepsPerEpoch();
        this.states = device.states();
        this.initial = problem.step().initial(config.seed());
        this.initial.forEach(states::set);
        this.checkpoints = new Checkpoints(folder.checkpoints(), storage, problem.step().views(), initial);
        long start = System.nanoTime();
        this.program = new StepProgram(device, problem, states);
        this.evaluator = new Evaluator(device, problem.evaluation(), states);
        this.compileSeconds = (System.nanoTime() - start) / 1e9;
        this.meter = new Meter(this);
    }

    /// Puts the run where its newest good checkpoint stands; at the start where there is none.
    ///
    /// @return the step
    long restore() {
        checkpoints.clean();
        Snapshot from = checkpoints.latest(listener::notice);
        if (from != null) {
            from.restore(states);
            Position p = from.position();
            checkpoints.setAside(p.step());
            step = p.step();
            secondsBefore = p.seconds();
            interval = p.interval();
            epoch = p.epoch();
            lastEpoch = p.lastEpoch();
            validation = p.validation();
            best = p.best();
        }
        return step;
    }

    /// Trains to the last step, or until asked to stop.
    Summary train(String resultKey) {
        metrics = MetricsLog.open(folder.metrics(), step, storage);
        listener.start(new Listener.Start(folder.path(), folder.path().getFileName().toString(), modelWords(), problem.dataWords(),
            device.description(), problem.source().modality().plural(), compileSeconds, program.kernels() + evaluator.kernels(), resultKey, step, total));
        startNanos = System.nanoTime();
        savedNanos = startNanos;
        while (step < total && !stop.requested()) {
            oneStep();
        }
        if (step < total || stop.requested()) {
            save();
            listener.stopped(step, folder.path());
            return new Summary(folder.path(), folder.path().getFileName().toString(), false, step, lastEpoch, validation, null, null, seconds(),
                meter.rate(), Memory.peak(), resultKey, Map.of());
        }
        return new Finish(this).summary(resultKey);
    }

    private void oneStep() {
        program.run(step);
        if (!program.finite()) {
            throw diverged();
        }
        double loss = program.loss();
        int correct = program.correct();
        interval = interval.plus(loss, correct, config.data().batchSize());
        epoch = epoch.plus(loss, correct, config.data().batchSize());
        step++;
        meter.stepped();
        if (step % config.logInterval() == 0) {
            logInterval();
        }
        if (step % perEpoch == 0 || step == total) {
            endEpoch();
        }
        if (saveIsDue()) {
            save();
        }
        meter.tell(listener, PROGRESS_NANOS);
    }

    private void logInterval() {
        log("train", new Score(interval.meanLoss(), program.counts() ? interval.accuracy() : Double.NaN, interval.examples()));
        log("train", "learning-rate", program.learningRate(step - 1));
        log("train", "gradient-norm", program.gradientNorm());
        interval = Sums.NONE;
    }

    private void endEpoch() {
        lastEpoch = new Score(epoch.meanLoss(), program.counts() ? epoch.accuracy() : Double.NaN, epoch.examples());
        log("train-epoch", lastEpoch);
        epoch = Sums.NONE;
        validation = evaluator.score(problem.validation());
        if (validation != null) {
            log("validation", validation);
            if (Double.isFinite(validation.loss()) && (best == null || best.worseThan(validation.loss(), validation.accuracy()))) {
                best = new Best(step, epochsDone(), validation.loss(), validation.accuracy());
                bestSnapshot = Snapshot.take(position(), states, initial.keySet());
            }
        }
        metrics.flush(false);
        listener.epoch(meter, lastEpoch);
    }

    private boolean saveIsDue() {
        Config.CheckpointSection when = config.checkpoint();
        return when.steps() > 0 && step % when.steps() == 0
            || when.seconds() > 0 && System.nanoTime() - savedNanos >= when.seconds() * 1e9;
    }

    /// Saves where the run stands; before that the best weights, if they are not on the disk yet, since the position names them.
    void save() {
        metrics.flush(true);
        if (bestSnapshot != null) {
            checkpoints.save(bestSnapshot);
            bestSnapshot = null;
        }
        checkpoints.save(Snapshot.take(position(), states, initial.keySet()));
        checkpoints.prune();
        savedNanos = System.nanoTime();
    }

    private Position position() {
        return new Position(step, seconds(), interval, epoch, lastEpoch, validation, best);
    }

    private TrainException diverged() {
        metrics.flush(true);
        double loss = program.loss();
        String what = Double.isFinite(loss) ? "the gradient's norm became " + Text.short3(program.gradientNorm()) : "loss became " + Text.short3(loss);
        String where = Divergence.locate(device, problem.step(), states, other -> program.feed(other, step));
        var saved = checkpoints.steps();
        boolean clipped = config.optimizer().clipNorm() > 0;
        String rate = "optimizer.learning-rate=" + Text.number(config.optimizer().learningRate() / 10);
        String cure = clipped ? rate : "optimizer.clip-norm=1 or " + rate;
        return new TrainException(what + " at step " + (step + 1) + " (epoch " + (step / perEpoch + 1) + ", batch " + (step % perEpoch + 1) + ")\n"
            + "  first seen in " + where + "\n"
            + (saved.isEmpty() ? "  there is no checkpoint yet: start again with " + cure
                : "  last good checkpoint: " + checkpoints.path(saved.getLast()) + ". Try " + Hints.command("resume " + folder.path()) + " with " + cure));
    }

    void log(String split, Score score) {
        log(split, "loss", score.loss());
        if (score.hasAccuracy()) {
            log(split, "accuracy", score.accuracy());
        }
    }

    private void log(String split, String metric, double value) {
        metrics.add(new Line(step, (int) ((step - 1) / perEpoch) + 1, split, metric, value, seconds()));
    }

    private double seconds() {
        return secondsBefore + (System.nanoTime() - startNanos) / 1e9;
    }

    private String modelWords() {
        return config.model().name() + ", " + Text.count(problem.task().layout().parameterCount()) + " parameters";
    }

    // what the report, the summary and the progress show

    Problem problem() {
        return problem;
    }

    RunFolder folder() {
        return folder;
    }

    Device device() {
        return device;
    }

    States states() {
        return states;
    }

    Evaluator evaluator() {
        return evaluator;
    }

    Checkpoints checkpoints() {
        return checkpoints;
    }

    Listener listener() {
        return listener;
    }

    MetricsLog metrics() {
        return metrics;
    }

    Best best() {
        return best;
    }

    Score validation() {
        return validation;
    }

    Score lastEpoch() {
        return lastEpoch;
    }

    Meter meter() {
        return meter;
    }

    long step() {
        return step;
    }

    long totalSteps() {
        return total;
    }

    /// Whole epochs done, at least 1 once the run has ended.
    int epochsDone() {
        return (int) Math.ceilDiv(step, perEpoch);
    }

    long stepsPerEpoch() {
        return perEpoch;
    }

    Sums interval() {
        return interval;
    }

    Sums epoch() {
        return epoch;
    }

    double trainingSeconds() {
        return seconds();
    }

    @Override
    public void close() {
        if (metrics != null) {
            metrics.close();
        }
        program.close();
        evaluator.close();
    }
}
