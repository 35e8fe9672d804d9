package dev.loam.train;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// The time in which a step waits for its batch, for Java Flight Recorder. Used again for each step.
@Name("dev.loam.DataWait")
@Label("Data Wait")
@Category("Loam")
@Description("A step's batch is read, decoded and copied to where the step takes it")
@StackTrace(false)
final class DataWaitEvent extends jdk.jfr.Event {
    @Label("Step")
    long step;

    /// The batch is there.
    void done(long number) {
        end();
        if (shouldCommit()) {
            step = number;
            commit();
        }
    }
}
