package dev.tablekeeper.stores.embedded.duckdb;

import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.table.ViewDefinition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.ResultTable;
import dev.tablekeeper.stores.Rows;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.WriteResult;
import dev.tablekeeper.stores.WriteResult.TableResult;
import dev.tablekeeper.stores.embedded.duckdb.Transaction.CommitException;
import dev.tablekeeper.stores.embedded.duckdb.WriteGroups.Pending;
import dev.tablekeeper.stores.snapshot.Snapshots;
import dev.tablekeeper.stores.swap.Swaps;
import dev.tablekeeper.stores.upkeep.Upkeep;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongConsumer;

/**
 * A warehouse in one DuckDB file, which one process holds at a time. Writes take turns, small ones together in one
 * transaction, each with its own entry in the ledger; reads go on meanwhile, on what was last committed. A nullable or repeated column that is new in a definition is added to its table by {@link
 * #prepare}; any other difference is TABLE_CHANGED. A damaged file is a {@code DAMAGED}.
 */
public final class DuckDbWarehouse implements Warehouse {
    /** What the group's transaction may hold of one write. */
    private static final long SMALL_ROWS = 10_000;

    private final Sessions sessions;
    private final ObjectStore staged;
    private final RowFunction function;
    private final WriteGroups groups;
    private final Holds holds = new Holds();
    private final DuckDbSnapshots snapshots;
    private final DuckDbSwaps swaps;
    private final DuckDbUpkeep upkeep;

    DuckDbWarehouse(Database database, ObjectStore staged, DuckDbSettings settings) {
        sessions = new Sessions(database);
        this.staged = staged;
        function = new RowFunction(settings.threads());
        groups = new WriteGroups(this::writeTogether);
        snapshots = new DuckDbSnapshots(sessions);
        swaps = new DuckDbSwaps(sessions, function, holds, settings.threads());
        upkeep = new DuckDbUpkeep(sessions);
        try (Connection connection = database.connect()) {
            Ledger.create(connection);
            StoredViews.createLedger(connection);
            KeptTables.createLedger(connection);
            Holds.createLedger(connection);
            holds.read(connection);
            function.register(connection);
        } catch (SQLException e) {
            throw closing(database, database.failures().translate("open the database", e));
        }
    }

    private static StoreFailure closing(Database database, StoreFailure failure) {
        try {
            database.close();
        } catch (StoreFailure second) {
            failure.addSuppressed(second);
        }
        return failure;
    }

    /**
     * Opens a database file, or makes a new one.
     *
     * @param staged where the parts of {@link dev.tablekeeper.stores.Rows.Staged} rows are read from
     */
    public static DuckDbWarehouse open(Path file, ObjectStore staged, DuckDbSettings settings) {
        return new DuckDbWarehouse(Database.file(file, settings), staged, settings);
    }

    /** A database that is gone when it is closed. */
    public static DuckDbWarehouse inMemory(ObjectStore staged, DuckDbSettings settings) {
        return new DuckDbWarehouse(Database.inMemory(settings), staged, settings);
    }

    @Override
    public Intake intake() {
        return Intake.PULLED;
    }

    @Override
    public void prepare(List<TableDefinition> tables, List<ViewDefinition> views) {
        upkeep.prepare(tables, views);
    }

    @Override
    public WriteResult write(Operation operation, List<TableWrite> writes, LongConsumer progress) {
        Pending asked = new Pending(operation, writes, new ProgressMeter(progress));
        return small(writes)
                ? groups.write(asked)
                : sessions.turn(() -> asked.meter().tell(), () -> writeAlone(asked));
    }

    /** Whether it is short enough to be done in one transaction with others. */
    private static boolean small(List<TableWrite> writes) {
        long rows = 0;
        for (TableWrite write : writes) {
            if (write.mode() == TableWrite.Mode.REPLACE || !(write.rows() instanceof Rows.Staged staged)) {
                return false;
            }
            rows += staged.count();
        }
        return rows <= SMALL_ROWS;
    }

    /**
     * Does all of them in one transaction, or, where that fails, each in its own: then only those fail that are at fault.
     * Right after a commit whose end is not known too, because each looks in the ledger first.
     */
    private void writeTogether(List<Pending> group) {
        sessions.turn(() -> {}, () -> {
            if (group.size() == 1 || !inOneTransaction(group)) {
                group.forEach(this::end);
            }
            return group;
        });
    }

    private boolean inOneTransaction(List<Pending> group) {
        List<WriteResult> results = new ArrayList<>();
        try {
            sessions.useKept(
                    "write " + group.size() + " operations",
                    connection -> Transaction.run(connection, () -> {
                        Map<TableDefinition, Long> counts = new HashMap<>();
                        for (Pending one : group) {
                            results.add(write(connection, one, counts));
                        }
                        return group;
                    }));
        } catch (RuntimeException e) {
            return false;
        }
        for (int i = 0; i < group.size(); i++) {
            group.get(i).outcome().complete(results.get(i));
        }
        return true;
    }

    private void end(Pending one) {
        try {
            one.outcome().complete(writeAlone(one));
        } catch (RuntimeException e) {
            one.outcome().completeExceptionally(e);
        }
    }

    private WriteResult writeAlone(Pending asked) {
        return sessions.useKept("write " + asked.operation().id(), connection -> {
            try {
                return Transaction.run(connection, () -> write(connection, asked, new HashMap<>()));
            } catch (CommitException e) {
                return result(sessions.afterFailedCommit(asked.operation(), TableResult[].class, e), false);
            }
        });
    }

    private WriteResult write(Connection connection, Pending asked, Map<TableDefinition, Long> counts)
            throws SQLException {
        Optional<TableResult[]> done = Ledger.find(connection, asked.operation(), TableResult[].class);
        if (done.isPresent()) {
            return result(done.get(), true);
        }
        List<TableResult> tables = tables(connection, asked.writes(), asked.meter(), counts);
        Ledger.add(connection, asked.operation(), tables);
        return new WriteResult(tables, false);
    }

    private List<TableResult> tables(
            Connection connection, List<TableWrite> writes, ProgressMeter meter, Map<TableDefinition, Long> counts)
            throws SQLException {
        // In the turn, so that no write is between this look and its commit when a table is held.
        holds.requireFree(writes);
        TableWriter writer = new TableWriter(connection, function, staged, meter, counts);
        List<TableResult> tables = new ArrayList<>();
        for (TableWrite write : writes) {
            tables.add(writer.write(write));
        }
        return tables;
    }

    @Override
    public WriteResult rehearse(List<TableWrite> writes, LongConsumer progress) {
        ProgressMeter meter = new ProgressMeter(progress);
        return sessions.useInTurn(
                "rehearse a write",
                meter::tell,
                connection -> new WriteResult(
                        Transaction.undone(connection, () -> tables(connection, writes, meter, new HashMap<>())),
                        false));
    }

    private static WriteResult result(TableResult[] tables, boolean repeated) {
        return new WriteResult(List.of(tables), repeated);
    }

    /** Right beside a write of the same operation, because it waits its turn, and the write looks here in its own. */
    @Override
    public Optional<WriteResult> abandon(Operation operation) {
        return sessions.useInTurn(
                "give up " + operation.id(),
                () -> {},
                connection -> Transaction.run(
                                connection, () -> Ledger.abandon(connection, operation, TableResult[].class))
                        .map(tables -> result(tables, true)));
    }

    @Override
    public Optional<WriteResult> outcome(Operation operation) {
        return sessions.use(
                "look for " + operation.id(),
                connection ->
                        Ledger.find(connection, operation, TableResult[].class).map(tables -> result(tables, true)));
    }

    @Override
    public long count(String table) {
        return sessions.use("count the rows of " + table, connection -> {
            new Schema(connection).requireTable(table);
            return TableWriter.count(connection, table);
        });
    }

    @Override
    public ResultTable sample(TableDefinition table, int limit) {
        return sessions.use("read " + table.name(), connection -> {
            new Schema(connection).require(table);
            return ResultReader.sample(connection, table, limit);
        });
    }

    @Override
    public ResultTable view(ViewDefinition view, OptionalInt year) {
        return sessions.use("read the view " + view.name(), connection -> {
            new Schema(connection).requireView(view.name());
            return ResultReader.view(connection, view, year);
        });
    }

    @Override
    public void check() {
        sessions.use("read the ledger", connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute("SELECT operation FROM tablekeeper.operations LIMIT 1");
            }
        });
    }

    @Override
    public Snapshots snapshots() {
        return snapshots;
    }

    @Override
    public Swaps swaps() {
        return swaps;
    }

    @Override
    public Upkeep upkeep() {
        return upkeep;
    }

    /** Waits for the writes under way, then brings the file up to date and lets go of it. */
    @Override
    public void close() {
        groups.close();
        sessions.close();
    }
}
