package dev.tablekeeper.stores.embedded.files;

import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.StoredObject;
import java.io.IOException;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one temporary file and hands it over to be put in its place. */
final class LocalObjectWriter extends ObjectWriter {
    private static final Logger LOG = LoggerFactory.getLogger(LocalObjectWriter.class);

    /** Puts a temporary file in its place, if the condition of the write holds. */
    @FunctionalInterface
    interface Publication {
        StoredObject publish(TempFile file) throws IOException;
    }

    private final TempFile file;
    private final Publication publication;
    private final Function<IOException, RuntimeException> failure;
    private final CRC32C checksum = new CRC32C();
    private long size;
    private boolean open = true;

    LocalObjectWriter(TempFile file, Publication publication, Function<IOException, RuntimeException> failure) {
        this.file = file;
        this.publication = publication;
        this.failure = failure;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        requireOpen();
        try {
            file.write(bytes, offset, length);
        } catch (IOException e) {
            // How much of it got through is not known, so it must not be committed.
            open = false;
            throw failure.apply(e);
        }
        checksum.update(bytes, offset, length);
        size += length;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int crc32c() {
        return (int) checksum.getValue();
    }

    @Override
    public StoredObject commit() {
        requireOpen();
        open = false;
        try {
            return publication.publish(file);
        } catch (IOException e) {
            throw failure.apply(e);
        }
    }

    @Override
    public void close() {
        open = false;
        try {
            file.close();
        } catch (IOException e) {
            // What is left of it is removed when the store is opened next; what was committed is safe.
            LOG.warn("Could not remove an unfinished file: {}", e.toString());
        }
    }

    private void requireOpen() {
        if (!open) {
            throw new IllegalStateException("this object was committed or closed before");
        }
    }
}
