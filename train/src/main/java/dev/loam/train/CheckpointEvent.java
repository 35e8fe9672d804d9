package dev.loam.train;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// A checkpoint being written, for Java Flight Recorder.
@Name("dev.loam.Checkpoint")
@Label("Checkpoint")
@Category("Loam")
@Description("Weights, optimizer and position are written, brought to the disk and renamed")
@StackTrace(false)
final class CheckpointEvent extends jdk.jfr.Event {
    @Label("Step")
    long step;

    @Label("Path")
    String path;
}
