package dev.tablekeeper.worker.csv;

import java.util.List;
import java.util.Objects;

/**
 * How one file is written and what its fields mean: all that is needed to read it, decided once.
 *
 * @param delimiter one character
 * @param quote one character; empty where there is none
 * @param nullMarker what an unquoted field holds that is NULL
 * @param header whether the first record names the columns
 * @param dataFrom the offset of the first byte to read records from: behind a byte order mark and the header
 * @param firstLine the number of the line at {@code dataFrom}
 * @param mapping for each field of a record the index of its column in the table, {@link #IGNORED} or {@link #SURPLUS}
 * @param hint what seems wrong with the delimiter, as a sentence; empty where nothing does
 */
public record Dialect(
        String delimiter,
        String quote,
        boolean trim,
        String nullMarker,
        boolean header,
        long dataFrom,
        long firstLine,
        List<Integer> mapping,
        String hint) {
    public static final int IGNORED = -1;
    /** What was too much in a record that was rejected before: it makes no row until that is gone. */
    public static final int SURPLUS = -2;

    public Dialect {
        Objects.requireNonNull(delimiter);
        Objects.requireNonNull(quote);
        Objects.requireNonNull(nullMarker);
        Objects.requireNonNull(hint);
        mapping = List.copyOf(mapping);
    }

    /** How records are written, while it is not known where they begin and what they hold. */
    static Dialect written(String delimiter, String quote, boolean trim, String nullMarker) {
        return new Dialect(delimiter, quote, trim, nullMarker, false, 0, 1, List.of(), "");
    }

    /** Written in this way, and where it begins and what it holds. */
    Dialect reading(boolean withHeader, long from, long line, List<Integer> columns, String aboutDelimiter) {
        return new Dialect(delimiter, quote, trim, nullMarker, withHeader, from, line, columns, aboutDelimiter);
    }

    /** The grammar that the file's records follow. */
    public RecordGrammar grammar() {
        return new RecordGrammar(delimiter.charAt(0), quote.isEmpty() ? RecordGrammar.NO_QUOTE : quote.charAt(0), trim);
    }
}
