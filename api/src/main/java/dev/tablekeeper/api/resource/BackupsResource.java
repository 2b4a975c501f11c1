package dev.tablekeeper.api.resource;

import dev.tablekeeper.api.ApiParts;
import dev.tablekeeper.api.Refusal;
import dev.tablekeeper.api.security.Caller;
import dev.tablekeeper.jobs.backup.BackupPlace;
import dev.tablekeeper.jobs.backup.Backups;
import dev.tablekeeper.jobs.backup.Manifest;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.BackupTables;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.RestoreTables;
import dev.tablekeeper.model.workflow.VerifyBackup;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Backups: one, a list, making, proving and deleting one. */
public final class BackupsResource {
    private static final String TABLES = "tables";
    private static final String LABEL = "label";
    private static final String PAGE_TOKEN = "pageToken";
    private static final int BACKUPS = 50;
    private static final int MOST_BACKUPS = 500;

    private final ApiParts parts;
    private final KnownTables tables;
    private final JobAnswers answers;
    private final Backups backups;
    private final BackupPlace place;

    public BackupsResource(ApiParts parts, KnownTables tables, JobAnswers answers) {
        this.parts = parts;
        this.tables = tables;
        this.answers = answers;
        this.backups = parts.backups();
        this.place = backups.place();
    }

    private record ListView(List<BackupView> backups, Optional<String> nextPageToken) {}

    /** {@code POST /v1/backups}. */
    public void create(Context ctx) {
        JobAsked asked = new JobAsked(ctx);
        BodyFields fields = asked.fields(List.of(TABLES, LABEL));
        List<String> named = fields.texts(TABLES);
        asked.caller().requireTables(named);
        if (named.isEmpty()) {
            asked.caller().requireAllTables("Name tables that it is for.");
        }
        Optional<BackupTables.Input> input = input(asked, named, fields.text(LABEL));
        boolean repeated = asked.repeated(parts.claims(), parts.jobs());
        if (!repeated) {
            requireThere(asked, named);
        }
        asked.faults().check();
        BackupTables.Input whole = input.orElseThrow();
        answers.accepted(
                ctx,
                parts.backupJobs().backup(whole, asked.caller().name(), asked.key(Json.write(whole))),
                false,
                asked.patience());
    }

    private static Optional<BackupTables.Input> input(JobAsked asked, List<String> named, Optional<String> label) {
        try {
            return Optional.of(new BackupTables.Input(named, label));
        } catch (IllegalArgumentException e) {
            asked.faults().add(LABEL, e.getMessage());
            return Optional.empty();
        }
    }

    private void requireThere(JobAsked asked, List<String> named) {
        for (String table : named) {
            if (!tables.isThere(table, parts.warehouse())) {
                asked.faults().add(TABLES, tables.unknown(table));
            }
        }
    }

    /** {@code GET /v1/backups}. */
    public void list(Context ctx) {
        Faults faults = new Faults();
        QueryParameters query = new QueryParameters(ctx, faults, List.of("limit", PAGE_TOKEN));
        int limit = query.limit(BACKUPS, MOST_BACKUPS);
        Optional<String> after = query.text(PAGE_TOKEN);
        if (after.filter(token -> !BackupPlace.isId(token)).isPresent()) {
            faults.add(PAGE_TOKEN, "is not one that a list of backups has given; leave it out to begin");
        }
        faults.check();
        Caller caller = Caller.of(ctx);
        List<BackupView> views = new ArrayList<>();
        Backups.Page page;
        do {
            page = backups.list(limit - views.size(), after);
            page.backups().stream()
                    .filter(entry -> sees(caller, entry))
                    .map(BackupView::of)
                    .forEach(views::add);
            after = page.next();
        } while (views.size() < limit && after.isPresent());
        ctx.json(new ListView(views, after));
    }

    private static boolean sees(Caller caller, Backups.Entry entry) {
        return entry.manifest().map(m -> caller.sees(m.tableNames())).orElseGet(caller::seesAll);
    }

    /** {@code GET /v1/backups/{id}}. */
    public void one(Context ctx) {
        Manifest manifest = inPath(ctx);
        ctx.json(BackupView.whole(manifest, place.verification(manifest.id())));
    }

    /** {@code DELETE /v1/backups/{id}}. */
    public void delete(Context ctx) {
        Faults faults = new Faults();
        new QueryParameters(ctx, faults, List.of());
        faults.check();
        String id = ctx.pathParam("id");
        // A backup under way has no manifest, and is nothing that can be deleted.
        if (!place.complete(id)) {
            throw unknown(id);
        }
        Caller caller = Caller.of(ctx);
        try {
            place.find(id).ifPresent(manifest -> caller.requireTables(manifest.tableNames()));
        } catch (Failure e) {
            if (e.type() != FailureType.BACKUP_DAMAGED && e.type() != FailureType.NOT_POSSIBLE) {
                throw e;
            }
            caller.requireAllTables("What this backup holds cannot be read.");
        }
        backups.delete(id);
        ctx.status(204);
    }

    /** {@code POST /v1/backups/{id}/verifications}. */
    public void verify(Context ctx) {
        JobAsked asked = new JobAsked(ctx);
        asked.fields(List.of());
        asked.faults().check();
        Manifest manifest = inPath(ctx);
        answers.accepted(
                ctx,
                parts.backupJobs()
                        .verify(
                                new VerifyBackup.Input(Optional.of(manifest.id())),
                                manifest.tableNames(),
                                asked.caller().name(),
                                asked.key("verify", ctx.pathParam("id"))),
                false,
                asked.patience());
    }

    /**
     * The backup that the path names, by its id or as the newest one.
     *
     * @throws Refusal 404 where there is none, 403 where it holds tables that are not the caller's
     */
    private Manifest inPath(Context ctx) {
        String name = ctx.pathParam("id");
        Optional<String> id = name.equals(RestoreTables.Input.LATEST) ? backups.newest() : Optional.of(name);
        Manifest manifest = id.flatMap(place::find).orElseThrow(() -> unknown(name));
        Caller.of(ctx).requireTables(manifest.tableNames());
        return manifest;
    }

    private static Refusal unknown(String name) {
        return name.equals(RestoreTables.Input.LATEST)
                ? Refusal.unknownBackup("There is no backup yet. POST /v1/backups makes one.")
                : Refusal.unknownBackup("There is no backup '" + name + "'. GET /v1/backups lists them.");
    }
}
