package dev.tablekeeper.stores.google.liar.bigquery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.util.Optional;

/** Where the rows of a load go, and what becomes of those that are there. */
record LoadTarget(JsonNode load, String project, String location, Tables tables, Mutations mutations) {

    void put(Session session, Staged staged) throws SQLException {
        TableRef target = TableRef.of(load.get("destinationTable"));
        // One after the other: the disposition has to be right until the rows are in.
        synchronized (tables) {
            Mutations.Holder holder = mutations.begin(session);
            try {
                boolean made = make(session, target, staged.fields());
                session.execute("INSERT INTO " + target.sql() + " BY NAME " + staged.select());
                mutations.touch(
                        holder,
                        target,
                        made
                                ? staged.fields()
                                : Tables.fields(tables.find(target).orElseThrow()));
                mutations.commit(holder, session);
                if (made) {
                    tables.made(target, staged.fields());
                }
            } catch (SQLException | ApiFailure e) {
                mutations.rollback(holder, session);
                throw e;
            }
        }
    }

    /** @return whether the table is a new one, or has a new schema */
    private boolean make(Session session, TableRef target, ArrayNode fields) throws SQLException {
        tables.inDataset(target, location);
        Optional<ObjectNode> there = tables.find(target);
        if (there.isEmpty()) {
            if (load.path("createDisposition").asText().equals("CREATE_NEVER")) {
                throw ApiFailure.missing("Table " + target.in(project));
            }
            session.execute("CREATE TABLE " + target.sql() + " (" + Tables.columns(fields) + ")");
            return true;
        }
        switch (Json.text(load, "writeDisposition").orElse("WRITE_APPEND")) {
            case "WRITE_TRUNCATE" -> {
                session.execute("CREATE OR REPLACE TABLE " + target.sql() + " (" + Tables.columns(fields) + ")");
                return true;
            }
            case "WRITE_EMPTY" -> {
                String rows =
                        session.rows("SELECT count(*) FROM " + target.sql()).get(0)[0];
                if (!rows.equals("0")) {
                    throw ApiFailure.duplicate("Table " + target.in(project));
                }
            }
            case "WRITE_APPEND" -> {}
            default -> throw ApiFailure.notPlayed("writeDisposition " + load.get("writeDisposition"));
        }
        new SchemaChange(target, target.in(project)).same(Tables.fields(there.get()), fields);
        return false;
    }
}
