package dev.tablekeeper.stores.embedded.files;

import java.io.IOException;

/** A step on the file system. */
@FunctionalInterface
interface IoAction<T> {

    T run() throws IOException;
}
