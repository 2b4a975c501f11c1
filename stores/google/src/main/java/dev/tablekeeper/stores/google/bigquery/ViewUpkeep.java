package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.Table;
import com.google.cloud.bigquery.TableInfo;
import com.google.cloud.bigquery.ViewDefinition;
import dev.tablekeeper.stores.upkeep.Change;
import dev.tablekeeper.stores.upkeep.Change.Kind;
import dev.tablekeeper.stores.upkeep.ObjectChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The upkeep of views. */
final class ViewUpkeep {
    private final BigQueryClient client;
    private final Dataset dataset;
    private final Preparation preparation;

    ViewUpkeep(BigQueryClient client, Dataset dataset) {
        this.client = client;
        this.dataset = dataset;
        preparation = new Preparation(client, dataset);
    }

    List<Change> changes(dev.tablekeeper.model.table.ViewDefinition view) {
        Optional<Table> there = preparation.table(dataset.table(view.name()));
        if (there.isEmpty()) {
            return List.of(ObjectChanges.noView(view.name()));
        }
        if (!(there.get().getDefinition() instanceof ViewDefinition found)) {
            return List.of(ObjectChanges.tableInTheWay(view.name()));
        }
        List<Change> changes = new ArrayList<>();
        if (!found.getQuery().equals(view.sqlFor(dataset.inViews()))) {
            changes.add(ObjectChanges.otherView(view.name()));
        }
        if (TableTexts.differs(view.description(), there.get().getDescription())) {
            changes.add(new Change(
                    Kind.DESCRIBE,
                    view.name(),
                    "the view " + view.name() + " has another description than its definition",
                    "it is changed"));
        }
        return changes;
    }

    /**
     * Makes the changes of these kinds.
     *
     * @return those that are left
     */
    List<Change> apply(dev.tablekeeper.model.table.ViewDefinition view, Set<Kind> kinds) {
        List<Change> changes = changes(view);
        List<Change> left = new ArrayList<>(changes);
        left.removeIf(change -> kinds.contains(change.kind()));
        if (left.size() < changes.size()) {
            put(view, changes.get(0).kind() == Kind.CREATE_VIEW);
        }
        return left;
    }

    /** What somebody else has made meanwhile is changed to the same. */
    private void put(dev.tablekeeper.model.table.ViewDefinition view, boolean missing) {
        ViewDefinition wanted = ViewDefinition.newBuilder(view.sqlFor(dataset.inViews()))
                .setUseLegacySql(false)
                .build();
        TableInfo.Builder info = TableInfo.newBuilder(dataset.table(view.name()), wanted);
        if (!view.description().isEmpty()) {
            info.setDescription(view.description());
        }
        if (!missing || !preparation.create(info.build())) {
            client.call("change the view " + view.name(), bigQuery -> bigQuery.update(info.build()));
        }
    }
}
