package dev.tablekeeper.worker;

import dev.tablekeeper.jobs.Claims;
import dev.tablekeeper.jobs.JobRecords;
import dev.tablekeeper.jobs.Plans;
import dev.tablekeeper.jobs.Sources;
import dev.tablekeeper.model.table.TableDefinitions;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Warehouse;
import java.time.Clock;

/** What a worker works with, chosen by a main. */
public record WorkerParts(
        TableDefinitions tables,
        ObjectStore objects,
        Warehouse warehouse,
        Sources sources,
        JobRecords records,
        Plans plans,
        Claims claims,
        Clock clock) {}
