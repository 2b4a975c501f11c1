package dev.tablekeeper.worker.csv;

import java.io.InputStream;

/** A content that does not change and can be read in parts, by several threads at once. */
public interface RangedInput {

    /** In bytes. */
    long size();

    /** Reads {@code length} bytes from {@code offset}, or fewer where the content ends; the caller closes the stream. */
    InputStream open(long offset, long length);
}
