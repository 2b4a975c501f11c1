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
import dev.tablekeeper.stores.snapshot.SnapshotView;
import dev.tablekeeper.stores.snapshot.Snapshots;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
        Optional<Instant> taken = Transaction.open(
                connection,
                () -> sessions.turnWithin(wanted, () -> {
                    // The first access to a table: from here on the transaction sees the state of now.
                    boolean done =
                            Ledger.find(connection, operation, Snapshot.class).isPresent();
                    return done ? Optional.empty() : Optional.of(Instant.now());
                }));
        if (taken.isEmpty()) {
            return Ledger.find(connection, operation, Snapshot.class).orElseThrow();
        }
        return Transaction.orRollback(connection, () -> {
            Snapshot snapshot = copy(connection, operation, names, described, taken.get(), wanted);
            return sessions.turnWithin(wanted, () -> {
                // In its turn: it is released before, and stops here, or afterwards, and is dropped.
                work.requireWanted();
                Ledger.add(connection, operation, snapshot);
                Transaction.commit(connection);
                return snapshot;
            });
        });
    }

    private static Snapshot copy(
            Connection connection,
            Operation operation,
            Optional<List<String>> names,
            List<TableDefinition> described,
            Instant instant,
            Runnable wanted)
            throws SQLException {
        List<TableShape> shapes = shapes(connection, names, described);
        String schema = OwnNames.frozen(operation.id());
        execute(connection, "CREATE SCHEMA " + quoted(schema));
        List<SnapshotTable> tables = new ArrayList<>();
        for (TableShape shape : shapes) {
            StoredTable frozen = new StoredTable(schema, shape.definition().name(), List.of());
            Pulse.execute(connection, "CREATE TABLE " + frozen.sql() + " AS " + shape.select(), wanted);
            long rows = frozen.count(connection);
            tables.add(
                    new SnapshotTable(shape.definition(), rows, Slices.of(rows).count()));
        }
        List<SnapshotView> views = StoredViews.all(connection);
        return new Snapshot(instant, tables, views);
    }

    private static List<TableShape> shapes(
            Connection connection, Optional<List<String>> names, List<TableDefinition> described) throws SQLException {
        Map<String, StoredTable> all = StoredTable.all(connection, "main");
        if (names.isPresent()) {
            Map<String, StoredTable> named = new LinkedHashMap<>();
            for (String name : names.get().stream().distinct().sorted().toList()) {
                if (!all.containsKey(name)) {
                    throw new StoreFailure(FailureType.UNKNOWN_TABLE, "there is no table " + name);
                }
                named.put(name, all.get(name));
            }
            all = named;
        }
        List<TableShape> shapes = new ArrayList<>();
        for (StoredTable table : all.values()) {
            requirePathPart(table.name());
            shapes.add(TableShape.of(connection, table, described));
        }
        return shapes;
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
