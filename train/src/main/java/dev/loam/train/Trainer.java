package dev.loam.train;

import dev.loam.train.MetricsLog.Line;
import dev.loam.train.Position.Best;
import dev.loam.train.Position.Sums;

/// The training loop. One step is one run of one compiled program; around it are the lines of metrics, a validation after
/// each epoch, and checkpoints from which a killed run goes on to the very same bits.
///
/// All that a run *is* lies in the workbench's states (tensors) and in the course (a few numbers); the order of the data, the
/// learning rates and every random draw follow from the config and the step.
final class Trainer implements AutoCloseable {
    private static final long PROGRESS_NANOS = 100_000_000;
    /// From the first scale so many halvings lead far below 1.
    private static final int MOST_SKIPPED = 25;

    private final Workbench bench;
    private final Config config;
    private final StepProgram program;
    private final StopRequest stop;
    private final Course course;
    private MetricsLog metrics;
    private Snapshot bestSnapshot;
    private long savedNanos;
    private int skippedInARow;

    Trainer(Workbench bench, StopRequest stop) {
        this.bench = bench;
        this.config = bench.problem().config();
        this.program = bench.program();
        this.stop = stop;
        this.course = new Course(bench.problem());
    }

    /// Puts the run where its newest good checkpoint stands; at the start where there is none.
    ///
    /// @return the step
    long restore() {
        bench.checkpoints().clean();
        Snapshot from = bench.checkpoints().latest(bench.listener()::notice);
        if (from != null) {
            from.restore(bench.states());
            course.restore(from.position());
            course.skipped = bench.skipped();
            bench.checkpoints().setAside(from.position().step());
        }
        return course.step;
    }

    /// Trains to the last step, or until asked to stop.
    Summary train(String resultKey) {
        metrics = bench.folder().openMetrics(course.step);
        bench.listener().start(bench.start(resultKey, course.step));
        course.begin();
        savedNanos = System.nanoTime();
        while (!course.atEnd() && !stop.requested()) {
            oneStep();
        }
        save();
        if (course.ended && !course.lastStep()) {
            bench.listener().notice("Training ended after epoch " + course.epoch() + ", as a listener asked.");
        } else if (course.outOfPatience() && !course.lastStep()) {
            bench.listener().notice("Training ended after epoch " + course.epoch() + ": validation was best after epoch " + course.best.epoch()
                + ", and patience is " + config.patience() + ".");
        }
        if (!course.atEnd() || stop.requested()) {
            bench.listener().stopped(course.step, bench.folder().path());
            return Summary.stopped(bench.folder(), course, resultKey);
        }
        return new Finish(bench, course, this::log).summary(resultKey);
    }

    private void oneStep() {
        program.run(course.step);
        if (!program.finite()) {
            skip();
        } else {
            skippedInARow = 0;
        }
        course.stepped(program.loss(), program.correct());
        if (course.step % config.logInterval() == 0) {
            logInterval();
        }
        boolean epochEnds = course.epochEnds();
        if (epochEnds) {
            course.lastEpoch = score(course.epoch.sums());
            course.epoch.set(Sums.NONE);
            log("train-epoch", course.lastEpoch);
        }
        if (course.validates()) {
            validate();
        }
        if (epochEnds) {
            metrics.flush(false);
            bench.listener().epoch(course, course.lastEpoch);
            course.ended = !bench.listener().goesOn(course);
        }
        if (saveIsDue()) {
            save();
        }
        course.tell(bench.listener(), PROGRESS_NANOS);
    }

    /// Passes over a step whose gradients overflowed under the loss scale: it has changed no weights. Anything else that is not finite
    /// ends the run, and so do overflows that go on however small the scale has become.
    private void skip() {
        boolean overflow = program.overflow();
        if (overflow && ++skippedInARow < MOST_SKIPPED) {
            course.skipped = program.skipped();
            return;
        }
        metrics.flush(true);
        throw new TrainException(Divergence.sentence(bench, course.step) + (overflow ? "\n  " + skippedInARow + " steps in a row were skipped, the last with loss scale "
            + Text.short3(program.lossScale()) + "; precision=bf16 has the range of f32" : ""));
    }

    private void logInterval() {
        log("train", score(course.interval.sums()));
        line("train", "learning-rate", program.learningRate(course.step - 1));
        line("train", "gradient-norm", program.gradientNorm());
        if (program.scales()) {
            line("train", "loss-scale", program.lossScale());
            line("train", "skipped-steps", program.skipped());
        }
        course.interval.set(Sums.NONE);
    }

    private Score score(Sums sums) {
        double loss = sums.meanLoss();
        return new Score(loss, program.counts() ? sums.accuracy() : Double.NaN, sums.examples(), bench.problem().objective().figures(Part.TRAIN_SAMPLE, "", loss));
    }

    /// Validates; where the weights are the best so far, keeps a copy until the next checkpoint.
    private void validate() {
        Score sample = bench.evaluator().score(Part.TRAIN_SAMPLE, course.step);
        if (sample != null) {
            log("train-sample", sample);
        }
        Score now = bench.evaluator().score(Part.VALIDATION, course.step);
        course.validation = now;
        bench.samples().take(course.step);
        if (now != null) {
            log("validation", now);
            if (course.best == null || course.best.worseThan(now.loss(), now.accuracy())) {
                course.best = new Best(course.step, course.epoch(), now.loss(), now.accuracy(), now.figures());
                bestSnapshot = bench.snapshot(course.position());
            }
        }
    }

    private boolean saveIsDue() {
        Config.CheckpointSection when = config.checkpoint();
        return when.steps() > 0 && course.step % when.steps() == 0
            || when.seconds() > 0 && System.nanoTime() - savedNanos >= when.seconds() * 1e9;
    }

    /// Saves where the run stands; before that the best weights, if they are not on the disk yet, since the position names them.
    private void save() {
        metrics.flush(true);
        if (bestSnapshot != null) {
            bench.checkpoints().save(bestSnapshot);
            bestSnapshot = null;
        }
        bench.checkpoints().save(bench.snapshot(course.position()));
        bench.checkpoints().prune();
        savedNanos = System.nanoTime();
    }

    private void log(String split, Score score) {
        line(split, "loss", score.loss());
        if (score.hasAccuracy()) {
            line(split, "accuracy", score.accuracy());
        }
        score.figures().forEach((name, value) -> line(split, name, value));
        if (split.startsWith("test")) {
            metrics.flush(true);
        }
    }

    private void line(String split, String metric, double value) {
        metrics.add(new Line(course.step, course.epoch(), split, metric, value, course.seconds()));
    }

    @Override
    public void close() {
        if (metrics != null) {
            metrics.close();
        }
    }
}
