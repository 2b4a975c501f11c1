package dev.tablekeeper.api;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.UploadAddress;
import dev.tablekeeper.stores.contract.DelegatingObjectStore;
import dev.tablekeeper.stores.contract.DelegatingObjectWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A store that has room for small objects only, or none at all for those under one prefix. */
final class CrampedStore extends DelegatingObjectStore {
    private static final int ROOM = 1 << 20;

    final AtomicReference<String> refused = new AtomicReference<>("none of them");

    final AtomicLong room = new AtomicLong(Long.MAX_VALUE);

    /** Whether it gives addresses to upload to. */
    final AtomicBoolean signs = new AtomicBoolean();

    /** What stands in the metadata of each object. */
    final AtomicReference<Map<String, String>> metadata = new AtomicReference<>(Map.of());

    CrampedStore(ObjectStore whole) {
        super(whole);
    }

    @Override
    public long room() {
        return room.get();
    }

    @Override
    public Map<String, String> metadata(StoredObject object) {
        return metadata.get();
    }

    @Override
    public Optional<UploadAddress> uploadAddress(
            String name, String contentType, Map<String, String> said, Duration validity) {
        if (!signs.get()) {
            return Optional.empty();
        }
        Map<String, String> headers = new TreeMap<>(Map.of("Content-Type", contentType));
        said.forEach((key, value) -> headers.put("x-meta-" + key, value));
        return Optional.of(
                new UploadAddress(URI.create("https://storage.example/" + name.replace(" ", "%20")), headers));
    }

    @Override
    public ObjectWriter create(String name, Condition condition) {
        if (name.startsWith(refused.get())) {
            throw new StoreFailure(FailureType.UNAVAILABLE, "/secret/place/" + name + " is gone");
        }
        return new DelegatingObjectWriter(super.create(name, condition)) {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                if (size() + length > ROOM) {
                    throw new StoreFailure(FailureType.STORAGE_FULL, "no room for /secret/place/" + name);
                }
                super.write(bytes, offset, length);
            }
        };
    }
}
