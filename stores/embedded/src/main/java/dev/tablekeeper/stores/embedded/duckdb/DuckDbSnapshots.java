package dev.tablekeeper.stores.embedded.duckdb;

import static dev.tablekeeper.stores.embedded.duckdb.Identifiers.quoted;

import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.ObjectNames;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.embedded.duckdb.Transaction.CommitException;
import dev.tablekeeper.stores.snapshot.ExportedFile;
import dev.tablekeeper.stores.snapshot.Snapshot;
import dev.tablekeeper.stores.snapshot.SnapshotTable;
import dev.tablekeeper.stores.snapshot.Snapshots;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Snapshots of a DuckDB file: copies of all tables, made by one transaction, in a schema of their own. The transaction's
 * snapshot is taken in a write turn, so its instant is exact: all that committed before is in it, and nothing commits
 * between the two. Writes go on while it copies.
 */
final class DuckDbSnapshots implements Snapshots {
    private static final int MOST_ATTEMPTS = 10;

    private final Sessions sessions;
    private final Running running = new Running();

    DuckDbSnapshots(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Snapshot freeze(
            Operation operation, Optional<List<String>> tables, List<TableDefinition> described, Runnable alive) {
        try (Running.Work work = running.begin(operation.id())) {
            Runnable wanted = () -> {
                alive.run();
                work.requireWanted();
            };
            return sessions.use("freeze tables", connection -> {
                try {
                    return freeze(connection, operation, tables, described, work, wanted);
                } catch (CommitException e) {
                    return sessions.afterFailedCommit(operation, Snapshot.class, e);
                }
            });
        }
    }

    private Snapshot freeze(
            Connection connection,
            Operation operation,
            Optional<List<String>> names,
            List<TableDefinition> described,
            Running.Work work,
            Runnable wanted)
            throws SQLException {
        Optional<State> taken = Transaction.open(
                connection,
                () -> sessions.turnWithin(wanted, () -> {
                    // The first access to a table: from here on the transaction sees the state of now.
                    boolean done =
                            Ledger.find(connection, operation, Snapshot.class).isPresent();
                    return done ? Optional.empty() : Optional.of(state(connection, names));
                }));
        if (taken.isEmpty()) {
            return Ledger.find(connection, operation, Snapshot.class).orElseThrow();
        }
        return Transaction.orRollback(connection, () -> {
            Snapshot snapshot = copy(connection, operation, taken.get(), described, wanted);
            return sessions.turnWithin(wanted, () -> {
                // In its turn: it is released before, and stops here, or afterwards, and is dropped.
                work.requireWanted();
                Ledger.add(connection, operation, snapshot);
                Transaction.commit(connection);
                return snapshot;
            });
        });
    }

    /**
     * What is to be frozen.
     *
     * @param rows how many each table has
     */
    private record State(Instant instant, List<StoredTable> tables, List<Long> rows) {}

    private static State state(Connection connection, Optional<List<String>> names) throws SQLException {
        Instant instant = Instant.now();
        List<StoredTable> tables = tables(connection, names);
        List<Long> rows = new ArrayList<>();
        for (StoredTable table : tables) {
            rows.add(table.count(connection));
        }
        return new State(instant, tables, rows);
    }

    private static List<StoredTable> tables(Connection connection, Optional<List<String>> names) throws SQLException {
        Map<String, StoredTable> all = StoredTable.all(connection, "main");
        if (names.isEmpty()) {
            return List.copyOf(all.values());
        }
        List<StoredTable> named = new ArrayList<>();
        for (String name : names.get().stream().distinct().sorted().toList()) {
            if (!all.containsKey(name)) {
                throw new StoreFailure(FailureType.UNKNOWN_TABLE, "there is no table " + name);
            }
            named.add(all.get(name));
        }
        return named;
    }

    private static Snapshot copy(
            Connection connection, Operation operation, State state, List<TableDefinition> described, Runnable wanted)
            throws SQLException {
        List<TableShape> shapes = new ArrayList<>();
        for (StoredTable table : state.tables()) {
            requirePathPart(table.name());
            shapes.add(TableShape.of(connection, table, described));
        }
        String schema = OwnNames.frozen(operation.id());
        execute(connection, "CREATE SCHEMA " + quoted(schema));
        List<SnapshotTable> tables = new ArrayList<>();
        for (int i = 0; i < shapes.size(); i++) {
            long rows = state.rows().get(i);
            copy(connection, shapes.get(i), schema, rows, wanted);
            tables.add(new SnapshotTable(
                    shapes.get(i).definition(), rows, Slices.of(rows).count()));
        }
        return new Snapshot(state.instant(), tables, StoredViews.all(connection));
    }

    /**
     * Copies a table. While another transaction commits many rows, DuckDB can show them for a moment to one that began
     * before: then there are more than were counted in the turn, in which nobody commits, and it is copied once more.
     */
    private static void copy(Connection connection, TableShape shape, String schema, long rows, Runnable wanted)
            throws SQLException {
        StoredTable frozen = new StoredTable(schema, shape.definition().name(), List.of());
        for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
            Pulse.execute(connection, "CREATE TABLE " + frozen.sql() + " AS " + shape.select(), wanted);
            if (frozen.count(connection) == rows) {
                return;
            }
            execute(connection, "DROP TABLE " + frozen.sql());
        }
        throw new StoreFailure(
                FailureType.CONFLICT,
                "others wrote to " + shape.table().name() + " while it was frozen, each time it was tried: try again");
    }

    private static void requirePathPart(String table) {
        if (!ObjectNames.isName(table) || table.indexOf('/') >= 0) {
            throw new StoreFailure(
                    FailureType.NOT_POSSIBLE,
                    "the table \"" + table.replaceAll("\\p{Cntrl}", "?")
                            + "\" cannot be backed up, since its name cannot"
                            + " be that of a folder: rename it, or name the tables to back up, without this one");
        }
    }

    @Override
    public List<ExportedFile> export(
            Operation frozen, SnapshotTable table, int slice, ObjectStore into, String prefix, LongConsumer progress) {
        return sessions.use(
                "export " + table.name(),
                connection -> Transaction.undone(connection, () -> {
                    StoredTable stored = new Catalog(connection)
                            .table(OwnNames.frozen(frozen.id()), table.name())
                            .orElseThrow(() -> new StoreFailure(
                                    FailureType.SOURCE_MISSING,
                                    "what was frozen of " + table.name()
                                            + " has been released: start the backup anew"));
                    return List.of(SliceExport.run(
                            connection,
                            TableShape.of(stored, table.definition().columns()),
                            table,
                            slice,
                            into,
                            prefix,
                            progress));
                }));
    }

    @Override
    public void release(Operation frozen) {
        sessions.useInTurn("release what was frozen", () -> {}, connection -> {
            running.stop(frozen.id());
            return Transaction.run(connection, () -> {
                // Where it was not frozen, it shall not be frozen any more.
                Ledger.abandon(connection, frozen, Snapshot.class);
                execute(connection, "DROP SCHEMA IF EXISTS " + quoted(OwnNames.frozen(frozen.id())) + " CASCADE");
                return frozen;
            });
        });
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
