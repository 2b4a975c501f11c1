package dev.tablekeeper.standalone.incoming;

import dev.tablekeeper.stores.StoredObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Set;

/**
 * Whether a file was moved in, so that it is whole at once. Writing sets the times of the last modification and of the last change
 * of the inode alike; a rename sets the second alone, and so do {@code cp -p}, {@code rsync} and {@code tar}, which set
 * the first back when they are done.
 */
final class MovedIn {
    /**
     * The file systems of which that is known: where Linux sets both times itself, in one place for all of them. Network
     * and user-space file systems have times of other machines' making.
     */
    private static final Set<String> KNOWN = Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "tmpfs", "overlay");

    private MovedIn() {}

    /** @param object the file as it was seen; another one at the path is not the one that was asked about */
    static boolean movedIn(Path path, StoredObject object) {
        if (object.size() == 0
                || !path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return false;
        }
        try {
            Map<String, Object> found =
                    Files.readAttributes(path, "unix:ctime,lastModifiedTime,size", LinkOption.NOFOLLOW_LINKS);
            FileTime modified = (FileTime) found.get("lastModifiedTime");
            return found.get("size").equals(object.size())
                    && modified.toInstant().equals(object.updated())
                    && ((FileTime) found.get("ctime")).compareTo(modified) > 0
                    && KNOWN.contains(Files.getFileStore(path).type());
        } catch (IOException e) {
            return false;
        }
    }
}
