package dev.loam.runtime;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/// One launch of a kernel in native code, for Java Flight Recorder; written when its step has ended. A recording that wants it switches it
/// on (`dev.loam.Kernel#enabled=true`), and with it the stamps between kernels.
@Name("dev.loam.Kernel")
@Label("Kernel")
@Category("Loam")
@Description("One launch of a kernel, on all threads; the event lies at the end of its step")
@Enabled(false)
@StackTrace(false)
final class KernelEvent extends jdk.jfr.Event {
    @Label("Kernel")
    String kernel;

    @Label("Run")
    long run;

    @Label("Launch")
    int launch;

    @Label("Time")
    @Timespan(Timespan.NANOSECONDS)
    long time;
}
