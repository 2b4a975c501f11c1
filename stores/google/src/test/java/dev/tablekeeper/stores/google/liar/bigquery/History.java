package dev.tablekeeper.stores.google.liar.bigquery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** What tables held at times past: a copy for each change, from when it was asked to keep them. */
final class History {
    private final Database database;
    private final Clock clock;
    private final Map<TableRef, NavigableMap<Long, Optional<Version>>> versions = new HashMap<>();
    private boolean keeps;
    private long copies;

    /**
     * A table as it was.
     *
     * @param rows the copy in DuckDB
     * @param fields its schema
     */
    record Version(String rows, ArrayNode fields) {}

    History(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        database.execute("CREATE SCHEMA main_history");
    }

    synchronized void keep() {
        keeps = true;
    }

    /** Called after each change, before anybody else can change these tables. */
    synchronized void changed(Map<TableRef, ArrayNode> tables) {
        if (!keeps) {
            return;
        }
        for (Map.Entry<TableRef, ArrayNode> table : tables.entrySet()) {
            String copy = "main_history.v" + copies++;
            database.execute("CREATE TABLE " + copy + " AS SELECT * FROM "
                    + table.getKey().sql());
            put(table.getKey(), Optional.of(new Version(copy, table.getValue())));
        }
    }

    synchronized void gone(TableRef table) {
        put(table, Optional.empty());
    }

    private void put(TableRef table, Optional<Version> version) {
        versions.computeIfAbsent(table, ref -> new TreeMap<>()).put(clock.millis(), version);
    }

    /** @param time milliseconds since 1970, or before now where it is negative */
    synchronized Optional<Version> at(TableRef table, long time) {
        if (!keeps) {
            throw ApiFailure.notPlayed("time travel, as no history is kept");
        }
        long millis = time < 0 ? clock.millis() + time : time;
        return Optional.ofNullable(versions.getOrDefault(table, new TreeMap<>()).floorEntry(millis))
                .flatMap(Map.Entry::getValue);
    }
}
