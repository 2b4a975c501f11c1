package dev.tablekeeper.stores.probe;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.probe.Probe.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** Whether a place for objects can be worked in. */
public final class ObjectProbes {
    private static final String FOLDER = "check/";

    private ObjectProbes() {}

    /** Writes an object, reads, lists and deletes it. */
    public static Probe full(String what, Supplier<ObjectStore> place) {
        return new Probe(what, () -> {
            ObjectStore store = place.get();
            String name = FOLDER + UUID.randomUUID();
            byte[] content = name.getBytes(StandardCharsets.UTF_8);
            store.write(name, Condition.absent(), content);
            try {
                requireSame(store, name, content);
            } finally {
                store.delete(name, Condition.any());
            }
            return Outcome.ok((store.uri("") + " can be written, read, listed and deleted in").strip());
        });
    }

    private static void requireSame(ObjectStore store, String name, byte[] content) {
        byte[] read = store.read(name).orElse(new byte[0]);
        List<StoredObject> listed = store.list(name, "", 1);
        if (!Arrays.equals(read, content) || listed.size() != 1) {
            throw new StoreFailure(
                    FailureType.DAMAGED, store.uri(name) + " was written, and is read or listed otherwise");
        }
    }

    /** Lists a place and reads the beginning of an object, if there is one. */
    public static Probe readable(String what, Supplier<ObjectStore> place) {
        return new Probe(what, () -> {
            ObjectStore store = place.get();
            List<StoredObject> listed = store.list("", "", 1);
            if (!listed.isEmpty()) {
                readFirst(store, listed.get(0));
                return Outcome.ok((store.uri("") + " can be listed and read in").strip());
            }
            return Outcome.ok((store.uri("") + " can be listed; there is nothing to read").strip());
        });
    }

    private static void readFirst(ObjectStore store, StoredObject object) {
        try (InputStream in = store.read(object, 0, 1)) {
            in.readNBytes(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
