package dev.tablekeeper.api.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.api.ApiParts;
import dev.tablekeeper.api.security.Callers;
import dev.tablekeeper.jobs.Acceptance;
import dev.tablekeeper.jobs.Claims;
import dev.tablekeeper.jobs.Hashes;
import dev.tablekeeper.jobs.Job;
import dev.tablekeeper.jobs.JobIds;
import dev.tablekeeper.jobs.JobRequest;
import dev.tablekeeper.jobs.Names;
import dev.tablekeeper.jobs.Sources;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.LoadCsv;
import dev.tablekeeper.stores.StoredObject;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Loads of CSV files: a request's own body, or what lies in a place that may be loaded from. */
public final class LoadsResource {
    private static final String TABLE = "table";
    private static final String URI = "uri";

    private final ApiParts parts;
    private final KnownTables tables;
    private final Callers callers;
    private final JobAnswers answers;
    private final Uploads uploads;

    public LoadsResource(ApiParts parts, KnownTables tables, Callers callers, JobAnswers answers) {
        this.parts = parts;
        this.tables = tables;
        this.callers = callers;
        this.answers = answers;
        this.uploads = new Uploads(parts.objects(), parts.jobs(), parts.claims());
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
        Optional<TableDefinition> table = name.flatMap(tables.definitions()::find);
        if (table.isEmpty()) {
            name.ifPresent(n -> asked.faults.add(TABLE, tables.unknown(n)));
        }
        fromPlace(asked, table, body);
    }

    /** One request for a load, and what is wrong with it so far. */
    private final class Asked {
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
            caller = callers.nameOf(ctx);
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
        LoadOptions options = LoadOptions.ofQuery(asked.query).otherwise("encoding", MediaTypes.charset(ctx));
        Optional<LoadCsv.Input> input = options.input(Optional.of(table), Names.UPLOADS, asked.faults);
        asked.faults.check();

        String id = JobIds.next(JobKind.LOAD, parts.clock().instant());
        String hash = uploads.receive(ctx, id, asked.key.isPresent());
        Acceptance.Accepted accepted;
        try {
            accepted = accept(
                    asked,
                    table,
                    id,
                    job -> input.orElseThrow().withSource(Names.upload(job), Optional.empty()),
                    asked.requestKey(table.name(), hash, options.canonical()),
                    Optional.empty());
        } catch (RuntimeException e) {
            uploads.takeBack(id, asked.key);
            throw e;
        }
        if (!accepted.job().id().equals(id)) {
            uploads.delete(id);
        }
        answer(asked, accepted, false);
    }

    private void fromPlace(Asked asked, Optional<TableDefinition> named, ObjectNode body) {
        LoadOptions options = LoadOptions.ofJson(body);
        Optional<String> uri = asked.text(body, URI);
        Optional<LoadCsv.Input> judged = options.input(named, uri.orElse(URI), asked.faults);
        asked.faults.check();
        TableDefinition table = named.orElseThrow();
        LoadCsv.Input input = judged.orElseThrow();

        Sources.Source source = parts.sources().allowed(input.uri());
        List<StoredObject> found = source.objects();
        boolean repeated =
                asked.key.flatMap(k -> parts.claims().find(k.claim())).isPresent();
        // What was asked for before may have been moved aside meanwhile, because it was loaded.
        if (found.isEmpty() && !repeated) {
            answer(asked, latest(table, input, source), true);
            return;
        }
        Optional<Long> generation =
                source.glob() ? Optional.empty() : found.stream().findFirst().map(StoredObject::generation);
        Optional<JobRequest.Source> once = generation
                .filter(g -> !input.dryRun())
                .map(g -> new JobRequest.Source(Claims.generation(table.name(), input.uri(), g), input.again()));
        LoadCsv.Input pinned = input.withSource(input.uri(), generation);
        String id = JobIds.next(JobKind.LOAD, parts.clock().instant());
        Acceptance.Accepted accepted = accept(
                asked,
                table,
                id,
                job -> pinned,
                asked.requestKey(table.name(), input.uri(), options.canonical()),
                once);
        if (once.isPresent()) {
            String latest = Claims.latest(table.name(), input.uri());
            parts.claims().claim(latest, accepted.job().id(), "", standing -> true);
        }
        answer(asked, accepted, accepted.existing() && once.isPresent() && !repeated);
    }

    /** The job that has loaded an object which is not there any more: it was moved aside when it was loaded. */
    private Acceptance.Accepted latest(TableDefinition table, LoadCsv.Input input, Sources.Source source) {
        Optional<Job> job = parts.claims()
                .find(Claims.latest(table.name(), input.uri()))
                .flatMap(claim -> parts.jobs().find(claim.job()));
        String missing = missing(source, input.uri());
        if (job.isEmpty() || input.again() || input.dryRun()) {
            throw new Failure(
                    FailureType.SOURCE_MISSING,
                    missing + job.map(LoadsResource::moved).orElse(""));
        }
        if (job.get().status() == JobStatus.FAILED || job.get().status() == JobStatus.CANCELLED) {
            throw new Failure(FailureType.SOURCE_MISSING, missing + moved(job.get()));
        }
        return parts.acceptance().standing(job.get().id());
    }

    private static String moved(Job job) {
        String folder = job.status() == JobStatus.SUCCEEDED ? Names.loaded(job.id()) : Names.failed(job.id());
        return " The job " + job.id() + " took it and set it aside in " + folder
                + "; upload it again to load it again.";
    }

    private Acceptance.Accepted accept(
            Asked asked,
            TableDefinition table,
            String id,
            Function<String, LoadCsv.Input> input,
            Optional<JobRequest.Key> key,
            Optional<JobRequest.Source> source) {
        return parts.acceptance()
                .accept(new JobRequest(
                        JobKind.LOAD,
                        List.of(table.name()),
                        asked.caller,
                        id,
                        job -> Json.MAPPER.valueToTree(input.apply(job)),
                        key,
                        source));
    }

    private void answer(Asked asked, Acceptance.Accepted accepted, boolean existing) {
        Job asAccepted = parts.jobs().justAccepted(accepted.job());
        Job job = accepted.existing() ? parts.jobs().find(asAccepted.id()).orElse(asAccepted) : asAccepted;
        UnaryOperator<JobView> remark = existing ? JobView::asExisting : UnaryOperator.identity();
        answers.accepted(asked.ctx, job, asked.patience, remark);
    }

    private static String missing(Sources.Source source, String uri) {
        return source.glob()
                ? "Nothing matches '" + uri + "'. Is it all uploaded? * does not cross a /, ** does."
                : "There is no object '" + uri + "'. Is it uploaded, and is its name spelt so?";
    }
}
