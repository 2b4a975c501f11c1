package dev.tablekeeper.jobs;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records as small JSON objects. Fields that a newer version has added are passed over. */
final class JsonObjects {
    private static final Logger LOG = LoggerFactory.getLogger(JsonObjects.class);
    private static final ObjectMapper MAPPER =
            Json.MAPPER.copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final ObjectStore objects;

    JsonObjects(ObjectStore objects) {
        this.objects = objects;
    }

    /** @throws StoreFailure DAMAGED for an object that is not such a record */
    <T> Optional<T> read(String name, Class<T> type) {
        return objects.read(name).map(bytes -> {
            try {
                return MAPPER.readValue(bytes, type);
            } catch (IOException e) {
                throw damaged(name, e);
            }
        });
    }

    /**
     * The same, but one that is not JSON at all is moved away and named in the log, so that all else goes on as if it had
     * never been written. Nobody's good record is moved: only the generation that was read is.
     *
     * @param before what has to be done before that, so that a crash in between loses nothing
     */
    <T> Optional<T> readOrSetAside(String name, Class<T> type, Runnable before) {
        try {
            return read(name, type);
        } catch (StoreFailure e) {
            if (e.type() == FailureType.DAMAGED && setAside(name, before)) {
                return read(name, type);
            }
            throw e;
        }
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

    private boolean setAside(String name, Runnable before) {
        Optional<StoredObject> object = objects.find(name);
        if (object.isEmpty()) {
            return true;
        }
        try (InputStream in = objects.read(object.get(), 0, Long.MAX_VALUE)) {
            JsonNode node = MAPPER.readTree(in);
            if (node.isObject()) {
                // Of a newer version, perhaps.
                return false;
            }
        } catch (IOException e) {
            LOG.debug("not JSON: {}", name);
        }
        before.run();
        String aside = Names.DAMAGED + name;
        objects.move(object.get(), aside);
        LOG.error(
                "The record {} could not be read and was set aside as {}. It was written whole, so something else"
                        + " changed it: a failing disk, a person. All other jobs go on.",
                objects.uri(name),
                objects.uri(aside));
        return true;
    }

    private StoreFailure damaged(String name, IOException e) {
        return new StoreFailure(
                FailureType.DAMAGED,
                "The record " + objects.uri(name) + " cannot be read. It was written whole, so something else"
                        + " changed it, or a newer version wrote it: restore it from a copy, or delete it to give it"
                        + " up.",
                e);
    }
}
