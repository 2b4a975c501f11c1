package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.QueryJobConfiguration;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.TableName;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.contract.RowList;
import dev.tablekeeper.stores.contract.StagedParts;
import dev.tablekeeper.stores.swap.Swap;
import dev.tablekeeper.stores.swap.SwapBack;
import dev.tablekeeper.stores.swap.SwapResult;
import dev.tablekeeper.stores.swap.Swaps;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** A dataset whose tables are swapped. */
final class SwapWorld implements AutoCloseable {
    final WarehouseWorld google = new WarehouseWorld();
    final BigQueryWarehouse warehouse = google.warehouse();
    final Swaps swaps = warehouse.swaps();

    SwapWorld() {
        warehouse.prepare(List.of(), List.of());
    }

    static TableDefinition table(String name) {
        return TableDefinition.of(
                name,
                List.of(),
                List.of(
                        Column.of("id", ColumnType.INT64, Column.Mode.REQUIRED),
                        Column.of("text", ColumnType.STRING, Column.Mode.NULLABLE)));
    }

    static Operation operation(String id) {
        return new Operation(id, "parameters of " + id);
    }

    static RowList rows(long from, long to) {
        return RowList.split(
                LongStream.range(from, to)
                        .mapToObj(id -> RowList.row(id, "row " + id))
                        .toList(),
                2);
    }

    /** A table with the rows from 0, made without any job of the warehouse's. */
    void make(String name, int rows) {
        warehouse.prepare(List.of(table(name)), List.of());
        if (rows > 0) {
            sql("INSERT INTO " + Dataset.sql(WarehouseWorld.DATASET.table(name)) + " (id, text) VALUES "
                    + IntStream.range(0, rows)
                            .mapToObj(id -> "(" + id + ", 'row " + id + "')")
                            .collect(Collectors.joining(", ")));
        }
    }

    void sql(String sql) {
        google.client.call("ask", bigQuery -> bigQuery.query(QueryJobConfiguration.of(sql)));
    }

    long stage(String name, String table, RowList rows) {
        return swaps.stage(operation(name + "." + table), name, TableName.of(table), table(table), rows, told -> {});
    }

    SwapResult swap(String name, String... tables) {
        List<Swap> asked = new ArrayList<>();
        for (String table : tables) {
            asked.add(new Swap(TableName.of(table), List.of("id", "text")));
        }
        return swaps.swap(operation(name), name, asked, List.of(), () -> {});
    }

    SwapResult swapBack(String name, String swap, String... tables) {
        List<SwapBack> asked = new ArrayList<>();
        for (String table : tables) {
            asked.add(new SwapBack(TableName.of(table), table(table).columns(), Optional.empty()));
        }
        return swaps.swapBack(operation(name), operation(swap), asked, () -> {});
    }

    void append(String name, String table, RowList rows) {
        warehouse.write(operation(name), List.of(write(table, rows)), told -> {});
    }

    TableWrite write(String table, RowList rows) {
        return new TableWrite(
                table(table),
                TableWrite.Mode.APPEND,
                new StagedParts(google.objects).stage(table(table), rows, rows.count()));
    }

    boolean there(String table) {
        return swaps.find(TableName.of(table), List.of()).isPresent();
    }

    /** The numbers of the rows that a table has, in their order. */
    List<Long> ids(String table) {
        return warehouse.sample(table(table), Integer.MAX_VALUE).rows().stream()
                .map(row -> (Long) row.get(0))
                .sorted()
                .toList();
    }

    static List<Long> from(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    @Override
    public void close() {
        google.close();
    }
}
