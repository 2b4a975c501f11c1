package dev.tablekeeper.api;

import dev.tablekeeper.jobs.Acceptance;
import dev.tablekeeper.jobs.Claims;
import dev.tablekeeper.jobs.Jobs;
import dev.tablekeeper.jobs.Retries;
import dev.tablekeeper.jobs.Sources;
import dev.tablekeeper.jobs.backup.BackupJobs;
import dev.tablekeeper.jobs.backup.Backups;
import dev.tablekeeper.jobs.backup.Undos;
import dev.tablekeeper.model.table.TableDefinitions;
import dev.tablekeeper.model.table.ViewDefinitions;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Warehouse;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What the API asks and tells.
 *
 * @param objects where uploads go and rejects are
 * @param incoming where files go that are uploaded past the API
 * @param ready whether what it needs can be reached; asked at every {@code /readyz}
 * @param metrics where requests are counted, if anywhere
 */
public record ApiParts(
        TableDefinitions tables,
        ViewDefinitions views,
        Warehouse warehouse,
        ObjectStore objects,
        Sources sources,
        IncomingUploads incoming,
        Claims claims,
        Acceptance acceptance,
        Jobs jobs,
        Retries retries,
        Backups backups,
        BackupJobs backupJobs,
        Undos undos,
        Clock clock,
        BooleanSupplier ready,
        Optional<TemporalUi> temporalUi,
        Optional<MeterRegistry> metrics) {}
