package dev.tablekeeper.stores.embedded.files;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file on its way: written where nobody looks, then linked or renamed to its place. Closing removes what is left. */
final class TempFile implements Closeable {
    private static final int BUFFER_BYTES = 64 << 10;

    private final Path path;
    private final FileChannel channel;
    private final OutputStream buffered;

    TempFile(Path path, Disk disk) throws IOException {
        this.path = path;
        this.channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        this.buffered = new BufferedOutputStream(
                new OutputStream() {
                    @Override
                    public void write(int value) throws IOException {
                        write(new byte[] {(byte) value}, 0, 1);
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        disk.write(channel, bytes, offset, length);
                    }
                },
                BUFFER_BYTES);
    }

    Path path() {
        return path;
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        buffered.write(bytes, offset, length);
    }

    /** Completes the content and makes it durable; returns what it will be in its place. */
    PathState finish() throws IOException {
        buffered.flush();
        // Before it is forced: the generation is made of the time and has to outlive a power cut as well.
        Files.setLastModifiedTime(path, WriteClock.next());
        channel.force(true);
        channel.close();
        return PathState.of(path).orElseThrow(() -> new IOException("the unfinished file was removed by someone"));
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(path);
    }
}
