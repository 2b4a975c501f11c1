package dev.tablekeeper.standalone.temporal;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to run Temporal on a database file: the program itself takes none, two of it would open the same file without
 * a word. The operating system gives it back when this process ends, however it ends.
 */
final class DatabaseLock implements AutoCloseable {
    /** Those of this process: opening and closing such a file once more would give its lock back. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private DatabaseLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** @throws Failure where another has it, or the folder cannot be written */
    static DatabaseLock take(Path database) {
        Path file = database.resolveSibling(database.getFileName() + ".lock");
        if (!HELD.add(file)) {
            throw taken(database);
        }
        boolean locked = false;
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                locked = true;
                return new DatabaseLock(file, channel);
            }
            channel.close();
            throw taken(database);
        } catch (IOException e) {
            throw new Failure(
                    FailureType.PERMISSION_DENIED,
                    "Temporal's database cannot be locked by the file " + file + " (" + e + "); give this account the"
                            + " right to write there",
                    e);
        } finally {
            if (!locked) {
                HELD.remove(file);
            }
        }
    }

    private static Failure taken(Path database) {
        return new Failure(
                FailureType.CONFLICT,
                "another process runs Temporal on " + database + "; stop that one, or give this one a folder of its own"
                        + " (TABLEKEEPER_OBJECTS)");
    }

    @Override
    public void close() throws IOException {
        channel.close();
        HELD.remove(file);
    }
}
