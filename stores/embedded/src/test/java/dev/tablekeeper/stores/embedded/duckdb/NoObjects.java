package dev.tablekeeper.stores.embedded.duckdb;

import dev.tablekeeper.stores.*;
import java.io.InputStream;
import java.util.*;

class NoObjects implements ObjectStore {
    @Override
    public String uri(String name) {
        return name;
    }

    @Override
    public Optional<StoredObject> find(String name) {
        return Optional.empty();
    }

    @Override
    public ObjectWriter create(String name, Condition condition) {
        throw new UnsupportedOperationException();
    }

    @Override
    public InputStream read(StoredObject object, long offset, long length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<byte[]> read(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<StoredObject> list(String prefix, String after, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean delete(String name, Condition condition) {
        throw new UnsupportedOperationException();
    }

    @Override
    public StoredObject copy(StoredObject from, String to, Condition condition) {
        throw new UnsupportedOperationException();
    }

    @Override
    public StoredObject move(StoredObject from, String to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int crc32c(StoredObject object) {
        throw new UnsupportedOperationException();
    }
}
