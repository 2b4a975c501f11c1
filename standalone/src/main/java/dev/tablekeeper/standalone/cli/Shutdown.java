package dev.tablekeeper.standalone.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.utils.Signals;

/**
 * Ends the process as operators expect: the first SIGTERM, SIGINT or SIGHUP lets it come to rest, another one ends it at
 * once. Ending at once loses nothing, because what was accepted is in its record. A shutdown hook would not do: the JVM
 * ignores signals while hooks run; there is one all the same for ends that no signal brought about.
 */
final class Shutdown {
    /** As a shell tells that a signal ended a process: 128 and the signal's number. */
    private static final Map<String, Integer> SIGNALS = Map.of("HUP", 129, "INT", 130, "TERM", 143);

    private final Runnable rest;
    private final Duration atMost;
    private final PrintStream err;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch rested = new CountDownLatch(1);

    private Shutdown(Runnable rest, Duration atMost, PrintStream err) {
        this.rest = rest;
        this.atMost = atMost;
        this.err = err;
    }

    /**
     * Gets ready for it. A signal that the process was started to ignore stays ignored.
     *
     * @param rest what brings the process to rest; run once
     * @param atMost how long that may take before the process is ended all the same
     */
    static Shutdown with(Runnable rest, Duration atMost, PrintStream err) {
        Shutdown shutdown = new Shutdown(rest, atMost, err);
        SIGNALS.forEach((name, exitCode) -> Signals.register(name, () -> shutdown.signalled(exitCode)));
        Runtime.getRuntime().addShutdownHook(new Thread(shutdown::end, "tablekeeper-stop"));
        return shutdown;
    }

    /** Returns when the process is at rest. */
    void await() throws InterruptedException {
        rested.await();
    }

    private void signalled(int exitCode) {
        if (!comeToRest()) {
            Runtime.getRuntime().halt(exitCode);
        }
    }

    private void end() {
        if (!comeToRest()) {
            try {
                await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** False where it had begun before. */
    private boolean comeToRest() {
        if (!begun.compareAndSet(false, true)) {
            return false;
        }
        Thread deadline = new Thread(this::endAtDeadline, "tablekeeper-deadline");
        deadline.setDaemon(true);
        deadline.start();
        try {
            rest.run();
        } finally {
            rested.countDown();
        }
        return true;
    }

    private void endAtDeadline() {
        try {
            if (!rested.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                err.println("tablekeeper: still not at rest after " + atMost.toSeconds()
                        + " s; ends now. What was accepted goes on at the next start.");
                Runtime.getRuntime().halt(ExitCode.FAILED);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
