package dev.tablekeeper.stores;

import java.io.OutputStream;

/** Writes one object. Closing without {@link #commit()} leaves no trace. Not thread-safe. */
public abstract class ObjectWriter extends OutputStream {

    @Override
    public abstract void write(byte[] bytes, int offset, int length);

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void flush() {}

    /** Bytes written so far. */
    public abstract long size();

    /** The CRC32C of the bytes written so far. */
    public abstract int crc32c();

    /**
     * Makes the object visible, whole and durable, if the condition holds at that moment. May be called once; after a
     * failure all is written again with a new writer. Where the failure leaves the outcome open ({@code UNAVAILABLE}),
     * that repetition is right for both: it replaces the same content, or a condition says that it is there already.
     */
    public abstract StoredObject commit();

    @Override
    public abstract void close();
}
