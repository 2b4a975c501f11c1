package dev.tablekeeper.stores.embedded.files;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.ObjectNames;
import dev.tablekeeper.stores.StoreFailure;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folders below a store's root: which path a name has, and how folders come and go beside many writers. */
final class Folders {
    private static final Logger LOG = LoggerFactory.getLogger(Folders.class);

    /** Who finds a folder under the read lock may rely on its being durable. Shared by stores within one another. */
    private static final ReadWriteLock MAKING = new ReentrantReadWriteLock();

    /** A writer loses its folder once for each delete that empties it at that very moment. */
    private static final int MOST_ATTEMPTS = 1000;

    private final Path root;
    private final Disk disk;

    Folders(Path root, Disk disk) throws IOException {
        this.root = real(root.toAbsolutePath().normalize());
        this.disk = disk;
    }

    /** The root itself may be reached by links; below it none is followed. */
    private static Path real(Path path) throws IOException {
        try {
            return path.toRealPath();
        } catch (NoSuchFileException e) {
            Path parent = path.getParent();
            return parent == null ? path : real(parent).resolve(path.getFileName());
        }
    }

    Path root() {
        return root;
    }

    /** The path of an object, after its name was looked at. */
    Path path(String name) {
        ObjectNames.require(name);
        if (("/" + name + "/").contains("/" + TempFolder.NAME + "/")) {
            throw new StoreFailure(
                    FailureType.INVALID_REQUEST,
                    "'" + name + "' cannot be an object's name here: unfinished files are kept under "
                            + TempFolder.NAME);
        }
        try {
            return root.resolve(name);
        } catch (InvalidPathException e) {
            throw new StoreFailure(
                    FailureType.INVALID_REQUEST,
                    "'" + name + "' cannot be a file's name on this machine (" + e.getReason()
                            + "); for letters beyond ASCII start Tablekeeper with LC_ALL=C.UTF-8",
                    e);
        }
    }

    /** Whether this is a folder now, with no link on the way from the root. */
    boolean holds(Path folder) throws IOException {
        if (!isFolder(root)) {
            return false;
        }
        Path at = root;
        for (Path part : below(folder)) {
            at = at.resolve(part);
            if (!isFolder(at)) {
                return false;
            }
        }
        return true;
    }

    /** Takes a step that needs the folder of {@code path}, which is made, durably, as often as a delete takes it away. */
    void within(Path path, IoAction<?> step) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                make(path.getParent());
                step.run();
                return;
            } catch (NoSuchFileException e) {
                if (attempt == MOST_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private void make(Path folder) throws IOException {
        MAKING.readLock().lock();
        try {
            if (holds(folder)) {
                return;
            }
        } finally {
            MAKING.readLock().unlock();
        }
        MAKING.writeLock().lock();
        try {
            if (!isFolder(root)) {
                makeRoot(root);
            }
            Path at = root;
            for (Path part : below(folder)) {
                at = at.resolve(part);
                requireRoomForFolder(at);
                create(at);
            }
        } finally {
            MAKING.writeLock().unlock();
        }
    }

    private void makeRoot(Path path) throws IOException {
        if (!Files.isDirectory(path.getParent())) {
            makeRoot(path.getParent());
        }
        create(path);
    }

    private void create(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            return;
        }
        disk.force(folder.getParent());
    }

    private void requireRoomForFolder(Path path) throws IOException {
        Optional<PathState> there = PathState.of(path);
        if (there.isPresent() && there.get().kind() != PathState.Kind.FOLDER) {
            String name = root.relativize(path).toString();
            throw new StoreFailure(
                    FailureType.INVALID_REQUEST,
                    "nothing can be stored below '" + name + "': there is "
                            + there.get().kind() + " of that name; choose another name or remove it");
        }
    }

    /** Makes durable which files are in a folder. Where a delete elsewhere took it away, that it is gone. */
    void settle(Path folder) throws IOException {
        try {
            disk.force(folder);
        } catch (NoSuchFileException e) {
            settle(folder.getParent());
        }
    }

    /**
     * Removes a folder that a delete emptied, and those above it, but none that stands in the root. A writer that loses
     * its folder to this makes it again.
     */
    void removeEmpty(Path folder) {
        try {
            for (Path at = folder; at.getNameCount() - root.getNameCount() > 1; at = at.getParent()) {
                Files.delete(at);
            }
        } catch (DirectoryNotEmptyException e) {
            // Others still stand in it.
        } catch (IOException e) {
            LOG.debug("An empty folder stays: {}", e.toString());
        }
    }

    private Iterable<Path> below(Path folder) {
        return folder.equals(root) ? List.of() : root.relativize(folder);
    }

    private static boolean isFolder(Path path) throws IOException {
        return PathState.of(path)
                .filter(there -> there.kind() == PathState.Kind.FOLDER)
                .isPresent();
    }
}
