package dev.tablekeeper.stores.embedded.duckdb;

import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.table.ViewDefinition;
import dev.tablekeeper.model.workflow.FailureType;
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

    private final Database database;
    private final ObjectStore staged;
    private final RowFunction function;
    private final WriteTurns turns = new WriteTurns();
    private final WriteGroups groups;
    private volatile boolean closed;

    DuckDbWarehouse(Database database, ObjectStore staged, DuckDbSettings settings) {
        this.database = database;
        this.staged = staged;
        function = new RowFunction(settings.threads());
        groups = new WriteGroups(this::writeTogether);
        try (Connection connection = database.connect()) {
            Ledger.create(connection);
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
        turns.within(
                () -> {},
                () -> use(
                        "prepare the tables",
                        connection -> Transaction.run(connection, () -> {
                            Schema schema = new Schema(connection);
                            List<String> differences = new ArrayList<>();
                            for (TableDefinition table : tables) {
                                differences.addAll(schema.createOrExtend(table));
                            }
                            Schema.requireNone(differences);
                            for (ViewDefinition view : views) {
                                create(schema, view);
                            }
                            return tables;
                        })));
    }

    private void create(Schema schema, ViewDefinition view) {
        try {
            schema.createOrReplace(view);
        } catch (SQLException e) {
            throw database.failures().translate("make the view " + view.name(), e);
        }
    }

    @Override
    public WriteResult write(Operation operation, List<TableWrite> writes, LongConsumer progress) {
        Pending asked = new Pending(operation, writes, new ProgressMeter(progress));
        return small(writes)
                ? groups.write(asked)
                : turns.within(() -> asked.meter().tell(), () -> writeAlone(asked));
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
        turns.within(() -> {}, () -> {
            if (group.size() == 1 || !inOneTransaction(group)) {
                group.forEach(this::end);
            }
            return group;
        });
    }

    private boolean inOneTransaction(List<Pending> group) {
        List<WriteResult> results = new ArrayList<>();
        try {
            use(
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
        return use("write " + asked.operation().id(), connection -> {
            try {
                return Transaction.run(connection, () -> write(connection, asked, new HashMap<>()));
            } catch (CommitException e) {
                return afterFailedCommit(asked.operation(), e);
            }
        });
    }

    private WriteResult write(Connection connection, Pending asked, Map<TableDefinition, Long> counts)
            throws SQLException {
        Optional<WriteResult> done = Ledger.find(connection, asked.operation());
        if (done.isPresent()) {
            return done.get();
        }
        List<TableResult> tables = tables(connection, asked.writes(), asked.meter(), counts);
        Ledger.add(connection, asked.operation(), tables);
        return new WriteResult(tables, false);
    }

    private List<TableResult> tables(
            Connection connection, List<TableWrite> writes, ProgressMeter meter, Map<TableDefinition, Long> counts)
            throws SQLException {
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
        return turns.within(
                meter::tell,
                () -> use(
                        "rehearse a write",
                        connection -> new WriteResult(
                                Transaction.undone(
                                        connection, () -> tables(connection, writes, meter, new HashMap<>())),
                                false)));
    }

    /** A COMMIT that failed may have been done all the same: the ledger knows. */
    private WriteResult afterFailedCommit(Operation operation, CommitException failed) throws SQLException {
        Optional<WriteResult> done;
        try (Connection fresh = database.connect()) {
            done = Ledger.find(fresh, operation);
        } catch (SQLException e) {
            failed.addSuppressed(e);
            throw new StoreFailure(
                    FailureType.OUTCOME_UNKNOWN,
                    "the write " + operation.id() + " failed at its very end and the database cannot be read since: "
                            + "restart Tablekeeper, then look for the operation in tablekeeper.operations",
                    failed);
        }
        return new WriteResult(done.orElseThrow(() -> failed).tables(), false);
    }

    /** Right beside a write of the same operation, because it waits its turn, and the write looks here in its own. */
    @Override
    public Optional<WriteResult> abandon(Operation operation) {
        return turns.within(
                () -> {},
                () -> use(
                        "give up " + operation.id(),
                        connection -> Transaction.run(connection, () -> Ledger.abandon(connection, operation))));
    }

    @Override
    public Optional<WriteResult> outcome(Operation operation) {
        return use("look for " + operation.id(), connection -> Ledger.find(connection, operation));
    }

    @Override
    public long count(String table) {
        return use("count the rows of " + table, connection -> {
            new Schema(connection).requireTable(table);
            return TableWriter.count(connection, table);
        });
    }

    @Override
    public ResultTable sample(TableDefinition table, int limit) {
        return use("read " + table.name(), connection -> {
            new Schema(connection).require(table);
            return ResultReader.sample(connection, table, limit);
        });
    }

    @Override
    public ResultTable view(ViewDefinition view, OptionalInt year) {
        return use("read the view " + view.name(), connection -> {
            new Schema(connection).requireView(view.name());
            return ResultReader.view(connection, view, year);
        });
    }

    @Override
    public void check() {
        use("read the ledger", connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute("SELECT operation FROM tablekeeper.operations LIMIT 1");
            }
        });
    }

    /** Waits for the writes under way, then brings the file up to date and lets go of it. */
    @Override
    public void close() {
        groups.close();
        turns.within(() -> {}, () -> {
            if (!closed) {
                closed = true;
                database.close();
            }
            return closed;
        });
    }

    @FunctionalInterface
    private interface Use<T> {
        T run(Connection connection) throws SQLException;
    }

    private <T> T use(String doing, Use<T> use) {
        if (closed) {
            throw new StoreFailure(FailureType.UNAVAILABLE, "cannot " + doing + ": the warehouse is closed");
        }
        try (Connection connection = database.connect()) {
            return use.run(connection);
        } catch (SQLException e) {
            throw database.failures().translate(doing, e);
        }
    }
}
