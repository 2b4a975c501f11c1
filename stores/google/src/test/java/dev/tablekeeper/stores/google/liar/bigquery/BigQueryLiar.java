package dev.tablekeeper.stores.google.liar.bigquery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.stores.google.liar.CloudStorageLiar;
import dev.tablekeeper.stores.google.liar.Handler;
import dev.tablekeeper.stores.google.liar.Request;
import dev.tablekeeper.stores.google.liar.Response;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * The part of BigQuery's REST API that the adapter uses, for one project and one location: datasets, tables, jobs that load
 * Avro files, that run scripts of a GoogleSQL subset, that copy and that extract, and their results. Rows live in DuckDB. It proves that our logic
 * is right if BigQuery is as we read its documentation; it never proves anything about BigQuery.
 *
 * <p>A job's work is done within the request that inserts it, or that looks at it for the last time, as its
 * {@link JobFate} says. No access control, no quotas; time travel after
 * {@link #keepHistory} only.
 */
public final class BigQueryLiar implements Handler, AutoCloseable {
    private static final int ROWS_PER_PAGE = 5_000;

    private final String project;
    private final Database database = new Database();
    private final Datasets datasets;
    private final Tables tables;
    private final History history;
    private final Mutations mutations;
    private final Jobs jobs;
    private final Results results;

    public BigQueryLiar(String project, String location, CloudStorageLiar bucket) {
        this(project, location, bucket, Clock.systemUTC());
    }

    /** @param clock decides when tables expire */
    public BigQueryLiar(String project, String location, CloudStorageLiar bucket, Clock clock) {
        this.project = project;
        datasets = new Datasets(project, location, database);
        history = new History(database, clock);
        tables = new Tables(project, datasets, database, clock, history);
        mutations = new Mutations(history);
        jobs = new Jobs(new JobWork.World(project, database, tables, mutations, bucket, clock), location, clock);
        results = new Results(project, database, tables, jobs, ROWS_PER_PAGE);
    }

    /** From now on, counting jobs from 0 again. */
    public void fates(JobFates now) {
        jobs.fates(now);
    }

    /** From now on, what tables hold is kept for time travel. */
    public void keepHistory() {
        history.keep();
    }

    /**
     * Streams rows into a table, as those do who write to BigQuery by other ways: queries find them at once, copies and
     * extracts not before {@link #flush}.
     *
     * @param values as they stand after VALUES
     */
    public void stream(String dataset, String table, String values) {
        mutations.stream(new TableRef(dataset, table), values, tables, database);
    }

    /** Somebody else drops a table, if it is there. */
    public void drop(String dataset, String table) {
        TableRef ref = new TableRef(dataset, table);
        synchronized (tables) {
            tables.find(ref).ifPresent(there -> tables.delete(ref));
        }
    }

    /** A table's buffer gets where its rows are. */
    public void flush(String dataset, String table) {
        history.flush(new TableRef(dataset, table));
    }

    /** All jobs there ever were, as REST resources, for tests that look behind the adapter's back. */
    public List<ObjectNode> jobs() {
        return jobs.all().stream().map(job -> job.json(project)).toList();
    }

    @Override
    public Response handle(Request request) {
        try {
            List<String> parts = request.parts();
            if (parts.size() < 5 || !parts.subList(0, 3).equals(List.of("bigquery", "v2", "projects"))) {
                throw new IllegalArgumentException("not played: " + request);
            }
            if (!parts.get(3).equals(project)) {
                throw ApiFailure.missing("Project " + parts.get(3));
            }
            return answer(method(request), request, parts.subList(4, parts.size()));
        } catch (ApiFailure e) {
            return e.response();
        }
    }

    private Response answer(String method, Request request, List<String> path) {
        String call = method + " " + path.get(0) + "/" + path.size();
        return switch (call) {
            case "POST jobs/1" -> {
                ObjectNode body = Json.parse(request.body());
                boolean dry = body.path("configuration").path("dryRun").asBoolean();
                yield ok(dry ? jobs.dry(body) : jobs.insert(body).json(project));
            }
            case "GET jobs/1" -> ok(jobs(request));
            case "GET jobs/2" -> {
                LiarJob job = jobs.get(path.get(1), request.parameter("location"));
                job.look();
                yield ok(job.json(project));
            }
            case "POST jobs/3" -> {
                LiarJob job = jobs.get(path.get(1), request.parameter("location"));
                job.stop();
                ObjectNode answer = Json.object().put("kind", "bigquery#jobCancelResponse");
                answer.set("job", job.json(project));
                yield ok(answer);
            }
            case "POST queries/1" -> {
                ObjectNode body = Json.parse(request.body());
                yield ok(results.first(jobs.query(body), body));
            }
            case "GET queries/2" -> ok(results.next(jobs.get(path.get(1), request.parameter("location")), request));
            case "POST datasets/1" -> ok(datasets.insert(Json.parse(request.body())));
            case "GET datasets/2" -> ok(datasets.get(path.get(1)));
            case "PATCH datasets/2" -> ok(datasets.patch(path.get(1), Json.parse(request.body())));
            case "DELETE datasets/2" -> {
                boolean all = request.parameter("deleteContents")
                        .filter("true"::equals)
                        .isPresent();
                List<TableRef> inside = tables.in(path.get(1));
                if (all) {
                    inside.forEach(tables::delete);
                }
                datasets.delete(path.get(1), all || inside.isEmpty());
                yield Response.of(204);
            }
            default -> tables(method, request, path);
        };
    }

    private Response tables(String method, Request request, List<String> path) {
        if (path.size() < 3 || !path.get(0).equals("datasets") || !path.get(2).equals("tables")) {
            throw new IllegalArgumentException("not played: " + request);
        }
        String dataset = path.get(1);
        TableRef ref = new TableRef(dataset, path.size() > 3 ? path.get(3) : "");
        return switch (method + " " + path.size()) {
            case "GET 3" -> ok(list(dataset, request));
            case "POST 3" -> ok(tables.insert(dataset, Json.parse(request.body())));
            case "GET 4" -> ok(tables.shown(ref));
            case "PATCH 4", "PUT 4" ->
                ok(tables.change(ref, Json.parse(request.body()), method.equals("PUT"), request.header("if-match")));
            case "DELETE 4" -> {
                tables.delete(ref);
                yield Response.of(204);
            }
            case "GET 5" -> ok(results.table(ref, request));
            default -> throw new IllegalArgumentException("not played: " + request);
        };
    }

    /** Those in the states that are asked for, the newest first. To list a job is not to look at it. */
    private ObjectNode jobs(Request request) {
        List<String> states = request.parameters("stateFilter");
        List<ObjectNode> all = new ArrayList<>(jobs().stream()
                .filter(job -> states.isEmpty()
                        || states.contains(job.at("/status/state").asText().toLowerCase(Locale.ROOT)))
                .toList());
        Collections.reverse(all);
        Page page = Page.of(request::parameter, 50);
        ObjectNode answer = Json.object().put("kind", "bigquery#jobList");
        ArrayNode entries = answer.putArray("jobs");
        all.subList(page.begin(all.size()), page.end(all.size()))
                .forEach(job ->
                        entries.add(job.put("state", job.at("/status/state").asText())));
        page.mark(answer, all.size());
        if (answer.has("pageToken")) {
            answer.set("nextPageToken", answer.remove("pageToken"));
        }
        return answer;
    }

    private ObjectNode list(String dataset, Request request) {
        List<TableRef> all = tables.in(dataset);
        Page page = Page.of(request::parameter, 50);
        ObjectNode answer = Json.object().put("kind", "bigquery#tableList").put("totalItems", all.size());
        ArrayNode entries = answer.putArray("tables");
        for (TableRef ref : all.subList(page.begin(all.size()), page.end(all.size()))) {
            ObjectNode table = tables.get(ref);
            entries.add(table.deepCopy()
                    .retain(
                            "kind",
                            "id",
                            "tableReference",
                            "type",
                            "creationTime",
                            "expirationTime",
                            "labels",
                            "timePartitioning",
                            "clustering"));
        }
        page.mark(answer, all.size());
        return answer;
    }

    /** The JDK's own client knows no PATCH; the library says it in a header. */
    private static String method(Request request) {
        return request.header("x-http-method-override").orElse(request.method());
    }

    private static Response ok(ObjectNode body) {
        return Response.json(200, body.toString());
    }

    @Override
    public void close() {
        database.close();
    }
}
