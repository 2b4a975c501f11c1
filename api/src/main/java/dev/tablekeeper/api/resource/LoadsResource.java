package dev.tablekeeper.api.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.api.ApiParts;
import dev.tablekeeper.api.security.Caller;
import dev.tablekeeper.jobs.Acceptance;
import dev.tablekeeper.jobs.Hashes;
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
            Asked asked = new Asked(ctx, List.of());
            asked.checkFields(body, List.of(URI));
            fromPlace(asked, Optional.of(table), body);
        }
    }

    /** {@code POST /load_csv}. */
    public void loadCsv(Context ctx) {
        MediaTypes.ofBody(ctx, List.of(MediaTypes.JSON));
        MediaTypes.checkCoding(ctx, List.of());
        ObjectNode body = JsonBody.read(ctx);
        Asked asked = new Asked(ctx, List.of());
        asked.checkFields(body, List.of(TABLE, URI));
        Optional<String> name = asked.text(body, TABLE);
        name.ifPresent(n -> Caller.of(ctx).requireTables(List.of(n)));
        Optional<TableDefinition> table = name.flatMap(tables.definitions()::find);
        if (table.isEmpty()) {
            name.ifPresent(n -> asked.faults.add(TABLE, tables.unknown(n)));
        }
        fromPlace(asked, table, body);
    }

    /** One request for a load, and what is wrong with it so far. */
    private static final class Asked {
        private final Context ctx;
        private final Faults faults = new Faults();
        private final QueryParameters query;
        private final String caller;
        private final Optional<IdempotencyKey> key;
        private final Patience patience;

        Asked(Context ctx, List<String> parameters) {
            this.ctx = ctx;
            List<String> known = new ArrayList<>(parameters);
            known.add(Patience.PARAMETER);
            query = new QueryParameters(ctx, faults, known);
            caller = Caller.of(ctx).name();
            key = IdempotencyKey.of(ctx, caller, faults);
            patience = Patience.of(ctx, query);
        }

        void checkFields(ObjectNode body, List<String> fields) {
            List<String> known = new ArrayList<>(fields);
            known.addAll(LoadCsv.Input.OPTIONS);
            body.fieldNames().forEachRemaining(field -> {
                if (!known.contains(field)) {
                    faults.add(field, "is not known here; " + UnknownName.guess(field, known));
                }
            });
        }

        Optional<String> text(ObjectNode body, String field) {
            JsonNode value = body.path(field);
            if (value.isTextual() && !value.asText().isEmpty()) {
                return Optional.of(value.asText());
            }
            faults.add(field, value.isMissingNode() ? "is missing" : "is a text, not " + value);
            return Optional.empty();
        }

        Optional<JobRequest.Key> requestKey(String... request) {
            return key.map(k -> new JobRequest.Key(k.claim(), Hashes.sha256(request)));
        }
    }

    private void upload(Context ctx, TableDefinition table) {
        Asked asked = new Asked(ctx, LoadCsv.Input.OPTIONS);
        LoadOptions options = LoadOptions.ofTexts(asked.query.values()).otherwise("encoding", MediaTypes.charset(ctx));
        Optional<LoadCsv.Input> input = judge(options, Optional.of(table), Names.UPLOADS, asked);
        asked.faults.check();
        parts.acceptance().requireTemporal(asked.key.map(IdempotencyKey::claim));

        String id = JobIds.next(JobKind.LOAD, parts.clock().instant());
        String hash = uploads.receive(ctx, id, asked.key.isPresent());
        Acceptance.Accepted accepted;
        try {
            accepted = parts.acceptance()
                    .accept(new JobRequest(
                            JobKind.LOAD,
                            List.of(table.name()),
                            asked.caller,
                            id,
                            job -> Json.MAPPER.valueToTree(
                                    input.orElseThrow().withSource(Names.upload(job), Optional.empty())),
                            asked.requestKey(table.name(), hash, options.canonical()),
                            Optional.empty()));
        } catch (RuntimeException e) {
            uploads.takeBack(id, asked.key);
            throw e;
        }
        if (!accepted.job().id().equals(id)) {
            uploads.delete(id);
        }
        answers.accepted(ctx, accepted, false, asked.patience);
    }

    private void fromPlace(Asked asked, Optional<TableDefinition> named, ObjectNode body) {
        LoadOptions options = LoadOptions.ofJson(body);
        Optional<String> uri = asked.text(body, URI);
        Optional<LoadCsv.Input> input = judge(options, named, uri.orElse(URI), asked);
        asked.faults.check();

        StoredLoads.Answer answer = stored.load(
                input.orElseThrow(),
                asked.caller,
                asked.requestKey(named.orElseThrow().name(), uri.orElseThrow(), options.canonical()));
        answers.accepted(asked.ctx, answer.accepted(), answer.existing(), asked.patience);
    }

    /** @param named empty where the request names no table that there is: the options are judged all the same */
    private static Optional<LoadCsv.Input> judge(
            LoadOptions options, Optional<TableDefinition> named, String uri, Asked asked) {
        String table = named.map(TableDefinition::name).orElse("unknown");
        boolean keyless = named.filter(t -> t.key().isEmpty()).isPresent();
        return options.input(table, keyless, uri, asked.faults::add).filter(input -> named.isPresent());
    }
}
