package dev.tablekeeper.stores.google.bigquery;

import static dev.tablekeeper.stores.google.bigquery.Dataset.quoted;

import com.google.cloud.bigquery.TableId;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.TableWrite;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The SQL of a write: one transaction of plain statements. Names come from definitions, and operations' ids and
 * parameters from us, so that none holds what would have to be escaped.
 */
final class WriteScript {
    /** What a job says that finds the operation in the ledger. */
    static final String IN_LEDGER = "tablekeeper-in-ledger";
    /** What a job says where a table does not have the rows that it should have before the commit. */
    static final String COUNTS_DIFFER = "tablekeeper-counts-differ";

    private final Dataset dataset;
    private final String ledger;

    WriteScript(Dataset dataset) {
        this.dataset = dataset;
        ledger = Dataset.sql(dataset.ledger());
    }

    /**
     * A write whose rows have been loaded.
     *
     * @param target the table that it is to change
     * @param staged where its rows are; empty where there are none
     */
    record StagedWrite(TableWrite write, TableId target, Optional<TableId> staged) {
        TableDefinition table() {
            return write.table();
        }

        StagedWrite into(TableId other) {
            return new StagedWrite(write, other, staged);
        }
    }

    String write(Operation operation, List<StagedWrite> writes) {
        return transaction(operation, writes, List.of(operation.id()), entries(operation, writes));
    }

    /** What a group does as one, with an entry for each of its members too. */
    String group(SealedGroup group, List<StagedWrite> writes) {
        Operation operation = group.operation();
        List<String> ids = new ArrayList<>(List.of(operation.id()));
        group.members().forEach(member -> ids.add(member.operation()));
        List<String> entries = new ArrayList<>(entries(operation, writes));
        for (int i = 0; i < writes.size(); i++) {
            entries.add(memberEntries(group, writes.get(i), i));
        }
        return transaction(operation, writes, ids, entries);
    }

    private String transaction(Operation operation, List<StagedWrite> writes, List<String> ids, List<String> entries) {
        List<String> statements = new ArrayList<>();
        statements.add("BEGIN TRANSACTION");
        statements.add(guard(ids));
        Holds.guard(dataset, writes.stream().map(StagedWrite::target).toList()).ifPresent(statements::add);
        statements.add(
                "INSERT INTO " + ledger + " (" + OperationLedger.COLUMNS + ") " + String.join(" UNION ALL ", entries));
        for (StagedWrite write : writes) {
            statements.addAll(changes(write));
        }
        for (int i = 0; i < writes.size(); i++) {
            statements.add(check(operation, writes.get(i), i));
        }
        statements.add("COMMIT TRANSACTION");
        return String.join(";\n", statements) + ";";
    }

    private List<String> entries(Operation operation, List<StagedWrite> writes) {
        return IntStream.range(0, writes.size())
                .mapToObj(i -> "SELECT " + literal(operation.id()) + ", " + literal(operation.parameters()) + ", " + i
                        + ", " + literal(writes.get(i).table().name())
                        + ", n.written, n.superseded, n.rows_before, n.rows_after, CURRENT_TIMESTAMP() FROM ("
                        + counts(writes.get(i)) + ") AS n")
                .toList();
    }

    /** As if the members had been written one after the other. */
    private String memberEntries(SealedGroup group, StagedWrite write, int position) {
        String members = group.members().stream()
                .map(member -> "SELECT " + literal(member.operation()) + " AS operation, "
                        + literal(member.parameters()) + " AS parameters, "
                        + group.rowsBefore(member, position) + " AS skipped, "
                        + member.parts().get(position).rows() + " AS written")
                .collect(Collectors.joining(" UNION ALL "));
        return "SELECT m.operation, m.parameters, " + position + ", "
                + literal(write.table().name())
                + ", m.written, 0, n.b + m.skipped, n.b + m.skipped + m.written, CURRENT_TIMESTAMP() FROM (" + members
                + ") AS m CROSS JOIN (SELECT COUNT(*) AS b FROM " + sql(write) + ") AS n";
    }

    /** Takes the operation's place in the ledger, so that it is never done. */
    String abandon(Operation operation) {
        return String.join(
                        ";\n",
                        "BEGIN TRANSACTION",
                        guard(List.of(operation.id())),
                        "INSERT INTO " + ledger + " (" + OperationLedger.COLUMNS + ") SELECT " + literal(operation.id())
                                + ", " + literal(operation.parameters()) + ", " + OperationLedger.ABANDONED
                                + ", '', 0, 0, 0, 0, CURRENT_TIMESTAMP()",
                        "COMMIT TRANSACTION")
                + ";";
    }

    /** One query for what a write would do now. */
    String rehearsal(List<StagedWrite> writes) {
        return IntStream.range(0, writes.size())
                        .mapToObj(i -> "SELECT " + i + " AS position, "
                                + literal(writes.get(i).table().name())
                                + " AS table_name, n.written, n.superseded, n.rows_before, n.rows_after FROM ("
                                + counts(writes.get(i)) + ") AS n")
                        .collect(Collectors.joining(" UNION ALL "))
                + " ORDER BY position";
    }

    /** For what a job did that is said to have failed, and for when BigQuery has forgotten the operation's jobs. */
    String guard(Operation operation) {
        return guard(List.of(operation.id()));
    }

    private String guard(List<String> operations) {
        return "SELECT IF(EXISTS(SELECT 1 FROM " + ledger + " WHERE operation IN ("
                + operations.stream().map(WriteScript::literal).collect(Collectors.joining(", ")) + ")), ERROR('"
                + IN_LEDGER + "'), 0)";
    }

    /** Taken in the transaction before anything is changed, so from one snapshot. */
    private static String counts(StagedWrite write) {
        String table = sql(write);
        String before = "(SELECT COUNT(*) FROM " + table + ") AS b";
        if (write.staged().isEmpty()) {
            String after = write.write().mode() == TableWrite.Mode.REPLACE ? "0" : "b";
            return "SELECT 0 AS written, 0 AS superseded, b AS rows_before, " + after + " AS rows_after FROM (SELECT "
                    + before + ")";
        }
        String staged = Dataset.sql(write.staged().get());
        String incoming = "(SELECT COUNT(*) FROM " + staged + ") AS w";
        return switch (write.write().mode()) {
            case APPEND ->
                "SELECT w AS written, 0 AS superseded, b AS rows_before, b + w AS rows_after FROM (SELECT " + incoming
                        + ", " + before + ")";
            case REPLACE ->
                "SELECT w AS written, 0 AS superseded, b AS rows_before, w AS rows_after FROM (SELECT " + incoming
                        + ", " + before + ")";
            case MERGE ->
                "SELECT d AS written, w - d AS superseded, b AS rows_before, b - r + d AS rows_after FROM (SELECT "
                        + incoming
                        + ", (SELECT COUNT(*) FROM (SELECT DISTINCT " + stagedKey(write.table()) + " AS k FROM "
                        + staged
                        + " AS s)) AS d, " + before + ", (SELECT COUNT(*) FROM " + table + " AS t WHERE "
                        + replaced(write.table(), staged) + ") AS r)";
        };
    }

    private static List<String> changes(StagedWrite write) {
        List<String> changes = new ArrayList<>();
        String table = sql(write);
        if (write.write().mode() == TableWrite.Mode.REPLACE) {
            changes.add("DELETE FROM " + table + " WHERE TRUE");
        }
        if (write.staged().isEmpty()) {
            return changes;
        }
        String staged = Dataset.sql(write.staged().get());
        String insert = "INSERT INTO " + table + " ("
                + write.table().columns().stream()
                        .map(column -> quoted(column.name()))
                        .collect(Collectors.joining(", "))
                + ") SELECT "
                + write.table().columns().stream()
                        .map(column -> StagedColumn.sql(column, "s." + quoted(column.name())))
                        .collect(Collectors.joining(", "))
                + " FROM " + staged + " AS s";
        if (write.write().mode() == TableWrite.Mode.MERGE) {
            changes.add("DELETE FROM " + table + " AS t WHERE " + replaced(write.table(), staged));
            String ordinal = "s." + quoted(Ordinals.COLUMN);
            insert += " WHERE " + ordinal + " IN (SELECT MAX(" + ordinal + ") FROM " + staged + " AS s GROUP BY "
                    + stagedKey(write.table()) + ")";
        }
        changes.add(insert);
        return changes;
    }

    private String check(Operation operation, StagedWrite write, int position) {
        return "SELECT IF((SELECT COUNT(*) FROM " + sql(write) + ") = (SELECT MAX(rows_after) FROM " + ledger
                + " WHERE operation = " + literal(operation.id()) + " AND position = " + position + "), 0, ERROR('"
                + COUNTS_DIFFER + "'))";
    }

    private static String replaced(TableDefinition table, String staged) {
        return key(table, column -> "t." + quoted(column.name())) + " IN (SELECT " + stagedKey(table) + " FROM "
                + staged + " AS s)";
    }

    private static String stagedKey(TableDefinition table) {
        return key(table, column -> StagedColumn.sql(column, "s." + quoted(column.name())));
    }

    /** A key as one text, its parts in quotes: it equals itself where it is NULL, and BigQuery can join by it. */
    private static String key(TableDefinition table, Function<Column, String> value) {
        List<String> parts = table.key().stream()
                .map(name -> table.columns().get(table.indexOf(name)))
                .map(column -> "IFNULL(TO_JSON_STRING(" + text(column, value.apply(column)) + "), 'null')")
                .toList();
        return parts.size() == 1 ? parts.get(0) : "CONCAT(" + String.join(", ',', ", parts) + ")";
    }

    private static String text(Column column, String value) {
        return switch (column.type()) {
            case STRING -> value;
            case BYTES -> "TO_BASE64(" + value + ")";
            default -> "CAST(" + value + " AS STRING)";
        };
    }

    private static String sql(StagedWrite write) {
        return Dataset.sql(write.target());
    }

    static String literal(String text) {
        if (text.chars().anyMatch(c -> c < ' ' || c > '~' || c == '\'' || c == '\\')) {
            throw new IllegalArgumentException("not plain: " + text);
        }
        return "'" + text + "'";
    }
}
