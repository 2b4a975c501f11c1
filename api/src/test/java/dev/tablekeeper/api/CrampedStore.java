package dev.tablekeeper.api;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A store that has room for small objects only, or none at all for those under one prefix. */
final class CrampedStore implements ObjectStore {
    private static final int ROOM = 1 << 20;

    private final ObjectStore whole;
    final AtomicReference<String> refused = new AtomicReference<>("none of them");

    CrampedStore(ObjectStore whole) {
        this.whole = whole;
    }

    @Override
    public ObjectWriter create(String name, Condition condition) {
        if (name.startsWith(refused.get())) {
            throw new StoreFailure(FailureType.UNAVAILABLE, "/secret/place/" + name + " is gone");
        }
        ObjectWriter writer = whole.create(name, condition);
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

    @Override
    public String uri(String name) {
        return whole.uri(name);
    }

    @Override
    public Optional<StoredObject> find(String name) {
        return whole.find(name);
    }

    @Override
    public InputStream read(StoredObject object, long offset, long length) {
        return whole.read(object, offset, length);
    }

    @Override
    public Optional<byte[]> read(String name) {
        return whole.read(name);
    }

    @Override
    public List<StoredObject> list(String prefix, String after, int limit) {
        return whole.list(prefix, after, limit);
    }

    @Override
    public boolean delete(String name, Condition condition) {
        return whole.delete(name, condition);
    }

    @Override
    public StoredObject copy(StoredObject from, String to, Condition condition) {
        return whole.copy(from, to, condition);
    }

    @Override
    public StoredObject move(StoredObject from, String to) {
        return whole.move(from, to);
    }

    @Override
    public int crc32c(StoredObject object) {
        return whole.crc32c(object);
    }
}
