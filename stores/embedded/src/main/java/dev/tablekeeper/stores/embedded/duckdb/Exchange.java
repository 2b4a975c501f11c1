package dev.tablekeeper.stores.embedded.duckdb;

import static dev.tablekeeper.stores.embedded.duckdb.Identifiers.quoted;

import dev.tablekeeper.stores.embedded.duckdb.KeptTables.Kept;
import dev.tablekeeper.stores.swap.SwapResult.Swapped;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One table that takes the place of another. First it is looked at what that means, then it is done.
 *
 * @param now what is there
 * @param next what comes; empty where the place will be empty
 */
record Exchange(Place place, Optional<StoredTable> now, Optional<StoredTable> next, Swapped outcome) {

    static Exchange plan(
            Connection connection,
            Catalog catalog,
            Place place,
            Optional<StoredTable> next,
            List<String> columns,
            Runnable alive)
            throws SQLException {
        catalog.requireSwappable(place);
        Optional<StoredTable> now = place.stored(catalog);
        long before = now.isPresent() ? now.get().count(connection) : 0;
        long after = next.isPresent() ? next.get().count(connection) : 0;
        long gone = before;
        if (now.isPresent() && next.isPresent()) {
            gone = new GoneRows(now.get(), next.get(), columns).count(connection, alive);
        }
        return new Exchange(
                place, now, next, new Swapped(place.name(), now.isPresent(), next.isPresent(), before, gone, after));
    }

    /** Does it, and remembers what was put aside. */
    void run(Connection connection, String operation, Instant at) throws SQLException {
        Optional<String> kept = Optional.empty();
        if (now.isPresent()) {
            kept = Optional.of(OwnNames.kept(operation, place.table()));
            rename(connection, now.get(), kept.get());
        }
        if (next.isPresent()) {
            rename(connection, next.get(), now.map(StoredTable::name).orElse(place.table()));
        }
        new KeptTables(connection).add(operation, new Kept(place.schema(), place.table(), kept), at);
    }

    private static void rename(Connection connection, StoredTable table, String name) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE " + table.sql() + " RENAME TO " + quoted(name));
        }
    }
}
