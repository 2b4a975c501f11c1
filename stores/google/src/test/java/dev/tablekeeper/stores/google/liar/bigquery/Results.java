package dev.tablekeeper.stores.google.liar.bigquery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.stores.google.liar.Request;
import java.sql.SQLException;
import java.util.Optional;

/** Answers that hold rows: of a query, and of a table. */
record Results(String project, Database database, Tables tables, Jobs jobs, int rowsPerPage) {
    private static final String INT64 = "formatOptions.useInt64Timestamp";
    private static final String OUTPUT = "formatOptions.timestampOutputFormat";
    private static final long WAIT_MILLIS = 10_000;

    /** jobs.query */
    ObjectNode first(LiarJob job, JsonNode body) {
        return of(
                "bigquery#queryResponse",
                job,
                name -> Json.text(body, name),
                new Wire(Wire.int64(body.path("formatOptions"))));
    }

    /** jobs.getQueryResults */
    ObjectNode next(LiarJob job, Request request) {
        if (!job.query()) {
            throw ApiFailure.invalid("Cannot get query results of a job that is no query: " + job.id());
        }
        job.look();
        return of("bigquery#getQueryResultsResponse", job, request::parameter, wire(request));
    }

    private ObjectNode of(String kind, LiarJob job, ResultRequest request, Wire wire) {
        ObjectNode answer = Json.object().put("kind", kind).put("cacheHit", false);
        answer.set("jobReference", job.reference(project));
        boolean done = job.done(request.text("timeoutMs").map(Long::valueOf).orElse(WAIT_MILLIS));
        answer.put("jobComplete", done);
        if (!done) {
            return answer;
        }
        job.failure().ifPresent(failure -> {
            throw failure;
        });
        JobWork.Result result = job.result();
        result.changed().ifPresent(rows -> answer.put("numDmlAffectedRows", Long.toString(rows)));
        ResultRows rows = result.rows().orElseGet(ResultRows::none);
        int total = rows.rows().size();
        answer.put("totalRows", Integer.toString(total));
        answer.putObject("schema").set("fields", rows.fields());
        Page page = Page.of(request, rowsPerPage);
        answer.set("rows", wire.rows(rows, page.begin(total), page.end(total)));
        if (page.size() > 0) {
            page.mark(answer, total);
        }
        return answer;
    }

    /** tabledata.list */
    ObjectNode table(TableRef ref, Request request) {
        if (request.parameter("selectedFields").isPresent()) {
            throw ApiFailure.notPlayed("selectedFields");
        }
        Page page = Page.of(request::parameter, rowsPerPage);
        ObjectNode answer = Json.object().put("kind", "bigquery#tableDataList").put("etag", Etags.next());
        if (ref.dataset().equals(Jobs.RESULTS)) {
            ResultRows rows = jobs.result(ref.table());
            int total = rows.rows().size();
            answer.put("totalRows", Integer.toString(total));
            answer.set("rows", wire(request).rows(rows, page.begin(total), page.end(total)));
            page.mark(answer, total);
            return answer;
        }
        ObjectNode table = tables.get(ref);
        if (Tables.view(table)) {
            throw ApiFailure.invalid("Cannot list a table of type VIEW.");
        }
        ArrayNode fields = Tables.fields(table);
        try (Session session = database.session()) {
            long total = Long.parseLong(
                    session.rows("SELECT count(*) FROM " + ref.sql()).get(0)[0]);
            ResultRows rows = ResultRows.table(session, ref.sql(), fields, page.from(), page.size());
            answer.put("totalRows", Long.toString(total));
            answer.set("rows", wire(request).rows(rows, 0, rows.rows().size()));
            page.mark(answer, total);
            return answer;
        } catch (SQLException e) {
            throw SqlFailures.of(e);
        }
    }

    private static Wire wire(Request request) {
        Optional<String> output = request.parameter(OUTPUT);
        return new Wire(request.parameter(INT64).filter("true"::equals).isPresent()
                || output.filter("INT64"::equals).isPresent());
    }
}
