package dev.tablekeeper.standalone.incoming;

import dev.tablekeeper.jobs.JobRecords;
import dev.tablekeeper.jobs.SetAside;
import dev.tablekeeper.jobs.Sources;
import dev.tablekeeper.jobs.StoredLoads;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the incoming place: each file {@code {table}/**}{@code /*.csv} or {@code .csv.gz} is loaded once it is whole.
 *
 * <p>It looks again and again instead of having itself told: the kernel's notifications are lost when a queue overflows,
 * do not come from other machines' writes to a network file system, end when the folder goes away, and do not say what
 * came while nothing ran. A look would be needed for all of these anyway.
 */
public final class IncomingFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IncomingFolder.class);
    private static final Duration IDLE = Duration.ofMillis(500);
    private static final Duration BUSY = Duration.ofMillis(100);
    private static final Duration LAST_LOOK = Duration.ofSeconds(3);

    private final IncomingPlace place;
    private final IncomingLoads loads;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "tablekeeper-incoming");

    public IncomingFolder(IncomingPlace place, StoredLoads loads, JobRecords records, Sources sources, SetAside aside) {
        this(place, loads, records, sources, aside, System::nanoTime);
    }

    IncomingFolder(
            IncomingPlace place,
            StoredLoads loads,
            JobRecords records,
            Sources sources,
            SetAside aside,
            LongSupplier nanos) {
        this.place = place;
        this.loads = new IncomingLoads(place, new Arrivals(place, loads, records, sources, aside), nanos);
        this.thread.setDaemon(true);
    }

    /** Begins to look, at what came while nothing ran first. */
    public void start() {
        LOG.info("Watching {}: a file TABLE/….csv or .csv.gz that is put there is loaded", place.folder());
        thread.start();
    }

    /** One look: starts loads as far as there is room; returns whether there may soon be room for more. */
    boolean pass() {
        return loads.pass();
    }

    /** Starts no more loads from now on; those that were started go on. */
    @Override
    public void close() {
        loads.stop();
        stopped.countDown();
        try {
            thread.join(LAST_LOOK.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            Duration pause;
            do {
                pause = look() ? BUSY : IDLE;
            } while (!stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.info("{} is not watched any more", place.folder());
        }
    }

    private boolean look() {
        try {
            return pass();
        } catch (Throwable e) {
            // Nothing may end the watching for good; the next look begins afresh.
            LOG.error("while looking at {}", place.folder(), e);
            return false;
        }
    }
}
