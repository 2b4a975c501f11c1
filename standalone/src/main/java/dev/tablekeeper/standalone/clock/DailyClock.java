package dev.tablekeeper.standalone.clock;

import dev.tablekeeper.jobs.Claims;
import dev.tablekeeper.jobs.Hashes;
import dev.tablekeeper.jobs.JobRequest;
import dev.tablekeeper.jobs.backup.BackupJobs;
import dev.tablekeeper.jobs.backup.Backups;
import dev.tablekeeper.model.workflow.BackupTables;
import dev.tablekeeper.model.workflow.VerifyBackup;
import dev.tablekeeper.stores.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a backup of all tables each local date and a drill each week, from its construction to {@link #close}.
 *
 * <p>Once, whatever becomes of the clock and of this process: the date is the job's idempotency key, so asking again gives
 * the job that there is, also after a crash between any two steps. It looks at the wall clock every few seconds instead of
 * sleeping until the time comes: a machine that slept, or whose clock was set, finds out at the next look.
 */
public final class DailyClock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DailyClock.class);
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration LAST_LOOK = Duration.ofSeconds(5);
    private static final String SCHEDULE = "schedule";
    private static final String BACKUP = "daily-backup";
    private static final String DRILL = "weekly-drill";
    private static final int DRILL_HOURS_LATER = 1;

    private final Clock clock;
    private final RunningSince since;
    private final List<Duty> duties;
    private final Set<String> failing = new HashSet<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "tablekeeper-clock");

    private DailyClock(Clock clock, ObjectStore objects, List<Duty> duties) {
        this.clock = clock;
        this.since = new RunningSince(objects);
        this.duties = List.copyOf(duties);
        thread.setDaemon(true);
    }

    /**
     * Starts it.
     *
     * @param at when to back up; the drill is an hour later on Sundays
     * @param objects where it is written down since when it runs
     */
    public static DailyClock start(
            LocalTime at, ZoneId zone, Clock clock, ObjectStore objects, BackupJobs jobs, Backups backups) {
        DailyClock daily = of(at, zone, clock, objects, jobs, backups);
        daily.thread.start();
        return daily;
    }

    /** One that looks only when it is told to. */
    static DailyClock of(
            LocalTime at, ZoneId zone, Clock clock, ObjectStore objects, BackupJobs jobs, Backups backups) {
        Duty backup = new Duty(BACKUP, Rhythm.daily(at, zone), date -> {
            jobs.backup(BackupTables.Input.all(), SCHEDULE, key(BACKUP, date));
            return true;
        });
        Duty drill = new Duty(DRILL, Rhythm.onSundays(at, DRILL_HOURS_LATER, zone), week -> {
            if (backups.newest().isEmpty()) {
                return false;
            }
            jobs.verify(new VerifyBackup.Input(Optional.empty()), SCHEDULE, key(DRILL, week));
            return true;
        });
        return new DailyClock(clock, objects, List.of(backup, drill));
    }

    private static Optional<JobRequest.Key> key(String duty, String period) {
        return Optional.of(new JobRequest.Key(Claims.key(SCHEDULE, duty, period), Hashes.sha256(duty)));
    }

    private void run() {
        try {
            do {
                look();
            } while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.debug("the clock was interrupted, and stops");
        }
    }

    /** Does what is due now. What cannot be done, because Temporal or a store is away, is due again at the next look. */
    void look() {
        Instant now = clock.instant();
        for (Duty duty : duties) {
            try {
                duty.see(now, since.at(now));
                if (failing.remove(duty.name())) {
                    LOG.info("The {} that could not be started was", duty.name());
                }
            } catch (RuntimeException e) {
                if (failing.add(duty.name())) {
                    LOG.warn("The {} cannot be started just now, and is tried again: {}", duty.name(), e.getMessage());
                }
            }
        }
    }

    /** Stops after what it is doing, which may be cut off at any place. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(LAST_LOOK.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
