package dev.tablekeeper.worker.csv;

/**
 * Looks for the first place, from some offset with a known state on, where a record may begin: behind a line end outside
 * of quotes, and never between CR and LF. Fed piece by piece. Not thread-safe.
 */
final class BoundarySearch {
    private final RecordGrammar grammar;
    private int state;
    private boolean afterCr;
    private boolean pending;
    private long offset;
    private long line;

    /**
     * @param state the grammar's state before the first byte
     * @param afterCr whether the byte before the first is a CR
     * @param offset of the first byte
     * @param line the number of the line that the first byte is in
     */
    BoundarySearch(RecordGrammar grammar, int state, boolean afterCr, long offset, long line) {
        this.grammar = grammar;
        this.state = state;
        this.afterCr = afterCr;
        this.offset = offset;
        this.line = line;
    }

    /** Goes on over the first {@code length} bytes; true as soon as the place is found. */
    boolean find(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            byte b = bytes[i];
            // Behind a CR it is only the next byte that tells.
            if (pending && b != '\n') {
                return true;
            }
            pending = false;
            offset++;
            state = grammar.next(state, b);
            if (b == '\r') {
                line++;
                afterCr = true;
                pending = state == RecordGrammar.RECORD_START;
                continue;
            }
            if (b == '\n') {
                line += afterCr ? 0 : 1;
                if (state == RecordGrammar.RECORD_START) {
                    return true;
                }
            }
            afterCr = false;
        }
        return false;
    }

    /** Where the record may begin, once found. */
    long offset() {
        return offset;
    }

    /** The line that begins there. */
    long line() {
        return line;
    }
}
