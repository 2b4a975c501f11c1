package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.Table;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.TableInfo;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tables that people see: found, described, and made fit for the rows that they are to take. */
record LiveTables(BigQueryClient client, Dataset dataset) {
    /** Whose swap has made a table that was not there: it is no table that was there before, and goes when that is undone. */
    private static final String MADE_BY = "tablekeeper_made_by";

    Optional<Table> find(TableId id) {
        return Optional.ofNullable(client.call("look at " + id.getTable(), bigQuery -> bigQuery.getTable(id)));
    }

    /** @throws StoreFailure UNKNOWN_TABLE where there is none */
    Table require(TableName name) {
        return find(dataset.table(name))
                .filter(LiveTables::isTable)
                .orElseThrow(() ->
                        new StoreFailure(FailureType.UNKNOWN_TABLE, "there is no table " + name + " in " + dataset));
    }

    static boolean isTable(Table table) {
        return table.getDefinition() instanceof StandardTableDefinition;
    }

    static Schema schema(TableInfo table) {
        return table.getDefinition().getSchema();
    }

    /** As it is described, if it is as one of these says; else as it is. */
    static TableDefinition definition(Table table, List<TableDefinition> described) {
        String name = table.getTableId().getTable();
        for (TableDefinition definition : described) {
            if (definition.name().equals(name)
                    && TableSchema.differences(definition, schema(table)).isEmpty()) {
                return definition;
            }
        }
        List<Column> columns = new ArrayList<>();
        List<String> without = new ArrayList<>();
        for (Field field : schema(table).getFields()) {
            FieldColumn.of(field)
                    .ifPresentOrElse(
                            columns::add,
                            () -> without.add(name + "." + field.getName() + " is " + TableSchema.whole(field)));
        }
        if (!without.isEmpty()) {
            throw new StoreFailure(
                    FailureType.NOT_POSSIBLE, String.join("; ", without) + ": no backup can hold that, leave it out");
        }
        return TableDefinition.of(name, List.of(), columns);
    }

    /** The table as it is now, made where there is none: empty, like the one that is given. */
    Table makeMissing(Operation swap, TableId id, TableInfo like) {
        Optional<Table> there = find(id);
        if (there.isPresent()) {
            return there.get();
        }
        Map<String, String> labels = new HashMap<>(like.getLabels() == null ? Map.of() : like.getLabels());
        labels.keySet().removeIf(label -> label.startsWith("tablekeeper_"));
        labels.put(MADE_BY, JobNames.label(swap.id()));
        TableInfo info = TableInfo.newBuilder(id, like.getDefinition())
                .setDescription(like.getDescription())
                .setLabels(labels)
                .build();
        client.call("make " + id.getTable(), bigQuery -> Preparation.unlessThere(() -> bigQuery.create(info)));
        return find(id).orElseThrow(() -> new StoreFailure(
                FailureType.UNAVAILABLE, "the table " + id.getTable() + " was made and cannot be found"));
    }

    /** Whether this swap has made the table. */
    static boolean madeBy(Operation swap, Table table) {
        return table.getLabels() != null
                && JobNames.label(swap.id()).equals(table.getLabels().get(MADE_BY));
    }

    /**
     * Adds the columns that a table lacks for these rows.
     *
     * @throws StoreFailure NOT_POSSIBLE where the rows do not fit all the same
     */
    Table fit(TableName name, Table table, Schema rows) {
        if (!isTable(table)) {
            throw notPossible(name + " is a " + table.getDefinition().getType() + ", not a table");
        }
        if (Boolean.TRUE.equals(table.getRequirePartitionFilter())) {
            throw notPossible(name + " is only read with a filter by its partitions (require_partition_filter)");
        }
        SchemaFit fit = SchemaFit.of(name.toString(), rows, schema(table));
        if (!fit.obstacles().isEmpty()) {
            throw notPossible(String.join("; ", fit.obstacles()));
        }
        if (fit.added().isEmpty()) {
            return table;
        }
        List<Field> fields = new ArrayList<>(schema(table).getFields());
        fields.addAll(fit.added());
        StandardTableDefinition definition = table.getDefinition();
        TableInfo extended = table.toBuilder()
                .setDefinition(
                        definition.toBuilder().setSchema(Schema.of(fields)).build())
                .build();
        try {
            return client.call("add columns to " + name, bigQuery -> bigQuery.update(extended));
        } catch (StoreFailure e) {
            throw e.type() == FailureType.CONDITION_FAILED
                    ? new StoreFailure(FailureType.CONFLICT, e.getMessage(), e)
                    : e;
        }
    }

    private static StoreFailure notPossible(String why) {
        return new StoreFailure(
                FailureType.NOT_POSSIBLE,
                why
                        + ". No table was touched. Restore under another name with intoSuffix or into another dataset, or drop the"
                        + " table first");
    }
}
