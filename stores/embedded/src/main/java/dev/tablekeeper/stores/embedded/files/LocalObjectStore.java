package dev.tablekeeper.stores.embedded.files;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectNames;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Objects as plain files below a folder, where people and other programs put and take files as well.
 *
 * <p>An object's generation is made of its file's time, size and inode; what this process writes never shares a time. A
 * file is written under {@code .tmp}, forced to the disk, and then linked or renamed to its place, so a name has whole
 * contents only. A conditional write is right when two threads meet, because comparing the generation and renaming happen
 * under one lock for the name, shared by all stores of the process; "only if absent" is right across processes too,
 * because making a hard link fails where something stands. Against another process that replaces the same file at the
 * same moment, {@link Condition.Generation} promises nothing. A file that another process changes in place is noticed by
 * those who read it meanwhile.
 *
 * <p>Symbolic links below the root, and all that is reached through them, are no objects: they are not listed, read,
 * deleted or written through. A file {@code a} rules out objects below {@code a/}, and the other way round
 * ({@code INVALID_REQUEST}). Folders that deletes leave empty go, except those that stand in the root.
 */
public final class LocalObjectStore implements ObjectStore {
    private static final Logger LOG = LoggerFactory.getLogger(LocalObjectStore.class);
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int BLOCK_BYTES = 1 << 20;
    private static final int MOST_READS = 10;

    private final String uriPrefix;
    private final Disk disk;
    private final Folders folders;
    private final TempFolder unfinished;
    private final FileFailures failures;
    private volatile Optional<Boolean> links = Optional.empty();

    /**
     * Opens the store and removes what a crash left unfinished.
     *
     * @param root the folder; made by the first write if it is not there
     * @param uriPrefix what {@link #uri} puts before a name: empty, or {@code incoming/}
     */
    public LocalObjectStore(Path root, String uriPrefix) {
        this(root, uriPrefix, new Disk());
    }

    LocalObjectStore(Path root, String uriPrefix, Disk disk) {
        this.uriPrefix = uriPrefix;
        this.disk = disk;
        this.failures = new FileFailures(root);
        try {
            this.folders = new Folders(root, disk);
        } catch (IOException e) {
            throw failures.of("open", root.toString(), e);
        }
        this.unfinished = new TempFolder(folders.root(), disk);
        unfinished.removeLeftovers();
    }

    @Override
    public String uri(String name) {
        return uriPrefix + name;
    }

    @Override
    public long room() {
        try {
            Path there = folders.root();
            while (!Files.exists(there)) {
                there = there.getParent();
            }
            return disk.room(there);
        } catch (IOException e) {
            LOG.debug("the room below {} cannot be known: {}", folders.root(), e.toString());
            return Long.MAX_VALUE;
        }
    }

    @Override
    public Optional<StoredObject> find(String name) {
        Path path = folders.path(name);
        return attempt("look for", name, () -> look(path, name));
    }

    @Override
    public ObjectWriter create(String name, Condition condition) {
        Path path = folders.path(name);
        return attempt(
                "write",
                name,
                () -> new LocalObjectWriter(
                        unfinished.create(),
                        file -> publish(file, path, name, condition),
                        e -> failures.of("write", name, e)));
    }

    private StoredObject publish(TempFile file, Path path, String name, Condition condition) throws IOException {
        // Who comes too late learns it before the disk is kept busy; what counts is the look under the lock.
        require(condition, look(path, name), name);
        StoredObject written = file.finish().object(name);
        boolean link = condition instanceof Condition.Absent && canLink();
        return NameLocks.with(path, () -> {
            require(condition, look(path, name), name);
            try {
                folders.within(path, () -> {
                    clear(path, name);
                    put(file, path, link);
                    return null;
                });
            } catch (FileAlreadyExistsException e) {
                throw alreadyThere(name);
            } catch (NoSuchFileException e) {
                throw new IOException("the unfinished file was removed by someone", e);
            }
            folders.settle(path.getParent());
            return written;
        });
    }

    private void put(TempFile file, Path path, boolean link) throws IOException {
        if (link) {
            disk.link(path, file.path());
        } else {
            disk.rename(file.path(), path);
        }
    }

    private boolean canLink() throws IOException {
        if (links.isEmpty()) {
            links = Optional.of(unfinished.canLink());
        }
        return links.get();
    }

    @Override
    public InputStream read(StoredObject object, long offset, long length) {
        if (offset < 0 || length < 0) {
            throw new StoreFailure(
                    FailureType.INVALID_REQUEST,
                    "cannot read " + length + " bytes from " + offset + " of '" + object.name() + "'");
        }
        Path path = folders.path(object.name());
        return attempt("read", object.name(), () -> open(object, path, offset, length));
    }

    private InputStream open(StoredObject object, Path path, long offset, long length) throws IOException {
        IoAction<StoredObject> check = () -> require(object, look(path, object.name()));
        check.run();
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        try {
            // Again: only a file that had this name and generation before and after was opened in between.
            long size = check.run().size();
            channel.position(Math.min(offset, size));
            long left = Math.min(length, Math.max(0, size - offset));
            return new BufferedInputStream(
                    new GenerationStream(channel, left, check, e -> failures.of("read", object.name(), e)),
                    BUFFER_BYTES);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public Optional<byte[]> read(String name) {
        Path path = folders.path(name);
        for (int attempt = 1; ; attempt++) {
            try {
                // From the second time on no thread of this process can get in between.
                return attempt == 1
                        ? readNow(path, name)
                        : attempt("read", name, () -> NameLocks.with(path, () -> readNow(path, name)));
            } catch (StoreFailure e) {
                boolean changed = e.type() == FailureType.SOURCE_CHANGED || e.type() == FailureType.SOURCE_MISSING;
                if (!changed || attempt == MOST_READS) {
                    throw e;
                }
            }
        }
    }

    private Optional<byte[]> readNow(Path path, String name) {
        return attempt("read", name, () -> {
            Optional<StoredObject> object = look(path, name);
            if (object.isEmpty()) {
                return Optional.empty();
            }
            try (InputStream in = open(object.get(), path, 0, Long.MAX_VALUE)) {
                return Optional.of(in.readAllBytes());
            }
        });
    }

    @Override
    public List<StoredObject> list(String prefix, String after, int limit) {
        ObjectNames.requirePrefix(prefix);
        if (limit < 1) {
            throw new StoreFailure(FailureType.INVALID_REQUEST, "a listing has a limit of at least 1, not " + limit);
        }
        int slash = prefix.lastIndexOf('/');
        Path folder = slash < 0 ? folders.root() : folders.path(prefix.substring(0, slash));
        return attempt("list", prefix, () -> {
            if (!folders.holds(folder)) {
                return List.of();
            }
            return new Listing(prefix, after, limit).walk(folder, prefix.substring(0, slash + 1));
        });
    }

    @Override
    public boolean delete(String name, Condition condition) {
        Path path = folders.path(name);
        return attempt(
                "delete",
                name,
                () -> NameLocks.with(path, () -> {
                    Optional<StoredObject> there = look(path, name);
                    if (there.isEmpty()) {
                        return false;
                    }
                    require(condition, there, name);
                    boolean deleted = Files.deleteIfExists(path);
                    folders.settle(path.getParent());
                    folders.removeEmpty(path.getParent());
                    return deleted;
                }));
    }

    @Override
    public StoredObject copy(StoredObject from, String to, Condition condition) {
        return attempt("copy", from.name(), () -> {
            try (InputStream in = read(from, 0, Long.MAX_VALUE);
                    ObjectWriter writer = create(to, condition)) {
                byte[] block = new byte[BLOCK_BYTES];
                for (int count; (count = in.read(block)) >= 0; ) {
                    writer.write(block, 0, count);
                }
                return writer.commit();
            }
        });
    }

    /**
     * Renames the file, which leaves it its generation. The folder it came from stays, empty or not: it may belong to
     * those who put files there.
     */
    @Override
    public StoredObject move(StoredObject from, String to) {
        Path source = folders.path(from.name());
        Path target = folders.path(to);
        return attempt(
                "move",
                from.name(),
                () -> NameLocks.with(source, target, () -> {
                    if (source.equals(target)) {
                        return require(from, look(source, from.name()));
                    }
                    Optional<StoredObject> there = look(source, from.name());
                    Optional<StoredObject> moved = look(target, to);
                    boolean isThere = there.filter(o -> o.generation() == from.generation())
                            .isPresent();
                    boolean isMoved = moved.filter(o -> o.generation() == from.generation())
                            .isPresent();
                    if (isMoved && isThere) {
                        // One file under two names, which a rename would leave as they are.
                        Files.delete(source);
                        folders.settle(source.getParent());
                    }
                    if (isMoved || (there.isEmpty() && moved.isPresent())) {
                        return moved.get();
                    }
                    return rename(require(from, there), source, target, to);
                }));
    }

    private StoredObject rename(StoredObject from, Path source, Path target, String to) throws IOException {
        // Who put the file there need not have forced it to the disk.
        disk.force(source);
        try {
            folders.within(target, () -> {
                clear(target, to);
                disk.rename(source, target);
                return null;
            });
        } catch (AtomicMoveNotSupportedException e) {
            // A folder of the store is mounted from elsewhere.
            StoredObject copy = copy(from, to, Condition.any());
            delete(from.name(), Condition.generation(from.generation()));
            return copy;
        }
        folders.settle(target.getParent());
        folders.settle(source.getParent());
        return new StoredObject(to, from.generation(), from.size(), from.updated());
    }

    @Override
    public int crc32c(StoredObject object) {
        return attempt("read", object.name(), () -> {
            CRC32C checksum = new CRC32C();
            byte[] block = new byte[BLOCK_BYTES];
            try (InputStream in = read(object, 0, Long.MAX_VALUE)) {
                for (int count; (count = in.read(block)) >= 0; ) {
                    checksum.update(block, 0, count);
                }
            }
            return (int) checksum.getValue();
        });
    }

    private Optional<StoredObject> look(Path path, String name) throws IOException {
        if (!folders.holds(path.getParent())) {
            return Optional.empty();
        }
        return PathState.of(path)
                .filter(there -> there.kind() == PathState.Kind.OBJECT)
                .map(there -> there.object(name));
    }

    /** Sees to it that a file can be put at the path: what is no object is never replaced. */
    private static void clear(Path path, String name) throws IOException {
        Optional<PathState> there = PathState.of(path);
        if (there.isEmpty() || there.get().kind() == PathState.Kind.OBJECT) {
            return;
        }
        try {
            if (there.get().kind() == PathState.Kind.FOLDER) {
                Files.deleteIfExists(path);
                return;
            }
        } catch (DirectoryNotEmptyException e) {
            // It is in use, and refused like all else.
        }
        throw new StoreFailure(
                FailureType.INVALID_REQUEST,
                "'" + name + "' cannot be written: there is " + there.get().kind()
                        + " of that name; choose another name or remove it");
    }

    private static StoredObject require(StoredObject wanted, Optional<StoredObject> there) {
        if (there.isEmpty()) {
            throw new StoreFailure(FailureType.SOURCE_MISSING, "'" + wanted.name() + "' is not there");
        }
        if (there.get().generation() != wanted.generation()) {
            throw new StoreFailure(
                    FailureType.SOURCE_CHANGED,
                    "'" + wanted.name() + "' was changed: generation " + wanted.generation() + " was asked for, "
                            + there.get().generation() + " is there");
        }
        return there.get();
    }

    private static void require(Condition condition, Optional<StoredObject> there, String name) {
        if (condition instanceof Condition.Absent && there.isPresent()) {
            throw alreadyThere(name);
        }
        if (condition instanceof Condition.Generation wanted) {
            Optional<Long> generation = there.map(StoredObject::generation);
            if (generation.filter(g -> g == wanted.generation()).isEmpty()) {
                throw new StoreFailure(
                        FailureType.CONDITION_FAILED,
                        "'" + name + "' was changed: generation " + wanted.generation() + " was expected, "
                                + generation.map(Object::toString).orElse("none") + " is there");
            }
        }
    }

    private static StoreFailure alreadyThere(String name) {
        return new StoreFailure(FailureType.CONDITION_FAILED, "'" + name + "' is there already");
    }

    private <T> T attempt(String doing, String name, IoAction<T> action) {
        try {
            return action.run();
        } catch (IOException e) {
            throw failures.of(doing, name, e);
        }
    }
}
