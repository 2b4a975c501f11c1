package dev.tablekeeper.stores.google.cloudstorage;

import com.google.cloud.WriteChannel;
import dev.tablekeeper.stores.StoreFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * An upload in pieces, of which nothing is visible before it is finished. Each piece is asked after when its answer is
 * lost, and a session is finished once, however often that is asked for; with the last piece goes the checksum of all.
 */
final class ResumableUpload {
    private final WriteChannel channel;
    private final Function<Exception, StoreFailure> failure;

    ResumableUpload(WriteChannel channel, Function<Exception, StoreFailure> failure) {
        this.channel = channel;
        this.failure = failure;
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
    void finish() throws IOException {
        channel.close();
    }
}
