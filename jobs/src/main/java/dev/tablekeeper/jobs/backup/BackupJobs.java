package dev.tablekeeper.jobs.backup;

import dev.tablekeeper.jobs.Acceptance;
import dev.tablekeeper.jobs.AcceptedJob;
import dev.tablekeeper.jobs.JobIds;
import dev.tablekeeper.jobs.JobRequest;
import dev.tablekeeper.jobs.Names;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.table.TableDefinitions;
import dev.tablekeeper.model.workflow.BackupTables;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.RestoreTables;
import dev.tablekeeper.model.workflow.UndoRestore;
import dev.tablekeeper.model.workflow.VerifyBackup;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Accepts backups, restores, drills and undoings, from whoever asks for them. All throw what {@link Acceptance#accept}
 * throws.
 */
public final class BackupJobs {
    private final Acceptance acceptance;
    private final TableDefinitions tables;
    private final Clock clock;

    public BackupJobs(Acceptance acceptance, TableDefinitions tables, Clock clock) {
        this.acceptance = acceptance;
        this.tables = tables;
        this.clock = clock;
    }

    public Acceptance.Accepted backup(BackupTables.Input input, String startedBy, Optional<JobRequest.Key> key) {
        return accept(JobKind.BACKUP, about(tables, input.tables()), input, startedBy, key, Optional.empty());
    }

    public Acceptance.Accepted restore(RestoreTables.Input input, String startedBy, Optional<JobRequest.Key> key) {
        return restore(input, about(tables, input.tables()), startedBy, key);
    }

    /** @param about the tables that are restored */
    public Acceptance.Accepted restore(
            RestoreTables.Input input, List<String> about, String startedBy, Optional<JobRequest.Key> key) {
        return accept(JobKind.RESTORE, about, input, startedBy, key, Optional.empty());
    }

    public Acceptance.Accepted verify(VerifyBackup.Input input, String startedBy, Optional<JobRequest.Key> key) {
        return verify(input, about(tables, List.of()), startedBy, key);
    }

    /** @param about the tables of the backup */
    public Acceptance.Accepted verify(
            VerifyBackup.Input input, List<String> about, String startedBy, Optional<JobRequest.Key> key) {
        return accept(JobKind.VERIFY, about, input, startedBy, key, Optional.empty());
    }

    /** The job that undoes a restore, or has undone it. */
    public Optional<AcceptedJob> undoing(String restore) {
        return acceptance.holder(Names.undo(restore));
    }

    /**
     * A restore is undone once: asking again gives the job that does so, unless that failed or was cancelled.
     *
     * @param about the tables of the restore
     * @throws Failure also what {@link Undos#require} throws, if it is asked before
     */
    public Acceptance.Accepted undo(
            UndoRestore.Input input, List<String> about, String startedBy, Optional<JobRequest.Key> key) {
        JobRequest.Source once = new JobRequest.Source(Names.undo(input.restore()), false);
        return accept(JobKind.UNDO, about, input, startedBy, key, Optional.of(once));
    }

    /** The tables that such a job is about, as far as that is known before it has begun: all described ones for all. */
    public static List<String> about(TableDefinitions tables, List<String> named) {
        return named.isEmpty() ? tables.names() : named;
    }

    private Acceptance.Accepted accept(
            JobKind kind,
            List<String> about,
            Object input,
            String startedBy,
            Optional<JobRequest.Key> key,
            Optional<JobRequest.Source> source) {
        return acceptance.accept(new JobRequest(
                kind,
                about,
                startedBy,
                JobIds.next(kind, clock.instant()),
                job -> Json.MAPPER.valueToTree(input),
                key,
                source));
    }
}
