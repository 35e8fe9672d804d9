package dev.loam.train;

import dev.loam.data.Batches;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Brings each step its batch: made there and then, or by threads that work ahead of the steps. What a batch holds depends on
/// the step alone, so that any number of threads gives the same run.
final class Loader implements AutoCloseable {
    private final Epochs epochs;
    private final long steps;
    private final Slot[] slots;
    private final Thread[] workers;
    private final Arena arena;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /// the step to be read next, the first that no worker has taken, and how many are being made
    private long reading;
    private long untaken;
    private int working;
    private boolean started;
    private boolean closed;
    private RuntimeException failure;

    /// Room for one batch's two fields.
    private static final class Slot {
        private MemorySegment x;
        private MemorySegment y;
        /// the step whose batch is ready
        private long step = -1;
    }

    /// @param total   steps of the run; nothing is prepared beyond them
    /// @param workers how many threads; 0 for none
    Loader(Epochs epochs, long total, int workers) {
        this.epochs = epochs;
        this.steps = total;
        this.workers = new Thread[workers];
        this.slots = new Slot[workers == 0 ? 0 : workers + 1];
        Arrays.setAll(slots, _ -> new Slot());
        this.arena = workers == 0 ? null : Arena.ofShared();
    }

    /// Field `field` of the batch of step `step`, made in this thread.
    void fill(long step, int field, MemorySegment to) {
        epochs.at(step).fill(epochs.batch(step), field, to);
    }

    /// Waits for the batch of step `step`, and copies it.
    void read(long step, MemorySegment x, MemorySegment y) {
        if (workers.length == 0) {
            fill(step, 0, x);
            fill(step, 1, y);
            return;
        }
        Slot slot = slots[(int) (step % slots.length)];
        lock.lock();
        try {
            if (!started || step != reading) {
                start(step, x.byteSize(), y.byteSize());
            }
            while (slot.step != step) {
                if (failure != null) {
                    throw failure;
                }
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
        MemorySegment.copy(slot.x, 0, x, 0, x.byteSize());
        MemorySegment.copy(slot.y, 0, y, 0, y.byteSize());
        lock.lock();
        reading = step + 1;
        changed.signalAll();
        lock.unlock();
    }

    /// Begins at a step: at the first that is asked for, or where steps are not read one after the other.
    private void start(long step, long bytesX, long bytesY) {
        untaken = Long.MAX_VALUE;
        while (working > 0) {
            changed.awaitUninterruptibly();
        }
        reading = step;
        untaken = step;
        for (Slot slot : slots) {
            slot.step = -1;
        }
        if (!started) {
            started = true;
            for (Slot slot : slots) {
                slot.x = arena.allocate(bytesX, 64);
                slot.y = arena.allocate(bytesY, 64);
            }
            for (int i = 0; i < workers.length; i++) {
                workers[i] = Thread.ofPlatform().daemon().name("loam-data-" + i).start(this::work);
            }
        }
        changed.signalAll();
    }

    private void work() {
        for (long step = take(); step >= 0; step = take()) {
            Slot slot = slots[(int) (step % slots.length)];
            RuntimeException problem = null;
            try {
                Batches batches = epochs.at(step);
                batches.fill(epochs.batch(step), 0, slot.x);
                batches.fill(epochs.batch(step), 1, slot.y);
            } catch (RuntimeException e) {
                problem = e;
            }
            lock.lock();
            slot.step = problem == null ? step : -1;
            failure = problem == null ? failure : problem;
            working--;
            changed.signalAll();
            lock.unlock();
        }
    }

    /// The next step to prepare, as soon as there is room for its batch; -1 when the loader is closed.
    private long take() {
        lock.lock();
        try {
            while (!closed && (untaken >= steps || untaken >= reading + slots.length)) {
                changed.awaitUninterruptibly();
            }
            if (closed) {
                return -1;
            }
            working++;
            return untaken++;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        if (workers.length == 0) {
            return;
        }
        lock.lock();
        closed = true;
        changed.signalAll();
        lock.unlock();
        try {
            for (Thread worker : workers) {
                if (worker != null) {
                    worker.join();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        arena.close();
    }
}
