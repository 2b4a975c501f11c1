package dev.tablekeeper.stores.embedded.duckdb;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.table.ViewDefinition;
import dev.tablekeeper.stores.snapshot.SnapshotView;
import dev.tablekeeper.stores.upkeep.Change;
import dev.tablekeeper.stores.upkeep.Change.Kind;
import dev.tablekeeper.stores.upkeep.ObjectChanges;
import dev.tablekeeper.stores.upkeep.Upkeep;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The upkeep of a DuckDB file. All changes are made in one transaction, in a turn of its own: what was looked at is what
 * is changed, and what fails changes nothing. DuckDB's tables keep no descriptions, labels, partitions or clusters here,
 * so these never differ.
 */
final class DuckDbUpkeep implements Upkeep {
    /** What a start does by itself. */
    private static final Set<Kind> AT_START =
            Set.of(Kind.CREATE_TABLE, Kind.ADD_COLUMN, Kind.CREATE_VIEW, Kind.CHANGE_VIEW);

    private final Sessions sessions;

    DuckDbUpkeep(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public List<Change> diff(List<TableDefinition> tables, List<ViewDefinition> views) {
        return sessions.use("look at the tables", connection -> changes(connection, tables, views));
    }

    @Override
    public List<Change> apply(List<TableDefinition> tables, List<ViewDefinition> views) {
        return inTurn("change the tables", connection -> {
            List<Change> changes = changes(connection, tables, views);
            if (!changes.isEmpty() && Upkeep.safe(changes)) {
                make(connection, tables, views, Change::safe);
            }
            return changes;
        });
    }

    /** What a start does: as {@link dev.tablekeeper.stores.Warehouse#prepare} says. */
    void prepare(List<TableDefinition> tables, List<ViewDefinition> views) {
        inTurn("prepare the tables", connection -> {
            make(connection, tables, views, change -> AT_START.contains(change.kind()));
            return tables;
        });
    }

    private void make(
            Connection connection, List<TableDefinition> tables, List<ViewDefinition> views, Predicate<Change> wanted)
            throws SQLException {
        List<String> left = new ArrayList<>();
        for (TableDefinition table : tables) {
            for (Change change : changes(connection, table)) {
                if (wanted.test(change)) {
                    make(new Schema(connection), table, change);
                } else {
                    left.add(change.difference());
                }
            }
        }
        Schema.requireNone(left);
        // Each of them, for a view fails when a table's columns are others than at its making.
        for (ViewDefinition view : views) {
            make(connection, view);
        }
    }

    private static void make(Schema schema, TableDefinition table, Change change) throws SQLException {
        switch (change.kind()) {
            case CREATE_TABLE -> schema.create(table);
            case ADD_COLUMN, ADD_REQUIRED_COLUMN -> schema.add(table.name(), column(table, change));
            case RELAX_COLUMN -> schema.relax(table.name(), column(table, change));
            default -> throw new IllegalStateException("not done to tables: " + change);
        }
    }

    private static Column column(TableDefinition table, Change change) {
        return table.columns().stream()
                .filter(column -> change.name().equals(table.name() + "." + column.name()))
                .findFirst()
                .orElseThrow();
    }

    private void make(Connection connection, ViewDefinition view) {
        try {
            new Schema(connection).createOrReplace(view);
        } catch (SQLException e) {
            throw sessions.failures().translate("make the view " + view.name(), e);
        }
    }

    private static List<Change> changes(Connection connection, List<TableDefinition> tables, List<ViewDefinition> views)
            throws SQLException {
        List<Change> changes = new ArrayList<>();
        for (TableDefinition table : tables) {
            changes.addAll(changes(connection, table));
        }
        Map<String, String> queries =
                StoredViews.all(connection).stream().collect(Collectors.toMap(SnapshotView::name, SnapshotView::sql));
        for (ViewDefinition view : views) {
            changes.addAll(changes(connection, view, queries));
        }
        return changes;
    }

    private static List<Change> changes(Connection connection, TableDefinition table) throws SQLException {
        Schema schema = new Schema(connection);
        if (schema.isView(table.name())) {
            return List.of(ObjectChanges.viewInTheWay(table.name()));
        }
        if (!schema.isTable(table.name())) {
            return List.of(ObjectChanges.noTable(table.name()));
        }
        List<Change> changes = new ArrayList<>();
        for (Change change : schema.changes(table)) {
            changes.add(
                    change.kind() == Kind.FILL_COLUMN && TableWriter.count(connection, table.name()) == 0
                            ? change.with(Kind.ADD_REQUIRED_COLUMN, "it is added, as the table has no rows")
                            : change);
        }
        return changes;
    }

    private static List<Change> changes(Connection connection, ViewDefinition view, Map<String, String> queries)
            throws SQLException {
        if (new Schema(connection).isTable(view.name())) {
            return List.of(ObjectChanges.tableInTheWay(view.name()));
        }
        String query = queries.get(view.name());
        if (query == null) {
            return List.of(ObjectChanges.noView(view.name()));
        }
        return query.equals(view.sql()) ? List.of() : List.of(ObjectChanges.otherView(view.name()));
    }

    private <T> T inTurn(String doing, Sessions.Use<T> use) {
        return sessions.useInTurn(
                doing, () -> {}, connection -> Transaction.run(connection, () -> use.run(connection)));
    }
}
