package dev.tablekeeper.stores.google.cloudstorage;

import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.BlobWriteSession;
import dev.tablekeeper.stores.StoreFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/**
 * An upload in pieces, of which nothing is visible before it is finished. Each piece is asked after when its answer is
 * lost, and a session is finished once, however often that is asked for; with the last piece goes the checksum of all.
 */
final class ResumableUpload {
    private final BlobWriteSession session;
    private final Function<Exception, StoreFailure> failure;
    private final WritableByteChannel channel;

    ResumableUpload(BlobWriteSession session, Function<Exception, StoreFailure> failure) {
        this.session = session;
        this.failure = failure;
        try {
            this.channel = session.open();
        } catch (IOException | RuntimeException e) {
            throw failure.apply(e);
        }
    }

    void write(byte[] bytes, int offset, int length) {
        ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
        try {
            while (left.hasRemaining()) {
                channel.write(left);
            }
        } catch (IOException | RuntimeException e) {
            throw failure.apply(e);
        }
    }

    /** Throws whatever the library throws: what a condition that failed means is for the store to say. */
    BlobInfo finish() throws IOException {
        channel.close();
        try {
            return session.getResult().get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
