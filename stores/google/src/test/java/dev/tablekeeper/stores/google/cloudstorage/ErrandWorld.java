package dev.tablekeeper.stores.google.cloudstorage;

import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.google.liar.Faults;
import dev.tablekeeper.stores.google.liar.LiarObject;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A store, and what is in it before an {@link Errand}. */
final class ErrandWorld implements AutoCloseable {
    final StorageWorld storage = new StorageWorld();
    private final CloudStorageObjectStore store = storage.store();
    private final StoredObject a;
    private final StoredObject b;

    ErrandWorld() {
        storage.bucket().put("a", Errand.much(1), Map.of());
        storage.bucket().put("b", new byte[] {'b'}, Map.of());
        a = store.find("a").orElseThrow();
        b = store.find("b").orElseThrow();
        for (int i = 0; i < 20; i++) {
            storage.bucket().put(String.format(Locale.ROOT, "f/%02d", i), new byte[] {1}, Map.of());
        }
        storage.server().lie(Faults.none());
    }

    String run(Errand errand) {
        return errand.run(store, a, b);
    }

    Map<String, String> contents() {
        Map<String, String> contents = new TreeMap<>();
        for (LiarObject object : storage.bucket().objects()) {
            contents.put(object.name(), Errand.checksum(object.content()));
        }
        return contents;
    }

    int calls() {
        return storage.server().calls().size();
    }

    @Override
    public void close() {
        storage.close();
    }
}
