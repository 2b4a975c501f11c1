package dev.tablekeeper.stores.google.liar.bigquery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What tables held at times past: a copy for each change, from when it was asked to keep them. And which rows were streamed
 * and are in a buffer yet, where queries find them, and copies and extracts do not.
 */
final class History {
    private static final long MICROS = 1_000;

    private final Database database;
    private final Clock clock;
    private final Map<TableRef, NavigableMap<Long, Optional<Version>>> versions = new HashMap<>();
    private final Map<TableRef, Buffered> buffered = new HashMap<>();
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

    /** A table without the rows that are in its buffer. */
    private record Buffered(Version without, long since) {}

    synchronized void keep() {
        keeps = true;
    }

    /** Called after each change, before anybody else can change these tables. */
    synchronized void changed(Map<TableRef, ArrayNode> tables) {
        if (!keeps) {
            return;
        }
        // One time for all: what changes together is seen together.
        long now = micros();
        for (Map.Entry<TableRef, ArrayNode> table : tables.entrySet()) {
            String copy = "main_history.v" + copies++;
            database.execute("CREATE TABLE " + copy + " AS SELECT * FROM "
                    + table.getKey().sql());
            put(table.getKey(), now, Optional.of(new Version(copy, table.getValue())));
        }
    }

    synchronized void gone(TableRef table) {
        put(table, micros(), Optional.empty());
    }

    private void put(TableRef table, long now, Optional<Version> version) {
        versions.computeIfAbsent(table, ref -> new TreeMap<>()).put(now, version);
    }

    /** From now on until {@link #flush}, what the table holds beyond this is in its buffer. */
    synchronized void buffer(TableRef table, Version without) {
        buffered.putIfAbsent(table, new Buffered(without, micros()));
    }

    synchronized void flush(TableRef table) {
        buffered.remove(table);
    }

    /** What a table holds but for its buffer; empty where nothing is in that. */
    synchronized Optional<Version> withoutBuffer(TableRef table) {
        return Optional.ofNullable(buffered.get(table)).map(Buffered::without);
    }

    /** What a table holds now. */
    synchronized Version latest(TableRef table) {
        return Optional.ofNullable(versions.get(table))
                .flatMap(all -> all.lastEntry().getValue())
                .orElseThrow();
    }

    /** As {@link #at}, without what was in the buffer then and is there yet. */
    synchronized Optional<Version> copied(TableRef table, long time) {
        Optional<Version> version = at(table, time);
        Buffered buffer = buffered.get(table);
        return buffer != null && buffer.since() <= time * MICROS ? Optional.of(buffer.without()) : version;
    }

    /** When things change; what is asked for is the state at the very beginning of a millisecond. */
    private long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }

    /** @param time milliseconds since 1970, or before now where it is negative */
    synchronized Optional<Version> at(TableRef table, long time) {
        if (!keeps) {
            throw ApiFailure.notPlayed("time travel, as no history is kept");
        }
        long millis = time < 0 ? clock.millis() + time : time;
        if (millis > clock.millis()) {
            throw ApiFailure.invalid("Invalid time travel timestamp " + time + ": it is in the future");
        }
        return Optional.ofNullable(versions.getOrDefault(table, new TreeMap<>()).floorEntry(millis * MICROS))
                .flatMap(Map.Entry::getValue);
    }
}
