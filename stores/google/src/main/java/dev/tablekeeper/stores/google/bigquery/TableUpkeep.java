package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.Table;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.TableInfo;
import com.google.cloud.bigquery.ViewDefinition;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.upkeep.Change;
import dev.tablekeeper.stores.upkeep.Change.Kind;
import dev.tablekeeper.stores.upkeep.ObjectChanges;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The upkeep of tables. All that is done to one is done by one call, which BigQuery does whole or not at all, and refuses
 * where it would lose a column: so one that somebody else added meanwhile stays.
 */
final class TableUpkeep {
    private final BigQueryClient client;
    private final Dataset dataset;
    private final Preparation preparation;

    TableUpkeep(BigQueryClient client, Dataset dataset) {
        this.client = client;
        this.dataset = dataset;
        preparation = new Preparation(client, dataset);
    }

    List<Change> changes(TableDefinition wanted) {
        return changes(wanted, preparation.table(dataset.table(wanted.name())));
    }

    private static List<Change> changes(TableDefinition wanted, Optional<Table> there) {
        if (there.isEmpty()) {
            return List.of(ObjectChanges.noTable(wanted.name()));
        }
        Table table = there.get();
        if (!(table.getDefinition() instanceof StandardTableDefinition definition)) {
            return List.of(notATable(wanted.name(), table));
        }
        List<Change> changes = new ArrayList<>(TableSchema.changes(wanted, definition.getSchema()));
        changes.addAll(TableLayout.changes(wanted, definition));
        TableTexts.described(wanted, table, definition.getSchema()).ifPresent(changes::add);
        TableTexts.labelled(wanted, table).ifPresent(changes::add);
        return changes;
    }

    private static Change notATable(String name, Table there) {
        return there.getDefinition() instanceof ViewDefinition
                ? ObjectChanges.viewInTheWay(name)
                : new Change(
                        Kind.FREE_NAME,
                        name,
                        name + " is a " + there.getDefinition().getType() + ", not a table",
                        "give the table another name, or move the other aside yourself");
    }

    /**
     * Makes the changes of these kinds.
     *
     * @return those that are left
     */
    List<Change> apply(TableDefinition wanted, Set<Kind> kinds) {
        Optional<Table> there = preparation.table(dataset.table(wanted.name()));
        if (there.isEmpty()) {
            if (preparation.create(info(dataset.table(wanted.name()), wanted))) {
                return List.of();
            }
            there = preparation.table(dataset.table(wanted.name()));
        }
        Table found = there.orElseThrow(() -> new StoreFailure(
                FailureType.UNAVAILABLE, "the table " + wanted.name() + " was made and cannot be found"));
        List<Change> left = new ArrayList<>();
        Set<Kind> now = EnumSet.noneOf(Kind.class);
        for (Change change : changes(wanted, there)) {
            if (kinds.contains(change.kind())) {
                now.add(change.kind());
            } else {
                left.add(change);
            }
        }
        if (!now.isEmpty()) {
            change(wanted, found, now);
        }
        return left;
    }

    private void change(TableDefinition wanted, Table found, Set<Kind> kinds) {
        StandardTableDefinition definition = found.getDefinition();
        Schema schema = TableTexts.changed(wanted, definition.getSchema(), kinds);
        Table.Builder changed = found.toBuilder()
                .setDefinition(definition.toBuilder().setSchema(schema).build());
        if (kinds.contains(Kind.DESCRIBE) && !wanted.description().isEmpty()) {
            changed.setDescription(wanted.description());
        }
        if (kinds.contains(Kind.LABEL)) {
            Map<String, String> labels = new HashMap<>(found.getLabels());
            labels.putAll(wanted.labels());
            changed.setLabels(labels);
        }
        client.call("change the table " + wanted.name(), bigQuery -> bigQuery.update(changed.build()));
    }

    static TableInfo info(TableId id, TableDefinition table) {
        return TableInfo.newBuilder(id, TableLayout.of(table))
                .setDescription(table.description())
                .setLabels(table.labels())
                .build();
    }
}
