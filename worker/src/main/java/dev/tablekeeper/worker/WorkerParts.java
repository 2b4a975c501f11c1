package dev.tablekeeper.worker;

import dev.tablekeeper.jobs.Claims;
import dev.tablekeeper.jobs.JobRecords;
import dev.tablekeeper.jobs.Plans;
import dev.tablekeeper.jobs.Sources;
import dev.tablekeeper.jobs.backup.Backups;
import dev.tablekeeper.model.table.TableDefinitions;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Warehouse;
import java.time.Clock;
import java.time.Duration;

/**
 * What a worker works with, chosen by a main.
 *
 * @param heartbeatTimeout how long a step may be silent until it is taken for dead and done again
 */
public record WorkerParts(
        TableDefinitions tables,
        ObjectStore objects,
        Warehouse warehouse,
        Sources sources,
        JobRecords records,
        Plans plans,
        Claims claims,
        Backups backups,
        Clock clock,
        Duration heartbeatTimeout) {
    /** Longer than a disk stalls, short enough to wait for when a worker was killed. */
    public static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(30);
}
