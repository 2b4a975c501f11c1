package dev.tablekeeper.api;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.contract.DelegatingObjectStore;
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
        ObjectWriter writer = super.create(name, condition);
        return new ObjectWriter() {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                if (writer.size() + length > ROOM) {
                    throw new StoreFailure(FailureType.STORAGE_FULL, "no room for /secret/place/" + name);
                }
                writer.write(bytes, offset, length);
            }

            @Override
            public long size() {
                return writer.size();
            }

            @Override
            public int crc32c() {
                return writer.crc32c();
            }

            @Override
            public StoredObject commit() {
                return writer.commit();
            }

            @Override
            public void close() {
                writer.close();
            }
        };
    }
}
