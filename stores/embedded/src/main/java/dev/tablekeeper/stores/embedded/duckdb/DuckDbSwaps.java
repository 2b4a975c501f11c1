package dev.tablekeeper.stores.embedded.duckdb;

import static dev.tablekeeper.stores.embedded.duckdb.Identifiers.quoted;

import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Content;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableName;
import dev.tablekeeper.stores.embedded.duckdb.KeptTables.Kept;
import dev.tablekeeper.stores.embedded.duckdb.Transaction.CommitException;
import dev.tablekeeper.stores.snapshot.SnapshotView;
import dev.tablekeeper.stores.swap.Swap;
import dev.tablekeeper.stores.swap.SwapBack;
import dev.tablekeeper.stores.swap.SwapResult;
import dev.tablekeeper.stores.swap.SwapResult.Swapped;
import dev.tablekeeper.stores.swap.Swaps;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Swaps of tables in a DuckDB file: tables change their names, all in one transaction in a write turn, with its entry in
 * the ledger. A reader sees all of them before or all of them after; a writer is done before or comes afterwards.
 */
final class DuckDbSwaps implements Swaps {
    private final Sessions sessions;
    private final RowFunction function;
    private final Holds holds;
    private final int threads;
    private final Running running = new Running();

    DuckDbSwaps(Sessions sessions, RowFunction function, Holds holds, int threads) {
        this.sessions = sessions;
        this.function = function;
        this.holds = holds;
        this.threads = threads;
    }

    @Override
    public int together() {
        return Integer.MAX_VALUE;
    }

    @Override
    public Optional<LiveTable> find(TableName table, List<TableDefinition> described) {
        Place place = Place.of(table);
        return sessions.use(
                "look for " + table,
                connection -> Transaction.undone(connection, () -> {
                    Optional<StoredTable> stored = place.stored(new Catalog(connection));
                    if (stored.isEmpty()) {
                        return Optional.empty();
                    }
                    TableShape shape = TableShape.of(connection, stored.get(), described);
                    return Optional.of(
                            new LiveTable(shape.definition(), stored.get().count(connection)));
                }));
    }

    @Override
    public long stage(
            Operation operation,
            String staging,
            TableName target,
            TableDefinition table,
            RowSource rows,
            LongConsumer progress) {
        Place place = Place.of(target);
        ProgressMeter meter = new ProgressMeter(progress);
        createSchema(place, meter);
        try (Running.Work work = running.begin(staging)) {
            return sessions.use("stage " + target, connection -> {
                try {
                    return stage(connection, operation, staging, place, table, rows, meter, work);
                } catch (CommitException e) {
                    return sessions.afterFailedCommit(operation, Long.class, e);
                }
            });
        }
    }

    /** By itself: two that stage at the same time would be in each other's way. */
    private void createSchema(Place place, ProgressMeter meter) {
        if (!sessions.use("look for " + place.name(), place::schemaExists)) {
            sessions.useInTurn("make the dataset of " + place.name(), meter::tell, connection -> {
                place.createSchema(connection);
                return place;
            });
        }
    }

    private long stage(
            Connection connection,
            Operation operation,
            String staging,
            Place place,
            TableDefinition table,
            RowSource rows,
            ProgressMeter meter,
            Running.Work work)
            throws SQLException {
        Optional<Long> done = Transaction.open(connection, () -> {
            Optional<Long> before = Ledger.find(connection, operation, Long.class);
            if (before.isEmpty()) {
                createStaged(connection, staging, place, table);
            }
            return before;
        });
        if (done.isPresent()) {
            return done.get();
        }
        return Transaction.orRollback(connection, () -> {
            String staged = quoted(place.schema()) + "." + quoted(OwnNames.staged(staging, place.table()));
            long inserted = new RowInsert(connection, function, meter).run(table, rows, staged, false);
            meter.tell();
            return sessions.turnWithin(meter::tell, () -> {
                // In its turn: what is unstaged before stops it here, afterwards it is there to be dropped.
                work.requireWanted();
                Ledger.add(connection, operation, inserted);
                Transaction.commit(connection);
                return inserted;
            });
        });
    }

    private static void createStaged(Connection connection, String staging, Place place, TableDefinition table)
            throws SQLException {
        if (place.staged(new Catalog(connection), staging).isPresent()) {
            throw new StoreFailure(
                    FailureType.NOT_POSSIBLE,
                    "another operation has staged a table for " + place.name() + " under " + staging
                            + " already: let that be dropped first");
        }
        execute(
                connection,
                "CREATE TABLE " + quoted(place.schema()) + "." + quoted(OwnNames.staged(staging, place.table())) + " ("
                        + Schema.declarations(table) + ")");
    }

    @Override
    public Content staged(String staging, TableName target, List<Column> columns, Runnable alive) {
        Place place = Place.of(target);
        return sessions.use("read what is staged for " + target, connection -> {
            StoredTable table = place.requireStaged(new Catalog(connection), staging);
            try (TableContents contents = new TableContents(sessions, threads)) {
                return contents.of(TableShape.of(table, columns), alive);
            }
        });
    }

    @Override
    public Content live(TableName table, List<Column> columns, Runnable alive) {
        Place place = Place.of(table);
        return sessions.use("read " + table, connection -> {
            // In a turn, so that all sessions see the same state.
            try (LiveReading reading = sessions.turnWithin(alive, () -> {
                StoredTable stored = place.require(new Catalog(connection));
                return LiveReading.begin(sessions, threads, TableShape.of(stored, columns));
            })) {
                return reading.content(alive);
            }
        });
    }

    @Override
    public void unstage(String staging) {
        sessions.useInTurn("drop what is staged under " + staging, () -> {}, connection -> {
            running.stop(staging);
            return Transaction.run(connection, () -> {
                for (String table : stagedTables(connection, staging)) {
                    execute(connection, "DROP TABLE " + table);
                }
                return staging;
            });
        });
    }

    private static List<String> stagedTables(Connection connection, String staging) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT schema_name, table_name FROM duckdb_tables()"
                + " WHERE database_name = current_database() AND starts_with(table_name, ?)")) {
            query.setString(1, OwnNames.stagedPrefix(staging));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    tables.add(quoted(rows.getString(1)) + "." + quoted(rows.getString(2)));
                }
            }
        }
        return tables;
    }

    @Override
    public void hold(String staging, List<String> tables) {
        changeHolds("hold " + String.join(", ", tables), connection -> Holds.add(connection, staging, tables));
    }

    @Override
    public void release(String staging) {
        changeHolds("let writes go on", connection -> Holds.remove(connection, staging));
    }

    @FunctionalInterface
    private interface Change {
        void run(Connection connection) throws SQLException;
    }

    /** In a turn, which waits for the writes under way, and in which no write asks. */
    private void changeHolds(String doing, Change change) {
        sessions.turn(() -> {}, () -> {
            try {
                return sessions.use(
                        doing,
                        connection -> Transaction.run(connection, () -> {
                            change.run(connection);
                            return doing;
                        }));
            } finally {
                // A COMMIT that failed may have been done.
                sessions.use(doing, connection -> {
                    holds.read(connection);
                    return doing;
                });
            }
        });
    }

    @Override
    public SwapResult swap(
            Operation operation, String staging, List<Swap> tables, List<SnapshotView> views, Runnable alive) {
        List<Place> places = tables.stream().map(swap -> Place.of(swap.table())).toList();
        return sessions.turn(alive, () -> {
            SwapResult result = once(operation, "swap tables", connection -> {
                Catalog catalog = new Catalog(connection);
                List<Exchange> exchanges = new ArrayList<>();
                for (int i = 0; i < places.size(); i++) {
                    alive.run();
                    StoredTable next = places.get(i).requireStaged(catalog, staging);
                    exchanges.add(Exchange.plan(
                            connection,
                            catalog,
                            places.get(i),
                            Optional.of(next),
                            tables.get(i).columns(),
                            alive));
                }
                return exchange(connection, operation, exchanges, alive);
            });
            // Afterwards: a view that cannot be made ends the transaction it is tried in. A repetition tries again.
            String schema = places.isEmpty() ? "main" : places.get(0).schema();
            new ViewRestore(sessions, schema).run(views);
            return result;
        });
    }

    @Override
    public SwapResult swapBack(Operation operation, Operation swap, List<SwapBack> tables, Runnable alive) {
        List<Place> places = tables.stream().map(back -> Place.of(back.table())).toList();
        return sessions.turn(
                alive,
                () -> once(operation, "undo a swap", connection -> {
                    Catalog catalog = new Catalog(connection);
                    KeptTables keptTables = new KeptTables(connection);
                    List<Exchange> exchanges = new ArrayList<>();
                    for (int i = 0; i < places.size(); i++) {
                        alive.run();
                        Place place = places.get(i);
                        Kept kept = keptTables
                                .find(swap.id(), place.schema(), place.table())
                                .orElseThrow(() -> dropped(place));
                        Optional<StoredTable> next = Optional.empty();
                        if (kept.name().isPresent()) {
                            next = catalog.table(kept.schema(), kept.name().get());
                            if (next.isEmpty()) {
                                throw dropped(place);
                            }
                        }
                        SwapBack back = tables.get(i);
                        requireUnchanged(catalog, place, back, alive);
                        List<String> columns =
                                back.columns().stream().map(Column::name).toList();
                        exchanges.add(Exchange.plan(connection, catalog, place, next, columns, alive));
                        keptTables.remove(swap.id(), kept);
                    }
                    return exchange(connection, operation, exchanges, alive);
                }));
    }

    private static StoreFailure dropped(Place place) {
        return new StoreFailure(
                FailureType.NOT_POSSIBLE,
                "what was kept of " + place.name()
                        + " has been dropped, so the swap cannot be undone any more: restore a" + " backup");
    }

    private void requireUnchanged(Catalog catalog, Place place, SwapBack back, Runnable alive) throws SQLException {
        if (back.unchanged().isEmpty()) {
            return;
        }
        Optional<StoredTable> now = place.stored(catalog);
        if (now.isEmpty()) {
            throw changed(place, "it is not there any more");
        }
        Content found;
        // In the turn: what these sessions see is what the transaction has found.
        try (LiveReading reading = LiveReading.begin(sessions, threads, TableShape.of(now.get(), back.columns()))) {
            found = reading.content(alive);
        } catch (StoreFailure e) {
            if (e.type() == FailureType.TABLE_CHANGED || e.type() == FailureType.NOT_POSSIBLE) {
                throw changed(place, e.getMessage());
            }
            throw e;
        }
        Content expected = back.unchanged().get();
        if (!found.equals(expected)) {
            throw changed(
                    place,
                    found.rows() == expected.rows()
                            ? "it has other rows, as many as before"
                            : "it has " + found.rows() + " rows, not " + expected.rows());
        }
    }

    private static StoreFailure changed(Place place, String how) {
        return new StoreFailure(FailureType.CHANGED_SINCE, place.name() + " changed since the swap: " + how);
    }

    private static SwapResult exchange(
            Connection connection, Operation operation, List<Exchange> exchanges, Runnable alive) throws SQLException {
        Instant at = Instant.now();
        List<Swapped> swapped = new ArrayList<>();
        for (Exchange exchange : exchanges) {
            alive.run();
            exchange.run(connection, operation.id(), at);
            swapped.add(exchange.outcome());
        }
        return new SwapResult(at, swapped, false);
    }

    private SwapResult once(Operation operation, String doing, Sessions.Use<SwapResult> swapping) {
        return sessions.use(doing, connection -> {
            try {
                return Transaction.run(connection, () -> {
                    Optional<SwapResult> done = Ledger.find(connection, operation, SwapResult.class);
                    if (done.isPresent()) {
                        return repeated(done.get());
                    }
                    SwapResult result = swapping.run(connection);
                    Ledger.add(connection, operation, result);
                    return result;
                });
            } catch (CommitException e) {
                return sessions.afterFailedCommit(operation, SwapResult.class, e);
            }
        });
    }

    private static SwapResult repeated(SwapResult done) {
        return new SwapResult(done.at(), done.tables(), true);
    }

    @Override
    public Optional<SwapResult> abandon(Operation operation) {
        return sessions.useInTurn(
                "give up " + operation.id(),
                () -> {},
                connection -> Transaction.run(connection, () -> Ledger.abandon(connection, operation, SwapResult.class))
                        .map(DuckDbSwaps::repeated));
    }

    @Override
    public long dropKept(Instant before) {
        return sessions.useInTurn(
                "drop what was kept",
                () -> {},
                connection -> Transaction.run(connection, () -> new KeptTables(connection).drop(before)));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
