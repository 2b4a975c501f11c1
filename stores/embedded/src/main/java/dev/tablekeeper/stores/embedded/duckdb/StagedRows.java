package dev.tablekeeper.stores.embedded.duckdb;

import dev.tablekeeper.model.row.RowAvro;
import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Avro parts in an object store, each one a split. */
record StagedRows(ObjectStore store, TableDefinition table, List<String> objects) implements RowSource {

    @Override
    public int splits() {
        return objects.size();
    }

    @Override
    public RowReader open(int split) {
        String name = objects.get(split);
        StoredObject object = store.find(name)
                .orElseThrow(() -> new StoreFailure(
                        FailureType.SOURCE_MISSING,
                        "the staged rows " + store.uri(name) + " are not there: start the job anew"));
        InputStream in = store.read(object, 0, Long.MAX_VALUE);
        try {
            return RowAvro.reader(table, in);
        } catch (RuntimeException e) {
            try {
                in.close();
            } catch (IOException | RuntimeException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }
}
