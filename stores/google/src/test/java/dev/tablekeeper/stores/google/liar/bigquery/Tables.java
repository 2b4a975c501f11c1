package dev.tablekeeper.stores.google.liar.bigquery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Tables and views: the resource of each, as it was sent, beside what DuckDB has of it. Whatever makes, changes or drops a
 * table holds the monitor of this object meanwhile.
 */
final class Tables {
    private final String project;
    private final Datasets datasets;
    private final Database database;
    private final Clock clock;
    private final History history;
    private final Map<String, ObjectNode> tables = new ConcurrentSkipListMap<>();

    Tables(String project, Datasets datasets, Database database, Clock clock, History history) {
        this.project = project;
        this.datasets = datasets;
        this.database = database;
        this.clock = clock;
        this.history = history;
    }

    Optional<ObjectNode> find(TableRef ref) {
        ObjectNode table = tables.get(key(ref));
        if (table != null && expired(table)) {
            synchronized (this) {
                if (tables.remove(key(ref), table)) {
                    drop(ref, table);
                }
            }
            return Optional.empty();
        }
        return Optional.ofNullable(table);
    }

    ObjectNode get(TableRef ref) {
        datasets.get(ref.dataset());
        return find(ref).orElseThrow(() -> ApiFailure.missing("Table " + ref.in(project)));
    }

    /** Fails as a job of that location does when the table is not there. */
    ObjectNode get(TableRef ref, String location) {
        datasets.get(ref.dataset(), location);
        return find(ref)
                .orElseThrow(() ->
                        ApiFailure.missing("Table " + ref.in(project) + " was not found in location " + location));
    }

    History history() {
        return history;
    }

    ApiFailure missing(TableRef ref, String location) {
        return ApiFailure.missing("Table " + ref.in(project) + " was not found in location " + location);
    }

    void inDataset(TableRef ref, String location) {
        datasets.get(ref.dataset(), location);
    }

    static ArrayNode fields(JsonNode table) {
        JsonNode fields = table.path("schema").path("fields");
        return fields.isArray() ? (ArrayNode) fields : Json.array();
    }

    static boolean view(JsonNode table) {
        return table.path("type").asText().equals("VIEW");
    }

    /** With what is counted now. */
    ObjectNode shown(TableRef ref) {
        ObjectNode table = get(ref).deepCopy();
        if (!view(table)) {
            Optional<History.Version> settled = history.withoutBuffer(ref);
            try (Session session = database.session()) {
                String counted = settled.map(History.Version::rows).orElseGet(ref::sql);
                String rows = session.rows("SELECT count(*) FROM " + counted).get(0)[0];
                table.put("numRows", rows).put("numBytes", Long.toString(8 * Long.parseLong(rows)));
            } catch (SQLException e) {
                throw ApiFailure.missing("Table " + ref.in(project));
            }
            if (settled.isPresent()) {
                table.putObject("streamingBuffer").put("oldestEntryTime", Long.toString(clock.millis()));
            }
        }
        return table;
    }

    synchronized ObjectNode insert(String dataset, JsonNode body) {
        TableRef ref = new TableRef(
                dataset, body.path("tableReference").path("tableId").asText());
        datasets.get(dataset);
        if (find(ref).isPresent()) {
            throw ApiFailure.duplicate("Table " + ref.in(project));
        }
        if (body.has("view")) {
            ObjectNode table = made(ref, body);
            TableViews.put(project, database, ref, table);
            return changed(ref, table);
        }
        ObjectNode table = made(ref, body);
        table.putObject("schema").set("fields", FieldType.normal(fields(body)));
        remember(ref, fields(table), List.of("CREATE TABLE " + ref.sql() + " (" + columns(fields(table)) + ")"));
        return changed(ref, table);
    }

    /** DuckDB has no tables without columns. */
    static String columns(ArrayNode fields) {
        return fields.isEmpty() ? "__none INTEGER" : FieldType.columns(fields);
    }

    /** @param whole PUT, which takes away what is not said */
    synchronized ObjectNode change(TableRef ref, JsonNode body, boolean whole, Optional<String> match) {
        ObjectNode before = get(ref);
        if (match.filter(etag -> !etag.equals(before.get("etag").asText())).isPresent()) {
            throw new ApiFailure("conditionNotMet", "Precondition check failed.");
        }
        ObjectNode after = before.deepCopy();
        if (whole) {
            after.retain("kind", "id", "tableReference", "type", "creationTime", "schema", "view", "location");
        }
        Json.patch(after, body);
        after.put("type", before.get("type").asText());
        if (view(before)) {
            TableViews.put(project, database, ref, after);
        } else if (body.has("schema")) {
            ArrayNode fields = FieldType.normal(fields(body));
            remember(ref, fields, new SchemaChange(ref, ref.in(project)).sql(fields(before), fields));
            after.putObject("schema").set("fields", fields);
        }
        return changed(ref, after);
    }

    synchronized void delete(TableRef ref) {
        ObjectNode table = get(ref);
        tables.remove(key(ref));
        drop(ref, table);
    }

    /** A table that a job makes, or makes anew: its rows are in DuckDB already. */
    synchronized void made(TableRef ref, ArrayNode fields) {
        ObjectNode table = find(ref).map(ObjectNode::deepCopy).orElseGet(() -> made(ref, Json.object()));
        table.putObject("schema").set("fields", fields);
        changed(ref, table);
    }

    /** A table that a copy makes or replaces: what is known of it from now on. */
    synchronized void put(TableRef ref, ObjectNode table) {
        ObjectNode made = made(ref, table);
        Optional.ofNullable(table.get("type")).ifPresent(type -> made.set("type", type));
        changed(ref, made);
    }

    private void remember(TableRef ref, ArrayNode fields, List<String> changes) {
        try (Session session = database.session()) {
            for (String sql : changes) {
                session.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(changes.toString(), e);
        }
        history.changed(Map.of(ref, fields));
    }

    List<TableRef> in(String dataset) {
        datasets.get(dataset);
        return tables.values().stream()
                .map(table -> TableRef.of(table.get("tableReference")))
                .filter(ref -> ref.dataset().equals(dataset))
                .filter(ref -> find(ref).isPresent())
                .toList();
    }

    private ObjectNode made(TableRef ref, JsonNode body) {
        if (!ref.table().matches("[\\p{L}\\p{N}_ -]{1,1024}")) {
            throw ApiFailure.invalid("Invalid table ID \"" + ref.table() + "\".");
        }
        ObjectNode table = body.deepCopy();
        table.put("kind", "bigquery#table").put("id", ref.in(project));
        table.put("type", body.has("view") ? "VIEW" : "TABLE");
        table.set("tableReference", ref.json(project));
        table.put("location", datasets.get(ref.dataset()).get("location").asText());
        table.put("creationTime", Long.toString(clock.millis()));
        if (!body.has("expirationTime") && !body.has("view")) {
            datasets.expiry(ref.dataset())
                    .ifPresent(millis -> table.put("expirationTime", Long.toString(clock.millis() + millis)));
        }
        return table;
    }

    private ObjectNode changed(TableRef ref, ObjectNode table) {
        table.put("lastModifiedTime", Long.toString(clock.millis())).put("etag", Etags.next());
        tables.put(key(ref), table);
        return table;
    }

    private void drop(TableRef ref, ObjectNode table) {
        history.gone(ref);
        database.execute("DROP " + (view(table) ? "VIEW " : "TABLE ") + ref.sql());
    }

    private boolean expired(ObjectNode table) {
        return Json.text(table, "expirationTime")
                .filter(time -> Long.parseLong(time) <= clock.millis())
                .isPresent();
    }

    private static String key(TableRef ref) {
        return ref.dataset() + "." + ref.table();
    }
}
