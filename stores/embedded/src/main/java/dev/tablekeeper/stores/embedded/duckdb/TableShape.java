package dev.tablekeeper.stores.embedded.duckdb;

import static dev.tablekeeper.stores.embedded.duckdb.Identifiers.literal;
import static dev.tablekeeper.stores.embedded.duckdb.Identifiers.quoted;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Columns of a stored table, and the SQL that makes each from what is stored: in the type that {@link ColumnSql#stored}
 * says.
 */
record TableShape(StoredTable table, TableDefinition definition, List<String> expressions) {
    /** What a failure of our own begins with, so that it can be told from DuckDB's. */
    static final String REFUSED = "tablekeeper refuses: ";

    TableShape {
        expressions = List.copyOf(expressions);
    }

    /**
     * A whole table: as one of the definitions says, if the table is so, else as it is.
     *
     * @throws StoreFailure {@code NOT_POSSIBLE} where a column's type has no equal, naming all those columns
     */
    static TableShape of(Connection connection, StoredTable table, List<TableDefinition> described)
            throws SQLException {
        for (TableDefinition definition : described) {
            if (definition.name().equalsIgnoreCase(table.name())
                    && new Schema(connection).differences(definition, table).isEmpty()) {
                return new TableShape(
                        table,
                        definition,
                        definition.columns().stream().map(c -> quoted(c.name())).toList());
            }
        }
        List<Column> columns = new ArrayList<>();
        List<String> expressions = new ArrayList<>();
        List<String> without = new ArrayList<>();
        for (StoredColumn stored : table.columns()) {
            Optional<Column> column = StoredType.column(stored);
            if (column.isPresent()) {
                columns.add(column.get());
                expressions.add(expression(table, stored, column.get()));
            } else {
                without.add(table.name() + "." + stored.name() + " is " + stored.type());
            }
        }
        if (!without.isEmpty()) {
            throw new StoreFailure(
                    FailureType.NOT_POSSIBLE,
                    String.join("; ", without)
                            + ": no backup can hold that. Turn it into a type that one can hold (JSON"
                            + " text, a list of structs), or name the tables to back up, without this one");
        }
        return new TableShape(table, TableDefinition.of(table.name(), List.of(), columns), expressions);
    }

    /**
     * Some columns of a table.
     *
     * @throws StoreFailure {@code TABLE_CHANGED} where one is not there, or of another type
     */
    static TableShape of(StoredTable table, List<Column> columns) {
        List<String> expressions = new ArrayList<>();
        for (Column column : columns) {
            StoredColumn stored = table.column(column.name())
                    .orElseThrow(() -> new StoreFailure(
                            FailureType.TABLE_CHANGED, table.name() + " has no column " + column.name() + " any more"));
            String wanted = ColumnSql.stored(column);
            boolean fits = stored.type().equals(wanted)
                    || StoredType.column(stored)
                            .filter(is -> sameType(is, wanted))
                            .isPresent();
            if (!fits) {
                throw new StoreFailure(
                        FailureType.TABLE_CHANGED,
                        table.name() + "." + column.name() + " is " + stored.type() + ", not " + wanted);
            }
            expressions.add(expression(table, stored, column));
        }
        return new TableShape(table, TableDefinition.of(table.name(), List.of(), columns), expressions);
    }

    private static boolean sameType(Column is, String wanted) {
        return ColumnSql.stored(is).equalsIgnoreCase(wanted);
    }

    private static String expression(StoredTable table, StoredColumn stored, Column column) {
        String name = quoted(stored.name());
        String type = ColumnSql.stored(column);
        if (stored.type().equals(type)) {
            return name;
        }
        String cast = "CAST(" + name + " AS " + type + ")";
        if (!stored.type().equals("TIMESTAMP_NS")) {
            return cast;
        }
        String refusal = REFUSED + table.name() + "." + stored.name()
                + " holds a time finer than microseconds, which no backup can hold: round it";
        return "CASE WHEN epoch_ns(" + name + ") % 1000 <> 0 THEN error(" + literal(refusal) + ") ELSE " + cast
                + " END";
    }

    /** The columns' SQL, each under its column's name. */
    String select() {
        List<String> items = new ArrayList<>();
        for (int i = 0; i < expressions.size(); i++) {
            items.add(expressions.get(i) + " AS "
                    + quoted(definition.columns().get(i).name()));
        }
        return "SELECT " + String.join(", ", items) + " FROM " + table.sql();
    }
}
