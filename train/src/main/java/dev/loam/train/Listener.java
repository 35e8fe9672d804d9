package dev.loam.train;

import java.nio.file.Path;

/// Told how a run goes. Every method does nothing unless overridden; they are called between steps and should be quick.
public interface Listener {
    /// A run that is about to take its first step.
    ///
    /// @param name        of the run's folder
    /// @param model       in words: `CNN, 206,922 parameters`
    /// @param data        in words, with sizes and source
    /// @param device      in words
    /// @param unit        what rates count: `images`, `characters`
    /// @param compileSeconds the time it took to compile the programs
    /// @param kernels     how many kernels they have
    /// @param resultKey   the hash of all that determines the result
    /// @param fromStep    the step it goes on from; 0 for a new run
    /// @param totalSteps  the step it ends at
    record Start(Path folder, String name, String model, String data, String device, String unit, double compileSeconds, int kernels,
                 String resultKey, long fromStep, long totalSteps) {
    }

    /// How far a run is. The same object at each call.
    interface Progress {
        long step();

        long totalSteps();

        /// Counted from 1.
        int epoch();

        int epochs();

        /// The mean over the steps since the last line of metrics.
        double loss();

        /// The last validation, or null.
        Score validation();

        /// Units (images, characters) per second, lately.
        double rate();

        /// Steps whose update was skipped because gradients overflowed under the loss scale.
        default long skipped() {
            return 0;
        }

        /// Seconds left at that rate; NaN where it is not known yet.
        double secondsLeft();
    }

    default void start(Start start) {
    }

    /// About ten times a second.
    default void progress(Progress progress) {
    }

    /// At the end of an epoch, after the validation.
    default void epoch(Progress progress, Score training) {
    }

    /// Asked at the end of each epoch, after [#epoch]: false ends training there, as if all steps were done.
    default boolean goesOn(Progress progress) {
        return true;
    }

    /// Something a person should know: stand-in data, a damaged checkpoint that was passed over.
    default void notice(String sentence) {
    }

    /// The run was asked to stop and has saved.
    default void stopped(long step, Path folder) {
    }

    default void finish(Summary summary) {
    }

    /// Both: this one is told first.
    default Listener and(Listener other) {
        return new Listeners(this, other);
    }
}
