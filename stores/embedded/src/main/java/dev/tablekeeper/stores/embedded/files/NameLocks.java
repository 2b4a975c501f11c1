package dev.tablekeeper.stores.embedded.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * One lock for each file that is written, so that looking at it and replacing it are one step. Shared by all stores of
 * the process, since the root of one may lie within another's.
 */
final class NameLocks {
    private static final Lock[] STRIPES =
            Stream.generate(ReentrantLock::new).limit(512).toArray(Lock[]::new);

    private NameLocks() {}

    static <T> T with(Path path, IoAction<T> action) throws IOException {
        return with(stripe(path), action);
    }

    static <T> T with(Path one, Path other, IoAction<T> action) throws IOException {
        int first = Math.min(stripe(one), stripe(other));
        int second = Math.max(stripe(one), stripe(other));
        return with(first, () -> with(second, action));
    }

    private static <T> T with(int stripe, IoAction<T> action) throws IOException {
        STRIPES[stripe].lock();
        try {
            return action.run();
        } finally {
            STRIPES[stripe].unlock();
        }
    }

    private static int stripe(Path path) {
        return Math.floorMod(path.hashCode() * 0x9E3779B9, STRIPES.length);
    }
}
