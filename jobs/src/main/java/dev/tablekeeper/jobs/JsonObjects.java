package dev.tablekeeper.jobs;

import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.StoreFailure;
import java.io.IOException;
import java.util.Optional;

/** Records as small JSON objects. */
final class JsonObjects {
    private final ObjectStore objects;

    JsonObjects(ObjectStore objects) {
        this.objects = objects;
    }

    /** @throws StoreFailure DAMAGED for an object that is not such a record */
    <T> Optional<T> read(String name, Class<T> type) {
        return objects.read(name).map(bytes -> {
            try {
                return Json.MAPPER.readValue(bytes, type);
            } catch (IOException e) {
                throw new StoreFailure(
                        FailureType.DAMAGED,
                        "The record " + objects.uri(name) + " cannot be read. It was written whole, so something else"
                                + " changed it: restore it from a copy, or delete it to give it up.",
                        e);
            }
        });
    }

    /** Writes a record unless one stands there; returns the one that does then. */
    <T> T writeOnce(String name, T record, Class<T> type) {
        try {
            objects.write(name, Condition.absent(), Json.write(record));
            return record;
        } catch (StoreFailure e) {
            if (e.type() != FailureType.CONDITION_FAILED) {
                throw e;
            }
            return read(name, type).orElseThrow(() -> e);
        }
    }
}
