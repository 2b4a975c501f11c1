package dev.tablekeeper.worker.csv;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Reads records one after the other by a {@link RecordGrammar}, without making objects: a record's fields are parts of
 * {@link #buffer()} and hold until the next call of {@link #next()}. Memory is bounded by the largest record allowed.
 * Heartbeats and cancelling belong into the stream, which is read about a megabyte at a time. Not thread-safe.
 *
 * <p>A record above the maximum is a {@link Failure} of type {@code RECORD_TOO_LARGE}; a quote that stays open until the
 * end or until the maximum is reached, {@code UNTERMINATED_QUOTE}. Both name the line.
 */
public final class RecordReader implements AutoCloseable {
    /** The most bytes of a record, its line end not counted. */
    public static final int MAX_RECORD_BYTES = 16 << 20;
    /**
     * The most fields that are told apart, one more than the columns a table can have. What comes after is part of the
     * last one, as it stands in the file: a line of delimiters only must not fill the memory.
     */
    public static final int MAX_FIELDS = 10_001;

    private static final int BUFFER_BYTES = 1 << 20;
    private static final int MORE = -1;

    private static final byte WAS_QUOTED = 1;
    private static final byte HAS_DOUBLED = 2;
    private static final byte BAD_QUOTES = 4;

    private final RecordGrammar grammar;
    private final InputStream in;
    private final int maxRecordBytes;
    private final byte delimiter;
    /** No byte equals it where there is no quote. */
    private final int quote;

    private final boolean trim;

    /** One byte longer than what it may hold: a line end behind the last byte stops every search. */
    private byte[] buffer;

    private int position;
    private int limit;
    private long bytesBefore;
    private boolean ended;
    private boolean afterCr;
    private long nextLine;

    private long line;
    private int lineEndsInside;
    private int fields;
    private int lastStart;
    private byte allFlags;
    private int[] starts = new int[16];
    private int[] ends = new int[16];
    private byte[] flags = new byte[16];

    /** @param firstLine the number of the line that the stream begins with */
    public RecordReader(RecordGrammar grammar, InputStream in, long firstLine) {
        this(grammar, in, firstLine, MAX_RECORD_BYTES);
    }

    /** @param maxRecordBytes the most bytes of a record, its line end not counted */
    public RecordReader(RecordGrammar grammar, InputStream in, long firstLine, int maxRecordBytes) {
        this(grammar, in, firstLine, maxRecordBytes, BUFFER_BYTES);
    }

    RecordReader(RecordGrammar grammar, InputStream in, long firstLine, int maxRecordBytes, int bufferBytes) {
        this.grammar = grammar;
        this.in = in;
        this.maxRecordBytes = maxRecordBytes;
        delimiter = grammar.delimiter();
        quote = grammar.quote() == RecordGrammar.NO_QUOTE ? 256 : grammar.quote();
        trim = grammar.trim();
        buffer = new byte[bufferBytes + 1];
        buffer[0] = '\n';
        nextLine = firstLine;
    }

    /** Goes to the next record. */
    public boolean next() {
        for (; ; ) {
            skipBlankLines();
            if (position == limit) {
                if (ended) {
                    return false;
                }
                fill();
                continue;
            }
            line = nextLine;
            int end = scan();
            if ((end == MORE ? limit : end) - position > maxRecordBytes || (end == MORE && ended)) {
                throw unreadable();
            }
            if (end == MORE) {
                fill();
                continue;
            }
            boolean blank = trim && fields == 1 && flags[0] == 0 && starts[0] == ends[0];
            if ((allFlags & HAS_DOUBLED) != 0) {
                undouble();
            }
            nextLine += lineEndsInside;
            position = end;
            if (end < limit) {
                nextLine++;
                afterCr = buffer[end] == '\r';
                position++;
            }
            if (!blank) {
                return true;
            }
        }
    }

    private void skipBlankLines() {
        byte[] b = buffer;
        int p = position;
        for (; p < limit; p++) {
            byte c = b[p];
            if (c == '\n') {
                if (!afterCr) {
                    nextLine++;
                }
                afterCr = false;
            } else if (c == '\r') {
                nextLine++;
                afterCr = true;
            } else {
                afterCr = false;
                break;
            }
        }
        position = p;
    }

    /** Finds the fields of the record at {@code position}; gives the place of its line end, or {@link #MORE}. */
    private int scan() {
        byte[] b = buffer;
        fields = 0;
        allFlags = 0;
        lineEndsInside = 0;
        int p = position;
        for (; ; ) {
            if (trim) {
                p = skipSpaces(p);
            }
            if (b[p] == quote && p < limit) {
                p = scanQuoted(p);
                if (p == MORE) {
                    return MORE;
                }
            } else {
                int start = p;
                p = fieldEnd(p);
                addField(start, trim ? trimmedEnd(start, p) : p, start, (byte) 0);
            }
            if (p == limit) {
                return ended ? p : MORE;
            }
            if (b[p] != delimiter) {
                return p;
            }
            p++;
        }
    }

    /** Reads the quoted field at {@code open} and gives the place of the delimiter or line end behind it. */
    private int scanQuoted(int open) {
        byte[] b = buffer;
        byte flag = WAS_QUOTED;
        int p = open + 1;
        for (; ; p++) {
            byte c = b[p];
            if (c != quote && c != '\n' && c != '\r') {
                continue;
            }
            if (p >= limit) {
                return MORE;
            }
            if (c == quote) {
                if (b[p + 1] != quote) {
                    break;
                }
                flag |= HAS_DOUBLED;
                p++;
            } else if (c == '\r' || b[p - 1] != '\r') {
                lineEndsInside++;
            }
        }
        int start = open + 1;
        int end = p;
        p++;
        if (trim) {
            p = skipSpaces(p);
            // What is doubled must be undone before the field's own edges can be seen.
            if ((flag & HAS_DOUBLED) == 0) {
                start = Math.min(skipSpaces(start), end);
                end = trimmedEnd(start, end);
            }
        }
        if (b[p] != delimiter && b[p] != '\n' && b[p] != '\r') {
            p = fieldEnd(p);
            start = open;
            end = trim ? trimmedEnd(start, p) : p;
            flag = WAS_QUOTED | BAD_QUOTES;
        }
        addField(start, end, open, flag);
        return p;
    }

    private int fieldEnd(int from) {
        byte[] b = buffer;
        byte d = delimiter;
        int p = from;
        for (; ; p++) {
            byte c = b[p];
            if (c == d || c == '\n' || c == '\r') {
                return p;
            }
        }
    }

    private int skipSpaces(int from) {
        int p = from;
        while (grammar.classOf(buffer[p]) == RecordGrammar.SPACE) {
            p++;
        }
        return p;
    }

    private int trimmedEnd(int start, int end) {
        int e = end;
        while (e > start && grammar.classOf(buffer[e - 1]) == RecordGrammar.SPACE) {
            e--;
        }
        return e;
    }

    private void addField(int start, int end, int rawStart, byte flag) {
        int i = fields;
        if (i == starts.length && i < MAX_FIELDS) {
            int more = Math.min(i * 2, MAX_FIELDS);
            starts = Arrays.copyOf(starts, more);
            ends = Arrays.copyOf(ends, more);
            flags = Arrays.copyOf(flags, more);
        }
        allFlags |= flag;
        if (i == MAX_FIELDS) {
            starts[i - 1] = lastStart;
            ends[i - 1] = end;
            flags[i - 1] = WAS_QUOTED;
            return;
        }
        starts[i] = start;
        ends[i] = end;
        flags[i] = flag;
        lastStart = rawStart;
        fields = i + 1;
    }

    private void undouble() {
        byte[] b = buffer;
        for (int i = 0; i < fields; i++) {
            if ((flags[i] & HAS_DOUBLED) == 0) {
                continue;
            }
            int to = starts[i];
            for (int from = to; from < ends[i]; from++) {
                b[to++] = b[from];
                if (b[from] == quote) {
                    from++;
                }
            }
            ends[i] = to;
            if (trim) {
                starts[i] = Math.min(skipSpaces(starts[i]), to);
                ends[i] = trimmedEnd(starts[i], to);
            }
        }
    }

    /** Reads until the buffer is full or the stream ends; the record at {@code position} stays, whole records go. */
    private void fill() {
        int kept = limit - position;
        int capacity = buffer.length - 1;
        byte[] to = buffer;
        if (kept == capacity) {
            to = new byte[(int) Math.min(2L * capacity, maxRecordBytes + 1L) + 1];
        }
        System.arraycopy(buffer, position, to, 0, kept);
        buffer = to;
        bytesBefore += position;
        position = 0;
        try {
            int wanted = buffer.length - 1 - kept;
            int got = in.readNBytes(buffer, kept, wanted);
            ended = got < wanted;
            limit = kept + got;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        buffer[limit] = '\n';
    }

    /** Says why the record at {@code position}, still as it stands in the file, cannot be read. */
    private Failure unreadable() {
        int end = Math.min(limit, position + maxRecordBytes);
        int state = RecordGrammar.RECORD_START;
        long at = line;
        long opened = line;
        for (int i = position; i < end; i++) {
            byte c = buffer[i];
            int next = grammar.next(state, c);
            if (next == RecordGrammar.QUOTED && state <= RecordGrammar.FIELD_START) {
                opened = at;
            }
            if (c == '\r' || (c == '\n' && (i == position || buffer[i - 1] != '\r'))) {
                at++;
            }
            state = next;
        }
        if (state != RecordGrammar.QUOTED) {
            return new Failure(
                    FailureType.RECORD_TOO_LARGE,
                    "the record that begins in line " + line + " has more than " + maxRecordBytes
                            + " bytes; is the delimiter right, and are there line ends?");
        }
        return new Failure(
                FailureType.UNTERMINATED_QUOTE,
                "the quote opened in line " + opened + " is not closed "
                        + (limit - position > maxRecordBytes
                                ? "within " + maxRecordBytes + " bytes"
                                : "before the end of the file")
                        + "; close it, double it (\"\") if it is part of a quoted text, or pass another quote character");
    }

    /** The number of the line in which the record began; every LF, CRLF or lone CR before counts one. */
    public long line() {
        return line;
    }

    public int fields() {
        return fields;
    }

    /** Where the fields' contents stand, quotes taken away and doubled ones undone. */
    public byte[] buffer() {
        return buffer;
    }

    public int start(int field) {
        return starts[field];
    }

    public int end(int field) {
        return ends[field];
    }

    public boolean quoted(int field) {
        return (flags[field] & WAS_QUOTED) != 0;
    }

    /** Whether some text followed the closing quote of any field. */
    public boolean badQuotes() {
        return (allFlags & BAD_QUOTES) != 0;
    }

    /** Whether some text followed this field's closing quote; its content is then as it stands in the file. */
    public boolean badQuotes(int field) {
        return (flags[field] & BAD_QUOTES) != 0;
    }

    /** How many bytes of the stream are behind: all records up to this one, and blank lines. */
    public long bytesRead() {
        return bytesBefore + position;
    }

    /** The number of the line after this record's. */
    long nextLine() {
        return nextLine;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
