package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.TableInfo;
import com.google.cloud.bigquery.ViewDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.snapshot.SnapshotView;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the views that the dataset lacks, as far as they can be made. */
record MissingViews(BigQueryClient client, Dataset dataset) {
    private static final Logger LOG = LoggerFactory.getLogger(MissingViews.class);

    /** Again and again while that makes one more: a view may need another. */
    void make(List<SnapshotView> views) {
        List<SnapshotView> left = views;
        int before;
        do {
            before = left.size();
            List<SnapshotView> failed = new ArrayList<>();
            for (SnapshotView view : left) {
                if (!made(view)) {
                    failed.add(view);
                }
            }
            left = failed;
        } while (!left.isEmpty() && left.size() < before);
        left.forEach(view -> LOG.warn("The view {} cannot be made in {}; it is left out", view.name(), dataset));
    }

    private boolean made(SnapshotView view) {
        TableId id = dataset.table(view.name());
        try {
            if (client.call("look at " + view.name(), bigQuery -> bigQuery.getTable(id)) == null) {
                ViewDefinition definition = ViewDefinition.newBuilder(
                                new dev.tablekeeper.model.table.ViewDefinition(view.name(), "", view.sql(), List.of())
                                        .sqlFor(dataset.inViews()))
                        .setUseLegacySql(false)
                        .build();
                client.call(
                        "make the view " + view.name(),
                        bigQuery -> Preparation.unlessThere(() -> bigQuery.create(TableInfo.of(id, definition))));
            }
            return true;
        } catch (StoreFailure e) {
            if (e.type().remedy() == FailureType.Remedy.WAIT) {
                throw e;
            }
            return false;
        }
    }
}
