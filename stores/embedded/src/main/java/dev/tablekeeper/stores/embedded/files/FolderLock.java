package dev.tablekeeper.stores.embedded.files;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store's folder, held for one Tablekeeper until this is closed or the process ends, in whatever way: the lock is the
 * operating system's, so what a killed process leaves is a file and no obstacle. The file stands where no object can.
 */
public final class FolderLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FolderLock.class);
    private static final String FILE = "holder";

    /** Opening and closing the file once more in the same process would free the lock: POSIX wants it so. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the folder, which is made if it is not there.
     *
     * @param setting what names the folder, for the message
     * @throws StoreFailure NOT_POSSIBLE where another Tablekeeper has it; PERMISSION_DENIED and the like where nothing can
     *     be written there
     */
    public static FolderLock take(Path folder, String setting) {
        try {
            if (Files.exists(folder) && !Files.isDirectory(folder)) {
                throw new StoreFailure(FailureType.INVALID_REQUEST, "it is a file, not a folder");
            }
            Folders folders = new Folders(folder, new Disk());
            Path file = folders.root().resolve(TempFolder.NAME).resolve(FILE);
            if (!HELD_HERE.add(file)) {
                throw taken(folder, setting, " (this very process)");
            }
            try {
                folders.within(file, () -> null);
                return new FolderLock(file, lock(file, folder, setting));
            } catch (IOException | RuntimeException e) {
                HELD_HERE.remove(file);
                throw e;
            }
        } catch (IOException e) {
            throw new FileFailures(folder).of("write", TempFolder.NAME + "/" + FILE, e);
        }
    }

    private static FileChannel lock(Path file, Path folder, String setting) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (locked(channel)) {
                String pid = ProcessHandle.current().pid() + "\n";
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.UTF_8)), 0);
                return channel;
            }
            throw taken(folder, setting, holder(file));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (IOException e) {
            LOG.warn(
                    "No locks here ({}): see to it yourself that only one Tablekeeper works in this folder",
                    e.getMessage());
            return true;
        }
    }

    /** Who has it, as far as can be told: the lock is taken before its file is written, and in a container pids differ. */
    private static String holder(Path file) {
        return read(file)
                .filter(pid -> pid != ProcessHandle.current().pid())
                .filter(pid -> ProcessHandle.of(pid).isPresent())
                .map(pid -> " (process " + pid + ")")
                .orElse("");
    }

    private static Optional<Long> read(Path file) {
        try {
            return Optional.of(Long.valueOf(Files.readString(file).strip()));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static StoreFailure taken(Path folder, String setting, String holder) {
        return new StoreFailure(
                FailureType.NOT_POSSIBLE,
                "Another Tablekeeper" + holder + " works in " + folder + ". Stop it, or choose another folder with "
                        + setting + ".");
    }

    /** Lets go of the folder. The file stays: were it deleted, another process might lock the one that is gone. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("while letting go of {}: {}", file.getParent(), e.toString());
        }
        HELD_HERE.remove(file);
    }
}
