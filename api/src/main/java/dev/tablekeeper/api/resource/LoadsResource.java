package dev.tablekeeper.api.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.api.ApiParts;
import dev.tablekeeper.api.security.Caller;
import dev.tablekeeper.jobs.Acceptance;
import dev.tablekeeper.jobs.JobIds;
import dev.tablekeeper.jobs.JobRequest;
import dev.tablekeeper.jobs.LoadOptions;
import dev.tablekeeper.jobs.Names;
import dev.tablekeeper.jobs.StoredLoads;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.LoadCsv;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Loads of CSV files: a request's own body, or what lies in a place that may be loaded from. */
public final class LoadsResource {
    private static final String TABLE = "table";
    private static final String URI = "uri";

    private final ApiParts parts;
    private final KnownTables tables;
    private final JobAnswers answers;
    private final Uploads uploads;
    private final StoredLoads stored;

    public LoadsResource(ApiParts parts, KnownTables tables, JobAnswers answers) {
        this.parts = parts;
        this.tables = tables;
        this.answers = answers;
        this.uploads = new Uploads(parts.objects(), parts.jobs(), parts.claims());
        this.stored = new StoredLoads(parts.sources(), parts.acceptance(), parts.claims(), parts.jobs(), parts.clock());
    }

    /** {@code POST /v1/tables/{table}/loads}. */
    public void intoTable(Context ctx) {
        TableDefinition table = tables.inPath(ctx);
        String type = MediaTypes.ofBody(ctx, List.of(MediaTypes.CSV, MediaTypes.JSON));
        if (type.equals(MediaTypes.CSV)) {
            MediaTypes.checkCoding(ctx, List.of("gzip"));
            upload(ctx, table);
        } else {
            MediaTypes.checkCoding(ctx, List.of());
            ObjectNode body = JsonBody.read(ctx);
            JobAsked asked = new JobAsked(ctx);
            checkFields(asked, body, List.of(URI));
            fromPlace(asked, Optional.of(table), body);
        }
    }

    /** {@code POST /load_csv}. */
    public void loadCsv(Context ctx) {
        MediaTypes.ofBody(ctx, List.of(MediaTypes.JSON));
        MediaTypes.checkCoding(ctx, List.of());
        ObjectNode body = JsonBody.read(ctx);
        JobAsked asked = new JobAsked(ctx);
        checkFields(asked, body, List.of(TABLE, URI));
        Optional<String> name = required(asked, body, TABLE);
        name.ifPresent(n -> Caller.of(ctx).requireTables(List.of(n)));
        Optional<TableDefinition> table = name.flatMap(tables.definitions()::find);
        if (table.isEmpty()) {
            name.ifPresent(n -> asked.faults().add(TABLE, tables.unknown(n)));
        }
        fromPlace(asked, table, body);
    }

    private void upload(Context ctx, TableDefinition table) {
        JobAsked asked = new JobAsked(ctx, LoadCsv.Input.OPTIONS);
        LoadOptions options =
                LoadOptions.ofTexts(asked.query().values()).otherwise("encoding", MediaTypes.charset(ctx));
        Optional<LoadCsv.Input> input = judge(options, Optional.of(table), Names.UPLOADS, asked);
        asked.faults().check();
        parts.acceptance().requireTemporal(asked.idempotencyKey().map(IdempotencyKey::claim));

        String id = JobIds.next(JobKind.LOAD, parts.clock().instant());
        String hash = uploads.receive(ctx, id, asked.idempotencyKey().isPresent());
        Acceptance.Accepted accepted;
        try {
            accepted = parts.acceptance()
                    .accept(new JobRequest(
                            JobKind.LOAD,
                            List.of(table.name()),
                            asked.caller().name(),
                            id,
                            job -> Json.MAPPER.valueToTree(
                                    input.orElseThrow().withSource(Names.upload(job), Optional.empty())),
                            asked.key(table.name(), hash, options.canonical()),
                            Optional.empty()));
        } catch (RuntimeException e) {
            uploads.takeBack(id, asked.idempotencyKey());
            throw e;
        }
        if (!accepted.job().id().equals(id)) {
            uploads.delete(id);
        }
        answers.accepted(ctx, accepted, false, asked.patience());
    }

    private void fromPlace(JobAsked asked, Optional<TableDefinition> named, ObjectNode body) {
        LoadOptions options = LoadOptions.ofJson(body);
        Optional<String> uri = required(asked, body, URI);
        Optional<LoadCsv.Input> input = judge(options, named, uri.orElse(URI), asked);
        asked.faults().check();

        LoadCsv.Input load = input.orElseThrow();
        boolean byObject = options.silent() && !asked.repeated(parts.claims(), parts.jobs());
        StoredLoads.Answer answer = stored.load(
                byObject ? stored.withOptionsOfObject(load) : load,
                asked.caller().name(),
                asked.key(named.orElseThrow().name(), uri.orElseThrow(), options.canonical()));
        answers.accepted(asked.ctx(), answer.accepted(), answer.existing(), asked.patience());
    }

    /** @param named empty where the request names no table that there is: the options are judged all the same */
    private static Optional<LoadCsv.Input> judge(
            LoadOptions options, Optional<TableDefinition> named, String uri, JobAsked asked) {
        String table = named.map(TableDefinition::name).orElse("unknown");
        boolean keyless = named.filter(t -> t.key().isEmpty()).isPresent();
        return options.input(table, keyless, uri, asked.faults()::add).filter(input -> named.isPresent());
    }

    private static void checkFields(JobAsked asked, ObjectNode body, List<String> fields) {
        List<String> known = new ArrayList<>(fields);
        known.addAll(LoadCsv.Input.OPTIONS);
        BodyFields.requireKnown(body, asked.faults(), known);
    }

    private static Optional<String> required(JobAsked asked, ObjectNode body, String field) {
        JsonNode value = body.path(field);
        if (BodyFields.isText(value)) {
            return Optional.of(value.asText());
        }
        asked.faults().add(field, value.isMissingNode() ? "is missing" : "is a text, not " + value);
        return Optional.empty();
    }
}
