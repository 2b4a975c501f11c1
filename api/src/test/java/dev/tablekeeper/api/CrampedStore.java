package dev.tablekeeper.api;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.contract.DelegatingObjectStore;
import dev.tablekeeper.stores.contract.DelegatingObjectWriter;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A store that has room for small objects only, or none at all for those under one prefix. */
final class CrampedStore extends DelegatingObjectStore {
    private static final int ROOM = 1 << 20;

    final AtomicReference<String> refused = new AtomicReference<>("none of them");

    final AtomicLong room = new AtomicLong(Long.MAX_VALUE);

    CrampedStore(ObjectStore whole) {
        super(whole);
    }

    @Override
    public long room() {
        return room.get();
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
