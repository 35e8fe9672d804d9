package dev.loam.runtime;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/// Compiling a graph, for Java Flight Recorder.
@Name("dev.loam.Compile")
@Label("Compile")
@Category("Loam")
@Description("A graph becomes a program")
@StackTrace(false)
final class CompileEvent extends jdk.jfr.Event {
    @Label("Program")
    String program;

    @Label("Kernels")
    int kernels;

    @Label("Launches")
    int launches;

    @Label("Time to Loop IR")
    @Timespan(Timespan.NANOSECONDS)
    long lowering;

    @Label("Time to Machine Code")
    @Description("made, or found in the kernel cache")
    @Timespan(Timespan.NANOSECONDS)
    long code;
}
