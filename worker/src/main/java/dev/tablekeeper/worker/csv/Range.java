package dev.tablekeeper.worker.csv;

/**
 * A part of a file that holds whole records: it begins where a line begins, and never between CR and LF.
 *
 * @param from its first byte
 * @param to the byte after its last
 * @param line the number of the line at {@code from}, the file's first being 1
 */
public record Range(long from, long to, long line) {

    public Range {
        if (from < 0 || to < from || line < 1) {
            throw new IllegalArgumentException("no range: bytes " + from + " to " + to + ", line " + line);
        }
    }

    /** In bytes. */
    public long length() {
        return to - from;
    }
}
