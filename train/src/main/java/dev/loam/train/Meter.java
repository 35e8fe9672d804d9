package dev.loam.train;

/// How fast a run goes and how long it will take, from the last few seconds.
final class Meter implements Listener.Progress {
    /// The rate follows changes within about this many seconds.
    private static final double MEMORY = 5;

    private final Trainer trainer;
    private long told = System.nanoTime();
    private long since = told;
    private long steps;
    private double rate = Double.NaN;

    Meter(Trainer trainer) {
        this.trainer = trainer;
    }

    /// A step was done.
    void stepped() {
        steps++;
    }

    /// Tells the listener, where the last time is `nanos` ago.
    void tell(Listener listener, long nanos) {
        long now = System.nanoTime();
        if (now - told < nanos) {
            return;
        }
        measure(now);
        told = now;
        listener.progress(this);
    }

    private void measure(long now) {
        double seconds = (now - since) / 1e9;
        double latest = steps * (double) trainer.problem().config().data().batchSize() / seconds;
        double weight = Math.min(1, seconds / MEMORY);
        rate = Double.isNaN(rate) ? latest : rate + (latest - rate) * weight;
        since = now;
        steps = 0;
    }

    @Override
    public long step() {
        return trainer.step();
    }

    @Override
    public long totalSteps() {
        return trainer.totalSteps();
    }

    @Override
    public int epoch() {
        return (int) Math.min(epochs(), (Math.max(0, trainer.step() - 1)) / trainer.stepsPerEpoch() + 1);
    }

    @Override
    public int epochs() {
        return (int) Math.ceilDiv(trainer.totalSteps(), trainer.stepsPerEpoch());
    }

    @Override
    public double loss() {
        Position.Sums sums = trainer.interval().steps() > 0 ? trainer.interval() : trainer.epoch();
        return sums.steps() > 0 ? sums.meanLoss() : trainer.lastEpoch() == null ? Double.NaN : trainer.lastEpoch().loss();
    }

    @Override
    public Score validation() {
        return trainer.validation();
    }

    @Override
    public double rate() {
        return rate;
    }

    @Override
    public double secondsLeft() {
        return (trainer.totalSteps() - trainer.step()) * (double) trainer.problem().config().data().batchSize() / rate;
    }
}
