package dev.loam.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/// Threads that carry out one task together with the caller. The caller waits for those that have begun, not for one that the
/// system has put aside meanwhile: that one leaves the task out. A worker waits for the next task first spinning, for about as long
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
        private static final VarHandle TAKEN = taken();
        /// the last round that the worker has begun or that was taken from it
        volatile long taken;
        volatile long done;
        volatile boolean parked;

        private static VarHandle taken() {
            try {
                return MethodHandles.lookup().findVarHandle(Slot.class, "taken", long.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        /// True for the one, worker or caller, that is first to take `round`.
        boolean take(long round) {
            long before = taken;
            return before < round && TAKEN.compareAndSet(this, before, round);
        }
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

    /// Runs `t` on all threads that come in time, and returns when each of these has ended. The task must be such that the caller
    /// alone would do it whole.
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
            if (s.take(r)) {
                continue;
            }
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
            if (!slot.take(seen)) {
                continue;
            }
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
