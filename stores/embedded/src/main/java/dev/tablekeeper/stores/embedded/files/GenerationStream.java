package dev.tablekeeper.stores.embedded.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;
import java.util.function.Function;

/** Part of a file, and a last look before the end is handed out that it is still what was opened. */
final class GenerationStream extends InputStream {
    private final FileChannel channel;
    private final IoAction<?> check;
    private final Function<IOException, RuntimeException> failure;
    private long left;
    private boolean checked;

    /**
     * @param channel stands where reading begins
     * @param length no more than the file has left
     * @param check throws when the file is another, or was changed
     */
    GenerationStream(
            FileChannel channel, long length, IoAction<?> check, Function<IOException, RuntimeException> failure) {
        this.channel = channel;
        this.left = length;
        this.check = check;
        this.failure = failure;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        try {
            if (left == 0) {
                checkOnce();
                return -1;
            }
            int most = (int) Math.min(left, Math.min(length, Disk.MAX_TRANSFER_BYTES));
            int count = channel.read(ByteBuffer.wrap(bytes, offset, most));
            if (count < 0) {
                checkOnce();
                throw new IOException("the file ends " + left + " bytes too early");
            }
            left -= count;
            if (left == 0) {
                checkOnce();
            }
            return count;
        } catch (IOException e) {
            throw failure.apply(e);
        }
    }

    @Override
    public long skip(long count) {
        long skipped = Math.max(0, Math.min(count, left));
        try {
            channel.position(channel.position() + skipped);
        } catch (IOException e) {
            throw failure.apply(e);
        }
        left -= skipped;
        return skipped;
    }

    /** All that is left: a buffering reader above fills its block to the end. */
    @Override
    public int available() {
        return (int) Math.min(left, Integer.MAX_VALUE);
    }

    @Override
    public void close() {
        try (channel) {
            checkOnce();
        } catch (IOException e) {
            throw failure.apply(e);
        }
    }

    private void checkOnce() throws IOException {
        if (!checked) {
            checked = true;
            check.run();
        }
    }
}
