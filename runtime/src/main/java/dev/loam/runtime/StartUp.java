package dev.loam.runtime;

/// Where the time from the start of the process to its first step goes: a line on standard error for each point on the way, under
/// `LOAM_DEBUG=1`.
public final class StartUp {
    private static long before;
    private static long start;

    private StartUp() {
    }

    /// Says that `what` is done.
    public static synchronized void mark(String what) {
        if (Debug.LEVEL < 1) {
            return;
        }
        long now = System.currentTimeMillis();
        if (start == 0) {
            // the launcher says when it began; the system knows the process's start to a hundredth of a second
            long began = Long.getLong("loam.began", 0);
            start = began > 0 ? began : ProcessHandle.current().info().startInstant().map(java.time.Instant::toEpochMilli).orElse(now);
            before = start;
        }
        Debug.print(1, String.format(java.util.Locale.ROOT, "start %5d ms  +%-5d %s", now - start, now - before, what));
        before = now;
    }
}
