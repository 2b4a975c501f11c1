package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.TableId;
import dev.tablekeeper.stores.google.bigquery.Jobs.Once;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Tables that writes are kept away from. A hold is a row of the ledger, which each write's transaction looks at anyway.
 *
 * <p>A write whose transaction has begun before the hold was committed does not see it; but then its job was made before
 * that, and so is among the jobs listed afterwards, each of which is waited for. Of two who hold a table at once BigQuery
 * cancels one, as both change the row of {@link KeptTables#turn}; what is left finds the other's row.
 */
record Holds(BigQueryClient client, Jobs jobs, Dataset dataset, KeptTables kept) {
    /** What a job says, with the table's name behind it. */
    static final String HELD = "tablekeeper-held:";

    private static final Pattern SAID = Pattern.compile(HELD + "([A-Za-z0-9_]+)");
    private static final String OPERATION = "hold:";
    /** In the place of a table's position. */
    private static final int HOLD = -2;

    /** A statement that fails where one of these tables is held; empty where none can be. */
    static Optional<String> guard(Dataset dataset, List<TableId> targets) {
        List<String> names = targets.stream()
                .filter(target -> target.getDataset().equals(dataset.name()))
                .map(TableId::getTable)
                .toList();
        return names.isEmpty() ? Optional.empty() : Optional.of(refusal(dataset, names, ""));
    }

    private static String refusal(Dataset dataset, List<String> names, String more) {
        String held = " FROM " + Dataset.sql(dataset.ledger()) + " WHERE operation IN ("
                + names.stream()
                        .map(name -> WriteScript.literal(OPERATION + name))
                        .collect(Collectors.joining(", "))
                + ")" + more;
        return "SELECT IF(EXISTS(SELECT 1" + held + "), ERROR(CONCAT('" + HELD + "', IFNULL((SELECT MIN(table_name)"
                + held + "), ''))), 0)";
    }

    /** What a job has said, as people read it. */
    static Optional<String> said(String message) {
        Matcher said = SAID.matcher(message);
        return said.find()
                ? Optional.of(said.group(1) + " is being restored; the write goes on when that is done")
                : Optional.empty();
    }

    void hold(String holder, List<String> tables) {
        if (tables.isEmpty()) {
            return;
        }
        kept.requireTurn();
        run(
                holder,
                tables,
                List.of(
                        KeptTables.turn(dataset),
                        refusal(dataset, tables, " AND parameters <> " + WriteScript.literal(holder))));
    }

    /** Holds a table besides whoever holds it. */
    void join(String holder, TableId table) {
        if (table.getDataset().equals(dataset.name())) {
            run(holder, List.of(table.getTable()), List.of());
        }
    }

    private void run(String holder, List<String> tables, List<String> before) {
        List<String> statements = new ArrayList<>();
        statements.add("BEGIN TRANSACTION");
        statements.addAll(before);
        tables.forEach(table -> statements.add(entry(dataset, holder, table)));
        statements.add("COMMIT TRANSACTION");
        String sql = String.join(";\n", statements) + ";";
        jobs.run(
                new Once(
                        JobNames.hold(UUID.randomUUID()),
                        JobNames.label(holder),
                        generation -> QueryJobConfiguration.of(sql),
                        job -> true,
                        false),
                () -> {});
        waitForWrites();
    }

    /** Waits for all writes that may have begun before now. */
    void waitForWrites() {
        jobs.awaitOthers(JobNames::isWrite);
    }

    /** The statement that holds a table, unless this holder does already. */
    static String entry(Dataset dataset, String holder, String table) {
        String ledger = Dataset.sql(dataset.ledger());
        String operation = WriteScript.literal(OPERATION + table);
        return "INSERT INTO " + ledger + " (" + OperationLedger.COLUMNS + ") SELECT " + operation + ", "
                + WriteScript.literal(holder) + ", " + HOLD + ", " + WriteScript.literal(table)
                + ", 0, 0, 0, 0, CURRENT_TIMESTAMP() FROM (SELECT 1 AS one) WHERE NOT EXISTS(SELECT 1 FROM " + ledger
                + " WHERE operation = " + operation + " AND parameters = " + WriteScript.literal(holder) + ")";
    }

    void release(String holder) {
        String sql = "DELETE FROM " + Dataset.sql(dataset.ledger()) + " WHERE STARTS_WITH(operation, '" + OPERATION
                + "') AND parameters = " + WriteScript.literal(holder);
        client.call("let writes go on", bigQuery -> bigQuery.query(QueryJobConfiguration.of(sql)));
    }
}
