package dev.tablekeeper.stores.google.cloudstorage;

import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.StoredObject;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Keeps what is written until it is known to be small, which is sent in one request with the commit; what becomes larger
 * goes on in a resumable upload. One that is closed without a commit is never finished, and Cloud Storage forgets it
 * after a week.
 */
final class CloudStorageWriter extends ObjectWriter {
    private static final int FIRST_BYTES = 8 << 10;

    /** How both kinds of upload are done. */
    interface Uploads {
        StoredObject small(byte[] bytes, int length, int crc32c);

        ResumableUpload begin();

        StoredObject finish(ResumableUpload upload, int crc32c);
    }

    private final Uploads uploads;
    private final int mostBytes;
    private final CRC32C checksum = new CRC32C();
    private byte[] kept;
    private int keptBytes;
    private Optional<ResumableUpload> upload = Optional.empty();
    private long size;
    private boolean open = true;

    /** @param mostBytes that are sent in one request */
    CloudStorageWriter(Uploads uploads, int mostBytes) {
        this.uploads = uploads;
        this.mostBytes = mostBytes;
        this.kept = new byte[Math.min(FIRST_BYTES, mostBytes)];
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        requireOpen();
        // Until it is through: how much of it got there is not known after a failure, so it must not be committed.
        open = false;
        if (upload.isEmpty() && keptBytes + (long) length > mostBytes) {
            ResumableUpload begun = uploads.begin();
            begun.write(kept, 0, keptBytes);
            kept = new byte[0];
            upload = Optional.of(begun);
        }
        if (upload.isPresent()) {
            upload.get().write(bytes, offset, length);
        } else {
            keep(bytes, offset, length);
        }
        checksum.update(bytes, offset, length);
        size += length;
        open = true;
    }

    private void keep(byte[] bytes, int offset, int length) {
        if (keptBytes + length > kept.length) {
            kept = Arrays.copyOf(kept, Math.min(mostBytes, Math.max(2 * kept.length, keptBytes + length)));
        }
        System.arraycopy(bytes, offset, kept, keptBytes, length);
        keptBytes += length;
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
        return upload.isPresent() ? uploads.finish(upload.get(), crc32c()) : uploads.small(kept, keptBytes, crc32c());
    }

    @Override
    public void close() {
        open = false;
        kept = new byte[0];
        upload = Optional.empty();
    }

    private void requireOpen() {
        if (!open) {
            throw new IllegalStateException("this object was committed or closed before, or writing it failed");
        }
    }
}
