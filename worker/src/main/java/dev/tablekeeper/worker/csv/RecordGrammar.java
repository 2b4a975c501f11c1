package dev.tablekeeper.worker.csv;

/**
 * What a record is: RFC 4180 and what real files do, as one state machine over bytes, error recovery included. Fields may
 * be quoted, a quote inside them is doubled, and they may hold line ends; a record ends at LF, CRLF or a lone CR; blank
 * lines are no records. A quote inside an unquoted field is a character like any other; text after a closing quote
 * makes the record faulty and is read as unquoted. With {@code trim}, spaces and tabs around a quoted field are allowed
 * and a line of nothing else is blank. Any bytes are a text of this grammar, except that a quote may stay open.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
 */
public final class RecordGrammar {
    /** No quote character at all: every quote is a character like any other. */
    public static final int NO_QUOTE = -1;

    static final int RECORD_START = 0;
    static final int FIELD_START = 1;
    static final int UNQUOTED = 2;
    static final int QUOTED = 3;
    /** After a quote inside a quoted field: it closed the field, unless another follows. */
    static final int QUOTE_SEEN = 4;
    /** After a closing quote and white space; only with trim. */
    static final int CLOSED = 5;

    static final int STATES = 6;

    static final int TEXT = 0;
    static final int DELIMITER = 1;
    static final int QUOTE = 2;
    static final int LINE_END = 3;
    static final int SPACE = 4;

    private static final int CLASSES = 8;

    private final byte delimiter;
    private final int quote;
    private final boolean trim;
    private final byte[] classes = new byte[256];
    private final byte[] transitions = new byte[STATES * CLASSES];

    /**
     * @param delimiter an ASCII character, neither a line end nor the quote
     * @param quote an ASCII character, or {@link #NO_QUOTE}
     */
    public RecordGrammar(char delimiter, int quote, boolean trim) {
        if (delimiter > 0x7f || quote > 0x7f || quote < NO_QUOTE || delimiter == quote) {
            throw new IllegalArgumentException("delimiter and quote must be two ASCII characters");
        }
        if (isLineEnd(delimiter) || isLineEnd(quote)) {
            throw new IllegalArgumentException("a line end can be neither delimiter nor quote");
        }
        this.delimiter = (byte) delimiter;
        this.quote = quote;
        this.trim = trim;
        if (trim) {
            classes[' '] = SPACE;
            classes['\t'] = SPACE;
        }
        classes['\n'] = LINE_END;
        classes['\r'] = LINE_END;
        classes[delimiter] = DELIMITER;
        if (quote != NO_QUOTE) {
            classes[quote] = QUOTE;
        }
        row(RECORD_START, UNQUOTED, FIELD_START, QUOTED, RECORD_START, RECORD_START);
        row(FIELD_START, UNQUOTED, FIELD_START, QUOTED, RECORD_START, FIELD_START);
        row(UNQUOTED, UNQUOTED, FIELD_START, UNQUOTED, RECORD_START, UNQUOTED);
        row(QUOTED, QUOTED, QUOTED, QUOTE_SEEN, QUOTED, QUOTED);
        row(QUOTE_SEEN, UNQUOTED, FIELD_START, QUOTED, RECORD_START, CLOSED);
        row(CLOSED, UNQUOTED, FIELD_START, UNQUOTED, RECORD_START, CLOSED);
    }

    private void row(int state, int text, int atDelimiter, int atQuote, int atLineEnd, int atSpace) {
        transitions[state * CLASSES + TEXT] = (byte) text;
        transitions[state * CLASSES + DELIMITER] = (byte) atDelimiter;
        transitions[state * CLASSES + QUOTE] = (byte) atQuote;
        transitions[state * CLASSES + LINE_END] = (byte) atLineEnd;
        transitions[state * CLASSES + SPACE] = (byte) atSpace;
    }

    private static boolean isLineEnd(int c) {
        return c == '\n' || c == '\r';
    }

    byte delimiter() {
        return delimiter;
    }

    /** The quote, or {@link #NO_QUOTE}. */
    int quote() {
        return quote;
    }

    boolean trim() {
        return trim;
    }

    int classOf(byte b) {
        return classes[b & 0xff];
    }

    /** The state after one more byte. */
    int next(int state, byte b) {
        return transitions[state * CLASSES + classes[b & 0xff]];
    }

    /** The state after {@code bytes[from, to)}. */
    int run(int state, byte[] bytes, int from, int to) {
        int s = state;
        for (int i = from; i < to; i++) {
            s = transitions[s * CLASSES + classes[bytes[i] & 0xff]];
        }
        return s;
    }
}
