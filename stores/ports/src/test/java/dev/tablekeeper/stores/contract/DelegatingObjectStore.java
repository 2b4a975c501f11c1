package dev.tablekeeper.stores.contract;

import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.UploadAddress;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store that does what another does, for tests that let one thing go wrong. */
public class DelegatingObjectStore implements ObjectStore {
    private final ObjectStore store;

    public DelegatingObjectStore(ObjectStore store) {
        this.store = store;
    }

    @Override
    public String uri(String name) {
        return store.uri(name);
    }

    @Override
    public Optional<StoredObject> find(String name) {
        return store.find(name);
    }

    @Override
    public ObjectWriter create(String name, Condition condition) {
        return store.create(name, condition);
    }

    @Override
    public InputStream read(StoredObject object, long offset, long length) {
        return store.read(object, offset, length);
    }

    @Override
    public Optional<byte[]> read(String name) {
        return store.read(name);
    }

    @Override
    public List<StoredObject> list(String prefix, String after, int limit) {
        return store.list(prefix, after, limit);
    }

    @Override
    public boolean delete(String name, Condition condition) {
        return store.delete(name, condition);
    }

    @Override
    public StoredObject copy(StoredObject from, String to, Condition condition) {
        return store.copy(from, to, condition);
    }

    @Override
    public StoredObject move(StoredObject from, String to) {
        return store.move(from, to);
    }

    @Override
    public int crc32c(StoredObject object) {
        return store.crc32c(object);
    }

    @Override
    public long room() {
        return store.room();
    }

    @Override
    public Map<String, String> metadata(StoredObject object) {
        return store.metadata(object);
    }

    @Override
    public Optional<UploadAddress> uploadAddress(
            String name, String contentType, Map<String, String> metadata, Duration validity) {
        return store.uploadAddress(name, contentType, metadata, validity);
    }
}
