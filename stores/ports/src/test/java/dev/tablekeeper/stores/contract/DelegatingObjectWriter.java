package dev.tablekeeper.stores.contract;

import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.StoredObject;

/** A writer that does what another does, for tests that let one thing go wrong. */
public class DelegatingObjectWriter extends ObjectWriter {
    private final ObjectWriter writer;

    public DelegatingObjectWriter(ObjectWriter writer) {
        this.writer = writer;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
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
}
