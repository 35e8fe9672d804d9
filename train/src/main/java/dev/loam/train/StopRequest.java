package dev.loam.train;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A wish that a run stop soon: it finishes its step, saves and returns.
public class StopRequest {
    private volatile boolean requested;
    private final CountDownLatch done = new CountDownLatch(1);

    /// Asks the run to stop.
    public void request() {
        requested = true;
    }

    public boolean requested() {
        return requested;
    }

    /// Told by the run when it has saved and said what there was to say.
    void done() {
        done.countDown();
    }

    /// Makes Ctrl-C (and any other orderly end of the JVM) ask for the stop and wait, at most `seconds`, until the run has
    /// saved. To be removed with the returned handle once the run is over.
    public AutoCloseable onShutdown(long seconds) {
        var hook = new Thread(() -> {
            request();
            try {
                done.await(seconds, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "loam-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        return () -> {
            done.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // the JVM is ending already
            }
        };
    }
}
