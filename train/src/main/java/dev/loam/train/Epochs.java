package dev.loam.train;

import dev.loam.data.Balance;
import dev.loam.data.Batches;
import dev.loam.data.Dataset;
import dev.loam.data.Labels;

/// The batches of each epoch: order, augmentation and balance of classes. A pure function of the config and the epoch; for many threads.
final class Epochs {
    /// Batches are prepared ahead, so that two epochs may be in use at a time; short epochs are soon made again.
    private static final int KEPT = 4;

    private final Config config;
    private final Dataset train;
    /// null where the classes come as often as they are there
    private final Balance balance;
    private final Batches[] kept = new Batches[KEPT];
    private final int[] numbers = new int[KEPT];
    private final long steps;

    Epochs(Problem problem) {
        config = problem.config();
        steps = problem.stepsPerEpoch();
        boolean weighs = config.data().balance().equals("weights");
        train = problem.labelled(problem.train(), weighs ? Labels.balance(Labels.counts(problem.train())) : null);
        balance = config.data().balance().equals("sample") ? Balance.of(problem.train()) : null;
    }

    /// The batches that hold the one of step `step`, whose number among them is [#batch(long)].
    Batches at(long step) {
        int epoch = (int) (step / steps);
        int place = epoch % KEPT;
        synchronized (kept) {
            if (kept[place] == null || numbers[place] != epoch) {
                kept[place] = make(epoch);
                numbers[place] = epoch;
            }
            return kept[place];
        }
    }

    long batch(long step) {
        return step % steps;
    }

    private Batches make(int epoch) {
        Dataset changed = config.augment().apply(train, config.seed(), epoch);
        Dataset ordered = balance == null ? changed.shuffle(config.seed(), epoch) : balance.epoch(changed, config.seed(), epoch);
        return ordered.batches(config.data().batchSize(), true);
    }
}
