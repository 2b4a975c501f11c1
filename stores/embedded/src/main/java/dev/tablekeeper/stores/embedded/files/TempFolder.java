package dev.tablekeeper.stores.embedded.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one store's unfinished files stand, as {@code {owner}.{number}}. While its process lives, an owner holds a lock on
 * {@code {owner}.lock}: what belongs to an owner whose lock is free was left over by a crash. Age would not tell, since an
 * upload may take hours.
 */
final class TempFolder {
    static final String NAME = ".tmp";
    private static final Logger LOG = LoggerFactory.getLogger(TempFolder.class);
    private static final String LOCK = ".lock";

    /** Opening and closing the lock file of an owner in the same process would free its lock: POSIX wants it so. */
    private static final Set<String> OWNERS_HERE = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final Disk disk;
    private final String owner = UUID.randomUUID().toString();
    private final AtomicLong numbers = new AtomicLong();
    // Closed, and so unlocked, when this store is no longer referred to or the process ends.
    private FileChannel lock;

    TempFolder(Path root, Disk disk) {
        this.folder = root.resolve(NAME);
        this.disk = disk;
        OWNERS_HERE.add(owner);
    }

    TempFile create() throws IOException {
        Path file = folder.resolve(owner + "." + numbers.incrementAndGet());
        try {
            return new TempFile(file, disk);
        } catch (NoSuchFileException e) {
            moveIn();
            return new TempFile(file, disk);
        }
    }

    /** Whether files can have two names here; exFAT and some network file systems cannot do that. */
    boolean canLink() throws IOException {
        try (TempFile file = create();
                TempFile other = create()) {
            Path link = other.path().resolveSibling(other.path().getFileName() + ".link");
            try {
                disk.link(link, file.path());
            } catch (UnsupportedOperationException | IOException e) {
                LOG.info("No hard links here ({}): objects are created by renaming", e.getMessage());
                return false;
            }
            Files.delete(link);
            return true;
        }
    }

    private synchronized void moveIn() throws IOException {
        Files.createDirectories(folder);
        Path mine = folder.resolve(owner + LOCK);
        if (Files.exists(mine)) {
            return;
        }
        // It gets its name when it is locked, so that nobody ever sees a free lock of a living owner.
        Path unnamed = folder.resolve(owner + ".new");
        lock = FileChannel.open(unnamed, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            lock.lock();
            disk.rename(unnamed, mine);
        } catch (IOException e) {
            LOG.info("No locks here ({}): files left over by a crash stay in {}", e.getMessage(), NAME);
            Files.deleteIfExists(unnamed);
        }
    }

    /** Removes the files of owners that are dead; what cannot be removed stays for the next time. */
    void removeLeftovers() {
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(folder, "*" + LOCK)) {
            for (Path mark : locks) {
                String name = mark.getFileName().toString();
                String other = name.substring(0, name.length() - LOCK.length());
                if (!OWNERS_HERE.contains(other)) {
                    removeIfDead(mark, other);
                }
            }
        } catch (NoSuchFileException e) {
            LOG.debug("Nothing was ever written here");
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("Could not look for unfinished files in {}: {}", NAME, e.toString());
        }
    }

    private void removeIfDead(Path mark, String other) {
        try (FileChannel channel = FileChannel.open(mark, StandardOpenOption.WRITE);
                FileLock free = channel.tryLock()) {
            if (free == null) {
                return;
            }
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, other + ".*")) {
                for (Path file : files) {
                    if (!file.equals(mark)) {
                        Files.deleteIfExists(file);
                        LOG.info("Removed an unfinished file of a process that ended: {}", file.getFileName());
                    }
                }
            }
            // Last, so that a crash in here leaves the others findable.
            Files.deleteIfExists(mark);
        } catch (IOException e) {
            LOG.warn("Could not remove unfinished files from {}: {}", NAME, e.toString());
        }
    }
}
