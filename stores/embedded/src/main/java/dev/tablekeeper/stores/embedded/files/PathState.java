package dev.tablekeeper.stores.embedded.files;

import dev.tablekeeper.stores.StoredObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What stands at a path. A symbolic link is itself, never what it points to.
 *
 * @param inode 0 where the file system has none
 */
record PathState(Kind kind, long size, FileTime modified, long inode) {

    enum Kind {
        OBJECT("an object"),
        FOLDER("a folder"),
        LINK("a symbolic link"),
        OTHER("neither a file nor a folder");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Empty when nothing stands there. */
    static Optional<PathState> of(Path path) throws IOException {
        boolean inodes = path.getFileSystem().supportedFileAttributeViews().contains("unix");
        String wanted = "isRegularFile,isDirectory,isSymbolicLink,size,lastModifiedTime";
        Map<String, Object> found;
        try {
            found = Files.readAttributes(path, inodes ? "unix:ino," + wanted : wanted, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        return Optional.of(new PathState(
                kind(found),
                (Long) found.get("size"),
                (FileTime) found.get("lastModifiedTime"),
                inodes ? (Long) found.get("ino") : 0));
    }

    private static Kind kind(Map<String, Object> found) {
        if (Boolean.TRUE.equals(found.get("isRegularFile"))) {
            return Kind.OBJECT;
        }
        if (Boolean.TRUE.equals(found.get("isDirectory"))) {
            return Kind.FOLDER;
        }
        return Boolean.TRUE.equals(found.get("isSymbolicLink")) ? Kind.LINK : Kind.OTHER;
    }

    StoredObject object(String name) {
        return new StoredObject(name, generation(), size, modified.toInstant());
    }

    /**
     * A positive number, small enough for JSON numbers everywhere, from time, size and inode. The inode is in it because {@code mv}, {@code cp -p} and {@code unzip}
     * bring files with any time they like; the device is not, because its number changes when a machine restarts.
     */
    private long generation() {
        long mixed = mix(mix(mix(modified.to(TimeUnit.NANOSECONDS)) ^ size) ^ inode);
        return Math.max(1, mixed >>> 11);
    }

    /** The finalizer of <a href="https://prng.di.unimi.it/splitmix64.c">SplitMix64</a>: bijective. */
    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
