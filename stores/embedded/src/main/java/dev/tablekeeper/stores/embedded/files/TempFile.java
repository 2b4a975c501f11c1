package dev.tablekeeper.stores.embedded.files;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** A file on its way: written where nobody looks, then linked or renamed to its place. Closing removes what is left. */
final class TempFile implements Closeable {
    private static final int BUFFER_BYTES = 64 << 10;

    /** Of a large file so much is sent to the disk while the rest still comes, or all of it would be waited for at last. */
    private static final long FORCE_BYTES = 32 << 20;

    private static final Executor FORCING = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "forcing");
        thread.setDaemon(true);
        return thread;
    });

    private final Path path;
    private final FileChannel channel;
    private final OutputStream buffered;
    private CompletableFuture<Void> forcing = CompletableFuture.completedFuture(null);
    private long unforced;

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
        unforced += length;
        if (unforced >= FORCE_BYTES && forcing.isDone()) {
            awaitForcing();
            unforced = 0;
            forcing = CompletableFuture.runAsync(this::force, FORCING);
        }
    }

    private void force() {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A disk tells of a failure once only, so what was told there has to come out here. */
    private void awaitForcing() throws IOException {
        try {
            forcing.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof UncheckedIOException io ? io.getCause() : new IOException(e.getCause());
        }
    }

    /** Completes the content and makes it durable; returns what it will be in its place. */
    PathState finish() throws IOException {
        buffered.flush();
        awaitForcing();
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
