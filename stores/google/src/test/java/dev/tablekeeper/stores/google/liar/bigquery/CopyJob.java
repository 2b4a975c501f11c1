package dev.tablekeeper.stores.google.liar.bigquery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Copies one table as it is or was: COPY, CLONE, SNAPSHOT (whose rows cannot be changed) and RESTORE. A new table gets the
 * source's partitioning and clustering, except from a time past; one that is there keeps what it has but rows and schema.
 */
record CopyJob(JsonNode copy, String project, String location, Tables tables, Mutations mutations, Clock clock) {

    /** @return the rows copied */
    long run(Session session) throws SQLException {
        if (copy.path("sourceTables").size() > 1) {
            throw ApiFailure.notPlayed("a copy of several tables");
        }
        JsonNode from = copy.has("sourceTable")
                ? copy.get("sourceTable")
                : copy.path("sourceTables").path(0);
        TableRef target = TableRef.of(copy.get("destinationTable"));
        // One after the other: the disposition has to be right until the rows are in.
        synchronized (tables) {
            Source source = Source.of(from, tables, location, clock);
            if (Tables.view(source.table())) {
                throw ApiFailure.invalid("Cannot copy the view " + source.ref().in(project));
            }
            tables.inDataset(target, location);
            Optional<ObjectNode> there = tables.find(target);
            Mutations.Holder holder = mutations.begin(session);
            try {
                String rows = put(session, source, target, there);
                mutations.touch(holder, target, source.fields());
                mutations.commit(holder, session);
                tables.put(target, described(source, there));
                return Long.parseLong(rows);
            } catch (SQLException | ApiFailure e) {
                mutations.rollback(holder, session);
                throw e;
            }
        }
    }

    private String put(Session session, Source source, TableRef target, Optional<ObjectNode> there)
            throws SQLException {
        String write = Json.text(copy, "writeDisposition").orElse("WRITE_EMPTY");
        boolean append = write.equals("WRITE_APPEND") && there.isPresent();
        if (there.isPresent() && (snapshot() || write.equals("WRITE_EMPTY"))) {
            String rows = session.rows("SELECT count(*) FROM " + target.sql()).get(0)[0];
            if (snapshot() || !rows.equals("0")) {
                throw ApiFailure.duplicate("Table " + target.in(project));
            }
        }
        if (there.isEmpty() && copy.path("createDisposition").asText().equals("CREATE_NEVER")) {
            throw tables.missing(target, location);
        }
        if (append) {
            new SchemaChange(target, target.in(project)).same(Tables.fields(there.get()), source.fields());
        } else {
            session.execute("CREATE OR REPLACE TABLE " + target.sql() + " (" + Tables.columns(source.fields()) + ")");
        }
        session.execute("INSERT INTO " + target.sql() + " BY NAME SELECT * FROM " + source.rows());
        return session.rows("SELECT count(*) FROM " + source.rows()).get(0)[0];
    }

    private boolean snapshot() {
        return copy.path("operationType").asText().equals("SNAPSHOT");
    }

    /** What the target's resource is from now on. */
    private ObjectNode described(Source source, Optional<ObjectNode> there) {
        ObjectNode table = there.map(ObjectNode::deepCopy).orElseGet(Json::object);
        table.putObject("schema").set("fields", source.fields());
        if (there.isEmpty() && !source.past()) {
            for (String kept : new String[] {"timePartitioning", "rangePartitioning", "clustering"}) {
                Optional.ofNullable(source.table().get(kept)).ifPresent(value -> table.set(kept, value));
            }
        }
        switch (copy.path("operationType").asText()) {
            case "SNAPSHOT" -> {
                table.put("type", "SNAPSHOT");
                base(table.putObject("snapshotDefinition"), "snapshotTime", source);
            }
            case "CLONE" -> base(table.putObject("cloneDefinition"), "cloneTime", source);
            default -> {}
        }
        Json.text(copy, "destinationExpirationTime")
                .ifPresent(time -> table.put("expirationTime", Long.toString(millis(time))));
        return table;
    }

    private void base(ObjectNode definition, String name, Source source) {
        definition.set("baseTableReference", source.ref().json(project));
        definition.put(name, Instant.ofEpochMilli(source.millis()).toString());
    }

    private static long millis(String time) {
        return time.chars().allMatch(Character::isDigit)
                ? Long.parseLong(time)
                : Instant.parse(time).toEpochMilli();
    }
}
