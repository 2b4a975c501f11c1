package dev.tablekeeper.stores.google.bigquery;

import static dev.tablekeeper.stores.google.bigquery.Dataset.quoted;
import static dev.tablekeeper.stores.google.bigquery.WriteScript.literal;

import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.google.bigquery.Exchange.Unchanged;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The SQL of a swap: one transaction for all its tables, so that everybody sees all of them before or all of them after.
 *
 * <p>It works on one snapshot of all tables. A write that was committed before it is in the rows that are counted, kept
 * and deleted; one that is committed later, while the transaction runs or afterwards, is in none of them, and its rows stay
 * in the table: in either case all its rows, whatever tables they are in. A write that changes or deletes rows conflicts
 * with the DELETE, and BigQuery cancels one of the two.
 */
record SwapScript(Dataset dataset, WriteScript writes) {
    /** What a job says of a table that is not as it has to be, with its position and its rows behind it. */
    static final String CHANGED = "tablekeeper-changed-since:";
    /** What a job says where what it is to put back was put back by another. */
    static final String PUT_BACK = "tablekeeper-put-back";

    /** @param undoes the swap that is undone, if it is that */
    String swap(Operation operation, Optional<Operation> undoes, List<Exchange> exchanges) {
        List<String> statements = new ArrayList<>();
        statements.add("BEGIN TRANSACTION");
        statements.add(writes.guard(operation));
        statements.add(KeptTables.turn(dataset));
        undoes.ifPresent(swap -> statements.add(notPutBack(swap)));
        for (int i = 0; i < exchanges.size(); i++) {
            Exchange exchange = exchanges.get(i);
            int position = i;
            exchange.unchanged().ifPresent(unchanged -> statements.add(check(exchange, position, unchanged)));
        }
        for (int i = 0; i < exchanges.size(); i++) {
            statements.add(counts(operation, exchanges.get(i), i));
        }
        statements.add(entries(operation, undoes, exchanges));
        for (Exchange exchange : exchanges) {
            statements.addAll(changes(operation, exchange));
        }
        for (int i = 0; i < exchanges.size(); i++) {
            statements.add(check(operation, exchanges.get(i), i));
        }
        statements.add("COMMIT TRANSACTION");
        return String.join(";\n", statements) + ";";
    }

    private String notPutBack(Operation swap) {
        return "SELECT IF(EXISTS(SELECT 1 FROM " + Dataset.sql(dataset.kept()) + " WHERE undoes = " + literal(swap.id())
                + "), ERROR('" + PUT_BACK + "'), 0)";
    }

    private static String check(Exchange exchange, int position, Unchanged unchanged) {
        return "SELECT IF(c.row_count = " + unchanged.rows() + " AND c.hashes = " + literal(unchanged.hashes())
                + ", 0, ERROR(CONCAT('" + CHANGED + position + ":', CAST(c.row_count AS STRING)))) FROM ("
                + ContentSql.query(Dataset.sql(exchange.live()), unchanged.columns()) + ") AS c";
    }

    /** The ledger's entry: counted before anything is changed. */
    private String counts(Operation operation, Exchange exchange, int position) {
        return "INSERT INTO " + Dataset.sql(dataset.ledger()) + " (" + OperationLedger.COLUMNS + ") SELECT "
                + literal(operation.id()) + ", " + literal(operation.parameters()) + ", " + position + ", "
                + literal(exchange.name().toString()) + ", n.w, n.g, n.b, n.w, CURRENT_TIMESTAMP() FROM ("
                + counts(exchange) + ") AS n";
    }

    private static String counts(Exchange exchange) {
        String before = count(Dataset.sql(exchange.live()));
        String next = exchange.next().map(table -> count(Dataset.sql(table))).orElse("0");
        return "SELECT " + before + " AS b, " + next + " AS w, " + gone(exchange) + " AS g";
    }

    private static String count(String table) {
        return "(SELECT COUNT(*) FROM " + table + ")";
    }

    /** Rows that are there more often before than after, each as often as that. */
    private static String gone(Exchange exchange) {
        String live = Dataset.sql(exchange.live());
        if (exchange.next().isEmpty()) {
            return count(live);
        }
        String row = ContentSql.hash(exchange.compared(), "r");
        return "(SELECT IFNULL(SUM(GREATEST(n, 0)), 0) FROM (SELECT SUM(d) AS n FROM (SELECT " + row
                + " AS h, 1 AS d FROM " + live + " AS r UNION ALL SELECT " + row + " AS h, 0 - 1 AS d FROM "
                + Dataset.sql(exchange.next().get()) + " AS r) GROUP BY h))";
    }

    private String entries(Operation operation, Optional<Operation> undoes, List<Exchange> exchanges) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < exchanges.size(); i++) {
            Exchange exchange = exchanges.get(i);
            String existed = exchange.existed() ? "TRUE" : count(Dataset.sql(exchange.live())) + " > 0";
            rows.add("SELECT " + literal(operation.id()) + ", " + i + ", "
                    + literal(exchange.name().dataset().orElse("")) + ", "
                    + literal(exchange.name().table()) + ", " + existed + ", "
                    + (exchange.stands() ? "TRUE" : "FALSE") + ", "
                    + literal(exchange.kept().getTable()) + ", "
                    + literal(undoes.map(Operation::id).orElse("")) + ", CURRENT_TIMESTAMP()");
        }
        return "INSERT INTO " + Dataset.sql(dataset.kept()) + " (" + KeptTables.COLUMNS + ") "
                + String.join(" UNION ALL ", rows);
    }

    private List<String> changes(Operation operation, Exchange exchange) {
        String live = Dataset.sql(exchange.live());
        List<String> changes = new ArrayList<>();
        // All columns in their order: one that was added since fails, as the kept table does not have it.
        changes.add("INSERT INTO " + Dataset.sql(exchange.kept()) + " SELECT * FROM " + live);
        changes.add("DELETE FROM " + live + " WHERE TRUE");
        exchange.next().ifPresent(next -> {
            String columns = exchange.columns().stream().map(Dataset::quoted).collect(Collectors.joining(", "));
            String values = exchange.columns().stream()
                    .map(column -> "s." + quoted(column))
                    .collect(Collectors.joining(", "));
            changes.add("INSERT INTO " + live + " (" + columns + ") SELECT " + values + " FROM " + Dataset.sql(next)
                    + " AS s");
        });
        if (!exchange.stands() && exchange.name().dataset().isEmpty()) {
            // Until it is dropped, so that no row is written into a table that goes.
            changes.add(Holds.entry(
                    dataset, Departures.holder(operation), exchange.name().table()));
        }
        return changes;
    }

    private String check(Operation operation, Exchange exchange, int position) {
        return "SELECT IF(" + count(Dataset.sql(exchange.live())) + " = " + entered(operation, position, "rows_after")
                + " AND " + count(Dataset.sql(exchange.kept())) + " = " + entered(operation, position, "rows_before")
                + ", 0, ERROR('" + WriteScript.COUNTS_DIFFER + "'))";
    }

    private String entered(Operation operation, int position, String column) {
        return "(SELECT MAX(" + column + ") FROM " + Dataset.sql(dataset.ledger()) + " WHERE operation = "
                + literal(operation.id()) + " AND position = " + position + ")";
    }

    /** Rows that came into a table which is to go, behind those that were kept of it. */
    String late(Operation operation, Departures.Departure departure) {
        String live = Dataset.sql(departure.live());
        return String.join(
                        ";\n",
                        "BEGIN TRANSACTION",
                        writes.guard(operation),
                        "INSERT INTO " + Dataset.sql(dataset.ledger()) + " (" + OperationLedger.COLUMNS + ") SELECT "
                                + literal(operation.id()) + ", " + literal(operation.parameters()) + ", 0, "
                                + literal(departure.live().getTable()) + ", n.b, 0, n.b, 0, CURRENT_TIMESTAMP() FROM"
                                + " (SELECT COUNT(*) AS b FROM " + live + ") AS n",
                        "INSERT INTO " + Dataset.sql(departure.kept()) + " SELECT * FROM " + live,
                        "DELETE FROM " + live + " WHERE TRUE",
                        "COMMIT TRANSACTION")
                + ";";
    }
}
