package dev.tablekeeper.api.resource;

import dev.tablekeeper.api.ApiParts;
import dev.tablekeeper.api.Refusal;
import dev.tablekeeper.api.resource.InsertBody.Slice;
import dev.tablekeeper.api.security.Caller;
import dev.tablekeeper.jobs.Acceptance;
import dev.tablekeeper.jobs.Hashes;
import dev.tablekeeper.jobs.Inserts;
import dev.tablekeeper.jobs.Job;
import dev.tablekeeper.jobs.JobRequest;
import dev.tablekeeper.jobs.JudgedRows;
import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.value.JsonRowParser;
import dev.tablekeeper.model.value.Reject;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.InsertRows;
import dev.tablekeeper.model.workflow.JobError;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Inserts of rows that come in the request itself, into one table or several. */
public final class InsertsResource {
    private static final String ROWS = "rows";
    private static final String ON_INVALID = "onInvalid";
    private static final String MODE = "mode";
    private static final String SKIP = "skip";
    private static final String REJECT = "reject";

    private final KnownTables tables;
    private final JobAnswers answers;
    private final Inserts inserts;

    public InsertsResource(ApiParts parts, KnownTables tables, JobAnswers answers) {
        this.tables = tables;
        this.answers = answers;
        this.inserts = new Inserts(parts.objects(), parts.acceptance(), parts.claims(), parts.clock());
    }

    /** {@code POST /v1/tables/{table}/rows}. */
    public void intoTable(Context ctx) {
        TableDefinition table = tables.inPath(ctx);
        Asked asked = new Asked(ctx, body(ctx));
        asked.body.lists().forEach((field, list) -> {
            if (!field.equals(ROWS)) {
                asked.faults.add(field, "is not known here; the body has one field, " + ROWS);
            } else {
                list.ifPresentOrElse(
                        rows -> asked.rows.put(table, rows), () -> asked.faults.add(ROWS, "is a list of rows"));
            }
        });
        if (!asked.body.lists().containsKey(ROWS)) {
            asked.faults.add(ROWS, "is missing; it is a list of rows, such as {\"rows\": [{…}]}");
        }
        insert(asked);
    }

    /** {@code POST /insert_data}. */
    public void insertData(Context ctx) {
        InsertBody body = body(ctx);
        Caller.of(ctx).requireTables(body.lists().keySet());
        Asked asked = new Asked(ctx, body);
        body.lists().forEach((name, list) -> {
            Optional<TableDefinition> table = tables.definitions().find(name);
            if (table.isEmpty()) {
                asked.faults.add(name, tables.unknown(name));
            } else {
                list.ifPresentOrElse(
                        rows -> asked.rows.put(table.get(), rows), () -> asked.faults.add(name, "is a list of rows"));
            }
        });
        if (asked.body.lists().isEmpty()) {
            asked.faults.add("body", "names no table; it is like {\"table\": [{…}]}");
        }
        insert(asked);
    }

    private static InsertBody body(Context ctx) {
        MediaTypes.ofBody(ctx, List.of(MediaTypes.JSON));
        MediaTypes.checkCoding(ctx, List.of());
        return InsertBody.of(JsonBody.bytes(ctx));
    }

    /** One request for an insert, and what is wrong with it so far. */
    private static final class Asked {
        private final Context ctx;
        private final InsertBody body;
        private final Faults faults = new Faults();
        private final Map<TableDefinition, List<Slice>> rows = new LinkedHashMap<>();
        private final String caller;
        private final Optional<IdempotencyKey> key;
        private final Patience patience;
        private final String mode;
        private final String onInvalid;

        Asked(Context ctx, InsertBody body) {
            this.ctx = ctx;
            this.body = body;
            QueryParameters query = new QueryParameters(ctx, faults, List.of(MODE, ON_INVALID, Patience.PARAMETER));
            caller = Caller.of(ctx).name();
            key = IdempotencyKey.of(ctx, caller, faults);
            patience = Patience.of(ctx, query);
            mode = oneOf(query, MODE, List.of(InsertRows.Mode.APPEND.text(), InsertRows.Mode.MERGE.text()));
            onInvalid = oneOf(query, ON_INVALID, List.of(SKIP, REJECT));
            body.twice().forEach(field -> faults.add(field, "is given twice; give it once, with all its rows"));
            if (body.rows() > InsertBody.MOST_ROWS) {
                faults.add(
                        "body",
                        "has " + body.rows() + " rows; at most " + InsertBody.MOST_ROWS
                                + " go into one request. Send several, or load a CSV file.");
            }
        }

        /** The first is what it is when nothing is said. */
        private String oneOf(QueryParameters query, String name, List<String> values) {
            String value = query.text(name).orElse(values.get(0));
            if (!values.contains(value)) {
                faults.add(name, "is one of " + String.join(", ", values) + ", not '" + value + "'");
            }
            return value;
        }

        boolean merge() {
            return mode.equals(InsertRows.Mode.MERGE.text());
        }

        Optional<JobRequest.Key> requestKey() {
            return key.map(k -> new JobRequest.Key(
                    k.claim(), Hashes.sha256(ctx.path(), mode, onInvalid, Hashes.sha256(body.source()))));
        }
    }

    private void insert(Asked asked) {
        if (asked.body.rows() == 0 && !asked.rows.isEmpty()) {
            asked.faults.add("body", "has no rows; 1 to " + InsertBody.MOST_ROWS + " go into one request");
        }
        for (TableDefinition table : asked.rows.keySet()) {
            if (asked.merge() && table.key().isEmpty()) {
                asked.faults.add(MODE, "merge needs a key, and table " + table.name() + " has none");
            }
        }
        asked.faults.check();

        List<JudgedRows> judged = new ArrayList<>();
        asked.rows.forEach((table, slices) -> {
            if (!slices.isEmpty()) {
                judged.add(judge(table, asked.body.source(), slices));
            }
        });
        Inserts.Batch batch = new Inserts.Batch(
                judged,
                asked.merge() ? InsertRows.Mode.MERGE : InsertRows.Mode.APPEND,
                asked.caller,
                asked.requestKey());
        Optional<JobError> refusal = refusal(judged, asked.onInvalid);
        answer(asked, refusal.isPresent() ? inserts.refuse(batch, refusal.get()) : inserts.accept(batch));
    }

    private static JudgedRows judge(TableDefinition table, byte[] source, List<Slice> slices) {
        RowBatch accepted = new RowBatch(table.columns(), slices.size());
        JsonRowParser parser = new JsonRowParser(table);
        List<Reject> rejects = new ArrayList<>();
        for (int i = 0; i < slices.size(); i++) {
            Slice slice = slices.get(i);
            parser.accept(source, slice.from(), slice.to(), i + 1, accepted).ifPresent(rejects::add);
        }
        return new JudgedRows(table, accepted, rejects);
    }

    private static Optional<JobError> refusal(List<JudgedRows> judged, String onInvalid) {
        int accepted = judged.stream().mapToInt(rows -> rows.accepted().size()).sum();
        int rejected = judged.stream().mapToInt(rows -> rows.rejects().size()).sum();
        String sum = rejected + " of " + (accepted + rejected) + (accepted + rejected == 1 ? " row" : " rows");
        if (accepted == 0) {
            return Optional.of(JobError.of(
                    FailureType.INVALID_ROWS,
                    "No row is valid (" + sum + " rejected), so nothing was inserted. Each fault is listed, and the job"
                            + " keeps the rows as its rejects."));
        }
        if (rejected > 0 && onInvalid.equals(REJECT)) {
            return Optional.of(JobError.of(
                    FailureType.INVALID_ROWS,
                    sum + " rejected; with onInvalid=reject a request goes in whole or not at all, so nothing was"
                            + " inserted. Each fault is listed, and the job keeps the rejected rows."));
        }
        return Optional.empty();
    }

    private void answer(Asked asked, Acceptance.Accepted accepted) {
        Job job = answers.now(accepted);
        job.error()
                .filter(error -> error.type().equals(FailureType.INVALID_ROWS.urn()))
                .ifPresent(error -> {
                    throw Refusal.invalidRows(error, rejected(job), job.id());
                });
        answers.accepted(asked.ctx, job, asked.patience);
    }

    private static List<?> rejected(Job job) {
        return job.result()
                .map(result -> StreamSupport.stream(result.path("rejected").spliterator(), false)
                        .toList())
                .orElse(List.of());
    }
}
