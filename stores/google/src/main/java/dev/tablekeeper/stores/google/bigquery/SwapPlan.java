package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.Table;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.TableInfo;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Content;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableName;
import dev.tablekeeper.stores.google.bigquery.Exchange.Unchanged;
import dev.tablekeeper.stores.google.bigquery.KeptTables.Entry;
import dev.tablekeeper.stores.swap.Swap;
import dev.tablekeeper.stores.swap.SwapBack;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what a swap has to do, and makes the tables that its transaction needs, as no transaction can: those for the rows
 * that are kept, and empty ones where there is no live one. All of it may be done again, by several at once.
 */
record SwapPlan(SwapParts parts, TableContents contents) {
    private static final Pattern CHANGED = Pattern.compile(SwapScript.CHANGED + "(\\d+):(\\d+)");

    List<Exchange> swap(Operation operation, String staging, List<Swap> asked, Runnable alive) {
        // All of them first: no table is touched where one is not staged.
        List<Table> staged = new ArrayList<>();
        for (Swap swap : asked) {
            alive.run();
            staged.add(parts.stagings().require(staging, swap.table()));
        }
        List<Exchange> exchanges = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            alive.run();
            exchanges.add(exchange(
                    operation,
                    i,
                    asked.get(i).table(),
                    staged.get(i),
                    true,
                    true,
                    asked.get(i).columns(),
                    Optional.empty()));
        }
        return exchanges;
    }

    List<Exchange> swapBack(Operation operation, Operation swap, List<SwapBack> asked, Runnable alive) {
        List<Entry> entries = parts.kept().find(swap);
        parts.kept().undoneBy(swap).ifPresent(other -> {
            throw new StoreFailure(
                    FailureType.NOT_POSSIBLE, "what was kept has been put back already, by the operation " + other);
        });
        List<Exchange> exchanges = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            SwapBack back = asked.get(i);
            Entry entry = entries.stream()
                    .filter(one -> one.table().equals(back.table()))
                    .findFirst()
                    .orElseThrow(() -> dropped(back.table()));
            Table next = find(parts.dataset().scratch(entry.kept())).orElseThrow(() -> dropped(back.table()));
            Optional<Unchanged> unchanged = unchanged(back, alive);
            TableId id = parts.dataset().table(back.table());
            // One that somebody else has made meanwhile stays, empty.
            boolean stands = entry.existed()
                    || find(id).filter(table -> !LiveTables.madeBy(swap, table)).isPresent();
            exchanges.add(exchange(
                    operation,
                    i,
                    back.table(),
                    next,
                    entry.existed(),
                    stands,
                    back.columns().stream().map(Column::name).toList(),
                    unchanged));
        }
        return exchanges;
    }

    private Optional<Table> find(TableId id) {
        return parts.tables().find(id);
    }

    private static StoreFailure dropped(TableName table) {
        return new StoreFailure(
                FailureType.NOT_POSSIBLE,
                "what was kept of " + table
                        + " has been dropped, so the swap cannot be undone any more: restore a backup");
    }

    /** What the transaction has to find, which is looked at before: it may take long. */
    private Optional<Unchanged> unchanged(SwapBack back, Runnable alive) {
        if (back.unchanged().isEmpty()) {
            return Optional.empty();
        }
        Table now = find(parts.dataset().table(back.table()))
                .orElseThrow(() -> changed(back.table(), "it is not there any more"));
        List<String> lacking = TableSchema.lacking(back.table().toString(), back.columns(), LiveTables.schema(now));
        if (!lacking.isEmpty()) {
            throw changed(back.table(), String.join("; ", lacking));
        }
        Content expected = back.unchanged().get();
        TableContents.Found found = contents.now(now.getTableId(), back.columns(), alive);
        if (!found.content().equals(expected)) {
            throw changed(back, found.content().rows());
        }
        return Optional.of(new Unchanged(back.columns(), expected.rows(), found.hashes()));
    }

    private static StoreFailure changed(SwapBack back, long rows) {
        long expected = back.unchanged().orElseThrow().rows();
        return changed(
                back.table(),
                rows == expected
                        ? "it has other rows, as many as before"
                        : "it has " + rows + " rows, not " + expected);
    }

    private static StoreFailure changed(TableName table, String how) {
        return new StoreFailure(FailureType.CHANGED_SINCE, table + " changed since the swap: " + how);
    }

    /** What the transaction has said of a table by its position, said of it by its name. */
    static StoreFailure named(StoreFailure failure, List<SwapBack> asked) {
        Matcher said = CHANGED.matcher(failure.getMessage());
        return said.find()
                ? changed(asked.get(Integer.parseInt(said.group(1))), Long.parseLong(said.group(2)))
                : failure;
    }

    /**
     * @param next the table with the rows; like it a live one is made where there is none
     * @param put whether the rows are put into the live one, which is empty afterwards otherwise
     * @param columns what rows are compared by, as far as both tables have them
     */
    private Exchange exchange(
            Operation operation,
            int position,
            TableName name,
            Table next,
            boolean put,
            boolean stands,
            List<String> columns,
            Optional<Unchanged> unchanged) {
        Schema rows = LiveTables.schema(next);
        TableId id = parts.dataset().table(name);
        Table found = parts.tables().makeMissing(operation, id, next);
        Table live = put ? parts.tables().fit(name, found, rows) : found;
        return new Exchange(
                name,
                id,
                !LiveTables.madeBy(operation, live),
                stands,
                keep(operation, position, live),
                put ? Optional.of(next.getTableId()) : Optional.empty(),
                rows.getFields().stream().map(field -> field.getName()).toList(),
                compared(columns, LiveTables.schema(found), rows),
                unchanged);
    }

    private static List<Column> compared(List<String> columns, Schema before, Schema rows) {
        return columns.stream()
                .filter(column -> TableSchema.named(rows, column).isPresent())
                .flatMap(column -> TableSchema.named(before, column).stream())
                .flatMap(field -> FieldColumn.of(field).stream())
                .toList();
    }

    /** The table for what is in a live one, as wide as that. It may be there already; then it lives on. */
    private TableId keep(Operation operation, int position, Table live) {
        Schema schema = LiveTables.schema(live);
        TableId id = parts.dataset().scratch(JobNames.kept(operation, position, schema));
        long until = parts.clock().instant().plus(KeptTables.LIFE).toEpochMilli();
        TableInfo info = TableInfo.newBuilder(id, StandardTableDefinition.of(schema))
                .setFriendlyName(
                        live.getTableId().getDataset() + "." + live.getTableId().getTable())
                .setExpirationTime(until)
                .build();
        boolean made = parts.client()
                .call(
                        "make a table for what is kept",
                        bigQuery -> Preparation.unlessThere(() -> bigQuery.create(info)));
        if (!made) {
            parts.client().call("let what is kept live on", bigQuery -> bigQuery.update(info));
        }
        return id;
    }
}
