package dev.tablekeeper.stores.embedded.files;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The one place where trouble with files becomes a failure. Messages call objects by their names, not by their paths. */
final class FileFailures {
    /** With less room than this a write that failed is taken to have failed for want of it. */
    private static final long NO_ROOM_BYTES = 64 << 10;

    private final Path root;

    FileFailures(Path root) {
        this.root = root;
    }

    /** @param doing such as {@code write} */
    StoreFailure of(String doing, String name, IOException e) {
        String what = "cannot " + doing + " '" + name + "': ";
        String reason = reason(e);
        if (e instanceof NoSuchFileException) {
            return new StoreFailure(FailureType.SOURCE_MISSING, what + "it is not there", e);
        }
        if (e instanceof AccessDeniedException || reason.contains("operation not permitted")) {
            return new StoreFailure(
                    FailureType.PERMISSION_DENIED,
                    what + "access denied; let the user that Tablekeeper runs as read and write it and its folder",
                    e);
        }
        if (reason.contains("read-only file system")) {
            return new StoreFailure(
                    FailureType.PERMISSION_DENIED, what + "its file system is mounted read-only; mount it writable", e);
        }
        if (reason.contains("file too large")) {
            return new StoreFailure(
                    FailureType.STORAGE_FULL, what + "it is larger than this process may write; raise 'ulimit -f'", e);
        }
        if (reason.contains("cross-device link")) {
            return new StoreFailure(
                    FailureType.INVALID_REQUEST,
                    what + "its folder is mounted from another file system than the store; make it a store of its own",
                    e);
        }
        if (reason.contains("no space left") || reason.contains("quota exceeded") || noRoom()) {
            return new StoreFailure(
                    FailureType.STORAGE_FULL,
                    what + "the disk is full or the quota used up; make room, then do it again",
                    e);
        }
        return new StoreFailure(
                FailureType.UNAVAILABLE, what + (reason.isEmpty() ? "input or output failed" : reason), e);
    }

    /** The system's text without the paths that Java puts around it. */
    private static String reason(IOException e) {
        String text = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return Optional.ofNullable(text).orElse("").toLowerCase(Locale.ROOT);
    }

    /** The system's texts come in the language of the machine; a full disk is full in every language. */
    private boolean noRoom() {
        try {
            return Files.getFileStore(root).getUsableSpace() < NO_ROOM_BYTES;
        } catch (IOException e) {
            return false;
        }
    }
}
