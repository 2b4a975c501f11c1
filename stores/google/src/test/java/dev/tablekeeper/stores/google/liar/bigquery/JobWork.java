package dev.tablekeeper.stores.google.liar.bigquery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.stores.google.liar.CloudStorageLiar;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** What a job does, in a session of its own that can be interrupted from outside. */
final class JobWork {
    private final JsonNode configuration;
    private final String location;
    private final World world;
    private volatile Session running;

    /** All that jobs work on. */
    record World(
            String project,
            Database database,
            Tables tables,
            Mutations mutations,
            CloudStorageLiar bucket,
            Clock clock) {}

    /**
     * What came of it.
     *
     * @param single whether it was one statement
     * @param changed rows that a statement changed, if it was one
     */
    record Result(ObjectNode statistics, Optional<ResultRows> rows, boolean single, Optional<Long> changed) {
        static Result none() {
            return new Result(Json.object(), Optional.empty(), false, Optional.empty());
        }

        boolean nothing() {
            return statistics.isEmpty();
        }
    }

    JobWork(JsonNode configuration, String location, World world) {
        this.configuration = configuration;
        this.location = location;
        this.world = world;
    }

    Result run() {
        try (Session session = world.database().session()) {
            running = session;
            return switch (configuration.get("jobType").asText()) {
                case "LOAD" -> load(session);
                case "COPY" -> copy(session);
                case "EXTRACT" -> extract(session);
                default -> query(session);
            };
        } catch (SQLException e) {
            throw SqlFailures.of(e);
        } finally {
            running = null;
        }
    }

    /** Stops the statement that runs now. */
    void interrupt() {
        Session session = running;
        if (session != null) {
            session.stop();
        }
    }

    private Result load(Session session) throws SQLException {
        LoadJob.Loaded loaded = new LoadJob(
                        configuration.get("load"),
                        world.project(),
                        location,
                        world.bucket(),
                        world.tables(),
                        world.mutations())
                .run(session);
        ObjectNode statistics = Json.object();
        statistics.set("load", LoadJob.statistics(loaded));
        return new Result(statistics, Optional.empty(), true, Optional.empty());
    }

    private Result copy(Session session) throws SQLException {
        long rows = new CopyJob(
                        configuration.get("copy"),
                        world.project(),
                        location,
                        world.tables(),
                        world.mutations(),
                        world.clock())
                .run(session);
        ObjectNode statistics = Json.object();
        statistics.putObject("copy").put("copiedRows", Long.toString(rows));
        return new Result(statistics, Optional.empty(), true, Optional.empty());
    }

    private Result extract(Session session) throws SQLException {
        ObjectNode statistics = Json.object();
        statistics.set(
                "extract",
                new ExtractJob(
                                configuration.get("extract"),
                                world.project(),
                                location,
                                world.bucket(),
                                world.tables(),
                                world.clock())
                        .run(session));
        return new Result(statistics, Optional.empty(), true, Optional.empty());
    }

    private Result query(Session session) throws SQLException {
        JsonNode query = configuration.get("query");
        if (query.path("useLegacySql").asBoolean(true)) {
            throw ApiFailure.notPlayed("legacy SQL");
        }
        List<SqlStatement> statements = new GoogleSql(
                        world.project(), new QueryParameters(query.path("queryParameters")))
                .script(query.path("query").asText());
        Optional<String> dataset = Json.text(query.path("defaultDataset"), "datasetId");
        if (dataset.isPresent()) {
            throw ApiFailure.notPlayed("a default dataset");
        }
        QueryScript.Outcome outcome =
                QueryScript.run(statements, world.project(), location, world.tables(), world.mutations(), session);
        boolean single = statements.size() == 1;
        ObjectNode statistics = Json.object().put("totalBytesProcessed", "0");
        ObjectNode own = statistics.putObject("query");
        own.put("statementType", single ? statements.get(0).kind().name() : "SCRIPT")
                .put("totalBytesProcessed", "0")
                .put("totalBytesBilled", "0")
                .put("cacheHit", false);
        Optional<Long> changed = single ? outcome.changed() : Optional.empty();
        changed.ifPresent(rows -> own.put("numDmlAffectedRows", Long.toString(rows)));
        return new Result(statistics, outcome.rows(), single, changed);
    }
}
