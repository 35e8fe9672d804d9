package dev.loam.train;

import dev.loam.train.Position.Best;
import dev.loam.train.Position.Sums;

/// How far a run has come and how fast it goes. What of it a later life of the run needs is its [Position].
final class Course implements Listener.Progress {
    /// The rate follows changes within about this many seconds.
    private static final double MEMORY = 5;

    private final long total;
    private final long perEpoch;
    private final int batch;
    private final int patience;
    private final double units;
    private final long validationInterval;

    long step;
    /// steps that the loss scale made overflow, over all lives of the run
    long skipped;
    final Tally interval = new Tally();
    final Tally epoch = new Tally();
    Best best;
    /// the last validation and the last whole epoch's training, null before them
    Score validation;
    Score lastEpoch;

    /// a listener said that training ends here
    boolean ended;

    private double secondsBefore;
    private long startNanos = System.nanoTime();
    private long measuredNanos = startNanos;
    private long measuredStep;
    private double rate = Double.NaN;

    Course(Problem problem) {
        total = problem.totalSteps();
        perEpoch = problem.stepsPerEpoch();
        batch = problem.config().data().batchSize();
        patience = problem.config().patience();
        units = (double) batch * problem.objective().unitsPerExample();
        validationInterval = problem.config().validationInterval();
    }

    /// Goes on from where another life of the run stood.
    void restore(Position from) {
        step = from.step();
        interval.set(from.interval());
        epoch.set(from.epoch());
        lastEpoch = from.lastEpoch();
        validation = from.validation();
        best = from.best();
        secondsBefore = from.seconds();
    }

    /// The clock starts to run.
    void begin() {
        startNanos = System.nanoTime();
        measuredNanos = startNanos;
        measuredStep = step;
    }

    /// One more step was done.
    void stepped(double loss, int correct) {
        interval.add(loss, correct, batch);
        epoch.add(loss, correct, batch);
        step++;
    }

    Position position() {
        return new Position(step, seconds(), interval.sums(), epoch.sums(), lastEpoch, validation, best);
    }

    /// Time spent training, over all lives of the run.
    double seconds() {
        return secondsBefore + (System.nanoTime() - startNanos) / 1e9;
    }

    boolean atEnd() {
        return lastStep() || ended || outOfPatience();
    }

    /// All steps are done.
    boolean lastStep() {
        return step >= total;
    }

    /// Validations have not become better for so many epochs as the config has patience for: a function of the position alone, so that
    /// a resumed run ends where it would have ended.
    boolean outOfPatience() {
        return patience > 0 && best != null && validation != null && step % perEpoch == 0 && epoch() - best.epoch() >= patience;
    }

    /// The step just done was an epoch's last, or the run's.
    boolean epochEnds() {
        return step % perEpoch == 0 || step == total;
    }

    /// The step just done is one after which the weights are validated.
    boolean validates() {
        boolean byEpoch = validationInterval == 0 || patience > 0;
        return byEpoch && epochEnds() || step == total || validationInterval > 0 && step % validationInterval == 0;
    }

    /// Updates the rate and tells the listener, where the last time is `nanos` ago.
    void tell(Listener listener, long nanos) {
        long now = System.nanoTime();
        if (now - measuredNanos < nanos) {
            return;
        }
        double seconds = (now - measuredNanos) / 1e9;
        double latest = (step - measuredStep) * units / seconds;
        rate = Double.isNaN(rate) ? latest : rate + (latest - rate) * Math.min(1, seconds / MEMORY);
        measuredNanos = now;
        measuredStep = step;
        listener.progress(this);
    }

    @Override
    public long step() {
        return step;
    }

    @Override
    public long totalSteps() {
        return total;
    }

    @Override
    public int epoch() {
        return (int) (Math.max(0, step - 1) / perEpoch) + 1;
    }

    @Override
    public int epochs() {
        return (int) Math.ceilDiv(total, perEpoch);
    }

    @Override
    public double loss() {
        Sums sums = (interval.isEmpty() ? epoch : interval).sums();
        return sums.steps() > 0 ? sums.meanLoss() : lastEpoch == null ? Double.NaN : lastEpoch.loss();
    }

    @Override
    public Score validation() {
        return validation;
    }

    @Override
    public double rate() {
        return rate;
    }

    @Override
    public long skipped() {
        return skipped;
    }

    @Override
    public double secondsLeft() {
        return (total - step) * units / rate;
    }
}
