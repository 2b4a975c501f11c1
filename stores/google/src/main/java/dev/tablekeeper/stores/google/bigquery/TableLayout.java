package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.Clustering;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.TimePartitioning;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.upkeep.Change;
import dev.tablekeeper.stores.upkeep.Change.Kind;
import java.util.ArrayList;
import java.util.List;

/** How a table lies in BigQuery: its columns, partitions and clusters. */
final class TableLayout {
    private static final String NONE = "not at all";

    private TableLayout() {}

    static StandardTableDefinition of(TableDefinition table) {
        StandardTableDefinition.Builder definition =
                StandardTableDefinition.newBuilder().setSchema(TableSchema.of(table));
        table.partitionBy()
                .ifPresent(
                        column -> definition.setTimePartitioning(TimePartitioning.newBuilder(TimePartitioning.Type.DAY)
                                .setField(column)
                                .build()));
        if (!table.clusterBy().isEmpty()) {
            definition.setClustering(
                    Clustering.newBuilder().setFields(table.clusterBy()).build());
        }
        return definition.build();
    }

    static List<Change> changes(TableDefinition wanted, StandardTableDefinition there) {
        List<Change> changes = new ArrayList<>();
        StandardTableDefinition layout = of(wanted);
        compare(Kind.CHANGE_PARTITIONING, wanted.name(), "partitioned", partitions(there), partitions(layout), changes);
        compare(Kind.CHANGE_CLUSTERING, wanted.name(), "clustered", clusters(there), clusters(layout), changes);
        return changes;
    }

    private static void compare(
            Kind kind, String table, String how, String there, String wanted, List<Change> changes) {
        if (!there.equalsIgnoreCase(wanted)) {
            changes.add(new Change(
                    kind,
                    table,
                    table + " is " + how + " " + there + " in BigQuery, " + wanted + " in the definition",
                    "put the table's own into the definition, or make a new table and copy the rows over"));
        }
    }

    private static String partitions(StandardTableDefinition table) {
        if (table.getRangePartitioning() != null) {
            return "by ranges of " + table.getRangePartitioning().getField();
        }
        TimePartitioning time = table.getTimePartitioning();
        if (time == null) {
            return NONE;
        }
        String field = time.getField() == null ? "the time of loading" : time.getField();
        return "by the " + time.getType() + " of " + field;
    }

    private static String clusters(StandardTableDefinition table) {
        Clustering clustering = table.getClustering();
        return clustering == null ? NONE : "by " + String.join(", ", clustering.getFields());
    }
}
