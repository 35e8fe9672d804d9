package dev.loam.runtime;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// One run of a program, for Java Flight Recorder. An executable has one and uses it again for each run.
@Name("dev.loam.Step")
@Label("Step")
@Category("Loam")
@Description("One run of a compiled program")
@StackTrace(false)
final class StepEvent extends jdk.jfr.Event {
    @Label("Program")
    final String program;

    @Label("Run")
    @Description("counted from 0")
    long run;

    @Label("Launches")
    final int launches;

    StepEvent(String program, int launches) {
        this.program = program;
        this.launches = launches;
    }

    /// The run has ended.
    void done(long number) {
        end();
        if (shouldCommit()) {
            run = number;
            commit();
        }
    }
}
