package dev.tablekeeper.jobs;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a {@link Sweeper} do its work again and again, and others theirs each hour, in one thread, until it is closed. */
public final class Sweeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeping.class);
    private static final Duration PAUSE = Duration.ofSeconds(15);
    private static final Duration PAUSE_WHILE_AWAY = Duration.ofSeconds(2);
    private static final Duration BETWEEN_CHORES = Duration.ofHours(1);
    private static final Duration LAST_SWEEP = Duration.ofSeconds(5);

    /** A pause is at least this many times as long as the sweep before it, so that many open jobs do not keep it busy. */
    private static final int REST = 5;

    private final Sweeper sweeper;
    private final List<Chore> hourly;
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "tablekeeper-sweeper");
    private volatile boolean closed;

    /** @param hourly what is done each hour, beginning now; one that fails keeps none of the others from being done */
    public Sweeping(Sweeper sweeper, List<Chore> hourly) {
        this.sweeper = sweeper;
        this.hourly = List.copyOf(hourly);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Work that may be cut off anywhere, and begun again.
     *
     * @param what it is, for the log: {@code Deleting what has had its time}
     */
    public record Chore(String what, Runnable work) {}

    /** Sweeps now, or once more if a sweep is under way. */
    public void soon() {
        wake.release();
    }

    private void run() {
        boolean first = true;
        long lastChores = System.nanoTime() - BETWEEN_CHORES.toNanos();
        while (!closed) {
            long begin = System.nanoTime();
            attempt("A sweep", first ? this::first : sweeper::sweep);
            first = false;
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            if (System.nanoTime() - lastChores >= BETWEEN_CHORES.toNanos()) {
                hourly.forEach(chore -> attempt(chore.what(), chore.work()));
                lastChores = System.nanoTime();
            }
            pause(sweeper.away() ? PAUSE_WHILE_AWAY : PAUSE, took.multipliedBy(REST));
        }
    }

    private void first() {
        int open = sweeper.sweep();
        if (open > 0) {
            LOG.info("{} jobs that were accepted before go on", open);
        }
    }

    private static void attempt(String what, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.warn("{} was broken off, and begins again soon: {}", what, e.toString());
        }
    }

    private void pause(Duration usual, Duration atLeast) {
        Duration pause = usual.compareTo(atLeast) < 0 ? atLeast : usual;
        try {
            if (wake.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                wake.drainPermits();
            }
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    /** Stops after what it is doing, which may be cut off at any place. */
    @Override
    public void close() {
        closed = true;
        wake.release();
        try {
            thread.join(LAST_SWEEP.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
