package dev.tablekeeper.standalone.temporal;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the temporal program running until it is closed, and then ends it. One that ends by itself is started again on the
 * same ports: at once, and the longer it goes on the less often.
 */
final class Supervision implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Supervision.class);
    private static final Duration STEADY = Duration.ofMinutes(1);
    private static final long LONGEST_PAUSE_SECONDS = 30;

    /** Starts it once more. */
    interface Start {
        ServerProcess again() throws IOException;
    }

    private final Start start;
    private final ProgramLog log;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "temporal-program");
        daemon.setDaemon(true);
        return daemon;
    });
    private Optional<ServerProcess> process;
    private long startedNanos = System.nanoTime();
    private long pauseSeconds;
    private boolean closed;

    Supervision(ServerProcess process, Start start, ProgramLog log) {
        this.process = Optional.of(process);
        this.start = start;
        this.log = log;
        watch(process);
    }

    /** Ends the program; its database keeps what it knows. */
    @Override
    public void close() {
        Optional<ServerProcess> last;
        synchronized (this) {
            closed = true;
            last = process;
            thread.shutdownNow();
        }
        if (last.isPresent() && !last.get().end()) {
            LOG.warn(
                    "the temporal program (process {}) does not end", last.get().pid());
        }
    }

    private void watch(ServerProcess watched) {
        var unused = watched.onExit().thenRun(() -> later(() -> ended(watched), 0));
    }

    private synchronized void ended(ServerProcess gone) {
        if (closed) {
            return;
        }
        process = Optional.empty();
        pauseSeconds = System.nanoTime() - startedNanos > STEADY.toNanos()
                ? 0
                : Math.min(LONGEST_PAUSE_SECONDS, pauseSeconds * 2 + 1);
        LOG.warn(
                "the temporal program has ended by itself ({}; its last words: {}); it is started again{}",
                gone.exit(),
                log.tail().isEmpty() ? "none" : log.tail(),
                pauseSeconds == 0 ? "" : " in " + pauseSeconds + " s");
        later(this::startAgain, pauseSeconds);
    }

    private synchronized void startAgain() {
        if (closed) {
            return;
        }
        try {
            startedNanos = System.nanoTime();
            ServerProcess fresh = start.again();
            process = Optional.of(fresh);
            watch(fresh);
        } catch (IOException e) {
            pauseSeconds = Math.min(LONGEST_PAUSE_SECONDS, pauseSeconds * 2 + 1);
            LOG.error("the temporal program could not be started again, it is tried on: {}", e.getMessage());
            later(this::startAgain, pauseSeconds);
        }
    }

    private void later(Runnable task, long seconds) {
        try {
            var unused = thread.schedule(task, seconds, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            // Closed meanwhile: it is to end.
        }
    }
}
