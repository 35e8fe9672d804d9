package dev.loam.runtime;

import java.util.concurrent.locks.LockSupport;

/// Threads that carry out one task together with the caller. A worker waits for the next task first spinning, for about as long
/// as a hand-over between the steps of a program takes, then parked; an unbounded spin would hold a core that others want.
final class Workers implements AutoCloseable {
    /// What each thread does; `thread` is 0 for the caller.
    interface Task {
        void run(int thread);
    }

    private static final int SPINS = 20_000;

    private final Thread[] threads;
    private volatile Task task;
    private volatile long round;
    private volatile boolean stopped;
    private volatile Throwable failure;
    private final Slot[] slots;

    /// What one worker tells the others; on a cache line of its own by its object header and neighbours.
    private static final class Slot {
        volatile long done;
        volatile boolean parked;
    }

    /// @param count threads in all, the caller included
    Workers(int count) {
        threads = new Thread[count - 1];
        slots = new Slot[count - 1];
        for (int i = 0; i < threads.length; i++) {
            int number = i;
            slots[i] = new Slot();
            threads[i] = new Thread(() -> work(number), "loam-worker-" + (i + 1));
            threads[i].setDaemon(true);
            threads[i].start();
        }
    }

    int count() {
        return threads.length + 1;
    }

    /// Runs `t` on all threads and returns when each has ended.
    void run(Task t) {
        task = t;
        long r = round + 1;
        round = r;
        for (int i = 0; i < threads.length; i++) {
            if (slots[i].parked) {
                LockSupport.unpark(threads[i]);
            }
        }
        try {
            t.run(0);
        } catch (Throwable e) {
            failure = e;
        }
        for (Slot s : slots) {
            for (int spins = 0; s.done != r; spins++) {
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    Thread.yield();
                }
            }
        }
        Throwable f = failure;
        if (f != null) {
            failure = null;
            throw new IllegalStateException("a thread failed", f);
        }
    }

    private void work(int number) {
        Slot slot = slots[number];
        long seen = 0;
        while (true) {
            for (int spins = 0; round == seen && !stopped; spins++) {
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    slot.parked = true;
                    if (round == seen && !stopped) {
                        LockSupport.park(this);
                    }
                    slot.parked = false;
                }
            }
            if (stopped) {
                return;
            }
            seen = round;
            try {
                task.run(number + 1);
            } catch (Throwable e) {
                failure = e;
            }
            slot.done = seen;
        }
    }

    @Override
    public void close() {
        stopped = true;
        for (Thread t : threads) {
            LockSupport.unpark(t);
        }
    }
}
