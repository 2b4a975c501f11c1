package dev.tablekeeper.stores.embedded.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The steps that file systems differ in or fail at; tests put a full or a poor one in its place. */
class Disk {
    /** Java keeps a buffer outside of the heap, as large as the largest transfer, for every thread. */
    static final int MAX_TRANSFER_BYTES = 1 << 20;

    void write(FileChannel channel, byte[] bytes, int offset, int length) throws IOException {
        int end = offset + length;
        for (int at = offset; at < end; ) {
            at += channel.write(ByteBuffer.wrap(bytes, at, Math.min(end - at, MAX_TRANSFER_BYTES)));
        }
    }

    void link(Path link, Path file) throws IOException {
        Files.createLink(link, file);
    }

    void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Puts a file's content, or a folder's entries, beyond a power cut. */
    void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    long room(Path path) throws IOException {
        return Files.getFileStore(path).getUsableSpace();
    }
}
