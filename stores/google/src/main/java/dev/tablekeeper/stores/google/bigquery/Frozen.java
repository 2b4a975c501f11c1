package dev.tablekeeper.stores.google.bigquery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.snapshot.SnapshotView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was frozen under an operation, as it is remembered beside the staged rows: written once, so that it is told the same
 * each time, whatever has become of the live tables.
 */
record Frozen(Instant instant, List<Table> tables, List<SnapshotView> views) {
    private static final int PAGE = 1_000;

    Frozen {
        tables = List.copyOf(tables);
        views = List.copyOf(views);
    }

    /**
     * One table.
     *
     * @param scratch the table that holds its rows
     * @param schema of its rows at the instant, as BigQuery's REST API has it
     * @param resource what else BigQuery knows of it
     */
    record Table(String name, String scratch, long rows, ObjectNode schema, ObjectNode resource) {}

    Optional<Table> table(String name) {
        return tables.stream().filter(table -> table.name().equals(name)).findFirst();
    }

    /** Where it is remembered. */
    record Place(ObjectStore objects) {

        /** Below what is staged for the job that names the operation, as whoever tidies up after jobs expects it. */
        static String folder(Operation operation) {
            return "staging/" + operation.id().replace('.', '/') + "/";
        }

        private static String name(Operation operation) {
            return folder(operation) + "frozen.json";
        }

        Optional<Frozen> find(Operation operation) {
            return objects.read(name(operation)).map(bytes -> {
                try {
                    return Json.MAPPER.readValue(bytes, Frozen.class);
                } catch (IOException e) {
                    throw new StoreFailure(
                            FailureType.DAMAGED, objects.uri(name(operation)) + " is not as it was written", e);
                }
            });
        }

        /** Remembers it, unless another attempt has; returns what is remembered. */
        Frozen keep(Operation operation, Frozen frozen) {
            try {
                objects.write(name(operation), Condition.absent(), Json.MAPPER.writeValueAsBytes(frozen));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (StoreFailure e) {
                if (e.type() != FailureType.CONDITION_FAILED) {
                    throw e;
                }
            }
            return find(operation)
                    .orElseThrow(() -> new StoreFailure(
                            FailureType.SOURCE_MISSING,
                            objects.uri(name(operation)) + " was written and is gone; start the backup anew"));
        }

        /** Forgets it, and all files beside it. */
        void forget(Operation operation) {
            List<StoredObject> page;
            do {
                page = objects.list(folder(operation), "", PAGE);
                page.forEach(object -> objects.delete(object.name(), Condition.any()));
            } while (page.size() == PAGE);
        }
    }
}
