package dev.tablekeeper.stores.embedded.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** Another process that holds a folder: says so in one line, and lets go when its input ends. */
final class FolderHolder {
    private FolderHolder() {}

    public static void main(String[] arguments) throws IOException {
        FolderLock lock = FolderLock.take(Path.of(arguments[0]), "THE_FOLDER");
        try (lock) {
            System.out.println("held");
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
