package dev.tablekeeper.stores.google.liar.bigquery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;

/**
 * The table that a copy or an extract reads, now or as it was.
 *
 * @param ref without the time
 * @param rows where its rows are in DuckDB
 * @param fields its schema
 * @param table its resource as it is now; of a table that was dropped, the name only
 * @param millis the time it is read at
 * @param past whether a time was given
 */
record Source(TableRef ref, String rows, ArrayNode fields, ObjectNode table, long millis, boolean past) {

    static Source of(JsonNode reference, Tables tables, String location, Clock clock) {
        TableRef named = TableRef.of(reference);
        int at = named.table().indexOf('@');
        if (at < 0) {
            ObjectNode table = tables.get(named, location);
            String rows = tables.history()
                    .withoutBuffer(named)
                    .map(History.Version::rows)
                    .orElseGet(named::sql);
            return new Source(named, rows, Tables.fields(table), table, clock.millis(), false);
        }
        TableRef ref = new TableRef(named.dataset(), named.table().substring(0, at));
        tables.inDataset(ref, location);
        long millis = Long.parseLong(named.table().substring(at + 1));
        History.Version version = tables.history().copied(ref, millis).orElseThrow(() -> tables.missing(ref, location));
        ObjectNode table = tables.find(ref).orElseGet(Json::object);
        return new Source(ref, version.rows(), version.fields(), table, millis, true);
    }
}
