package dev.tablekeeper.api.resource;

import dev.tablekeeper.api.ApiParts;
import dev.tablekeeper.api.security.Caller;
import dev.tablekeeper.jobs.Acceptance;
import dev.tablekeeper.jobs.Job;
import dev.tablekeeper.jobs.JobRequest;
import dev.tablekeeper.jobs.backup.BackupJobs;
import dev.tablekeeper.jobs.backup.Backups;
import dev.tablekeeper.jobs.backup.Manifest;
import dev.tablekeeper.jobs.backup.UndoBasis;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.table.ObjectName;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.RestoreTables;
import dev.tablekeeper.model.workflow.UndoRestore;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;

/** Restores, and their undoing. */
public final class RestoresResource {
    private static final String DISCARD_NEWER = "discardNewer";

    private final ApiParts parts;
    private final JobAnswers answers;
    private final Backups backups;
    private final BackupJobs jobs;

    public RestoresResource(ApiParts parts, JobAnswers answers) {
        this.parts = parts;
        this.answers = answers;
        this.backups = parts.backups();
        this.jobs = parts.backupJobs();
    }

    /** {@code POST /v1/restores}. */
    public void create(Context ctx) {
        JobAsked asked = new JobAsked(ctx);
        RestoreFields fields = new RestoreFields(asked.fields(RestoreFields.ALL), asked.faults());
        requireTables(asked.caller(), fields.tables(), fields);
        boolean repeated = asked.repeated(parts.claims(), parts.jobs());
        Optional<Manifest> backup = repeated ? Optional.empty() : backup(asked, fields);
        backup.ifPresent(manifest -> requireThere(asked, fields, manifest));
        asked.faults().check();

        RestoreTables.Input input = fields.input();
        // As it was asked for, since a repetition may find other backups.
        Optional<JobRequest.Key> key = asked.key(Json.write(input));
        List<String> about = backup.filter(manifest -> fields.tables().isEmpty())
                .map(Manifest::tableNames)
                .orElseGet(() -> BackupJobs.about(parts.tables(), input.tables()));
        answers.accepted(
                ctx,
                jobs.restore(
                        asked.caller().seesAll() ? input : input.withTables(about),
                        about,
                        asked.caller().name(),
                        key),
                false,
                asked.patience());
    }

    /** The backup that is meant; where there is none, that is a fault. */
    private Optional<Manifest> backup(JobAsked asked, RestoreFields fields) {
        Optional<String> id = fields.backup().filter(name -> !name.equals(RestoreTables.Input.LATEST));
        if (!fields.tellsWhich()) {
            return Optional.empty();
        }
        if (fields.asOf().isPresent()) {
            Optional<String> found = backups.asOf(fields.asOf().get());
            if (found.isEmpty()) {
                unknown(asked, RestoreFields.AS_OF, "is before the first backup; GET /v1/backups lists them");
            }
            return found.flatMap(backups.place()::find);
        }
        Optional<Manifest> manifest = id.or(backups::newest).flatMap(backups.place()::find);
        if (manifest.isEmpty()) {
            unknown(
                    asked,
                    RestoreFields.BACKUP,
                    id.map(name -> "'" + name + "' is not there; GET /v1/backups lists them")
                            .orElse("is missing, since there is none yet; POST /v1/backups makes one"));
        }
        return manifest;
    }

    private static void unknown(JobAsked asked, String field, String reason) {
        asked.faults().add(FailureType.UNKNOWN_BACKUP, field, reason);
    }

    private static void requireThere(JobAsked asked, RestoreFields fields, Manifest backup) {
        List<String> there = backup.tableNames();
        if (fields.tables().isEmpty()) {
            requireTables(asked.caller(), there, fields);
        }
        List<String> seen =
                there.stream().filter(t -> asked.caller().sees(List.of(t))).toList();
        for (String table : fields.tables()) {
            if (!there.contains(table)) {
                asked.faults()
                        .add(
                                RestoreFields.TABLES,
                                "the backup " + backup.id() + " has no table '" + table + "'; "
                                        + UnknownName.guess(table, seen));
            }
        }
        for (String table : fields.tables().isEmpty() ? there : fields.tables()) {
            fields.intoSuffix()
                    .flatMap(suffix -> ObjectName.fault(table + suffix))
                    .filter(fault -> ObjectName.fault(table).isEmpty())
                    .ifPresent(fault -> asked.faults().add(RestoreFields.INTO_SUFFIX, "makes a name of it: " + fault));
        }
    }

    /** What is read of the backup, and what is written to. */
    private static void requireTables(Caller caller, List<String> tables, RestoreFields fields) {
        caller.requireTables(tables);
        fields.intoSuffix()
                .ifPresent(suffix -> caller.requireTables(
                        tables.stream().map(table -> table + suffix).toList()));
    }

    /** {@code POST /v1/jobs/{id}/undo}. */
    public void undo(Context ctx) {
        JobAsked asked = new JobAsked(ctx);
        boolean discardNewer =
                asked.fields(List.of(DISCARD_NEWER)).bool(DISCARD_NEWER).orElse(false);
        asked.faults().check();
        Job restore = JobsResource.seen(parts.jobs(), ctx);
        boolean repeated = asked.repeated(parts.claims(), parts.jobs());
        if (!repeated && jobs.undoing(restore.id()).isEmpty()) {
            UndoBasis basis = parts.undos().require(restore.id());
            if (!discardNewer) {
                parts.undos().requireUnchanged(restore.id(), basis);
            }
        }
        Acceptance.Accepted accepted = jobs.undo(
                new UndoRestore.Input(restore.id(), discardNewer),
                restore.tables(),
                asked.caller().name(),
                asked.key("undo", restore.id(), Boolean.toString(discardNewer)));
        answers.accepted(ctx, accepted, accepted.existing() && !repeated, asked.patience());
    }
}
