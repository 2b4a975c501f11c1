package dev.tablekeeper.model.value;

import dev.tablekeeper.model.row.ColumnVector;
import dev.tablekeeper.model.table.Column;

/**
 * Reads the text of one value of a column, strictly: a text that does not fit exactly is refused, never rounded or cut.
 * Works on the bytes of a UTF-8 file, since a load calls it for every field. Stateless; safe for many threads.
 */
public interface ValueParser {

    /** The parser for a column's type and limits. Nested columns have none: {@link IllegalArgumentException}. */
    static ValueParser of(Column column) {
        return ValueParsers.of(column);
    }

    /**
     * Reads {@code bytes[from, to)} and, if it is a value of the column, sets it in {@code out} at {@code row}.
     * Whether the field is NULL is decided by the caller.
     *
     * @return false when it is no such value; {@code out} at {@code row} then means nothing, and {@link #explain} says
     *     why
     */
    boolean parse(byte[] bytes, int from, int to, ColumnVector out, int row);

    /** Why {@link #parse} refused these bytes. */
    Fault explain(byte[] bytes, int from, int to);
}
