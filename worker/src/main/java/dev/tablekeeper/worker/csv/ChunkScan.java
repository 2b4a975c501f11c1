package dev.tablekeeper.worker.csv;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What a stretch of a file does to the state of the {@link RecordGrammar}, from every state that it may begin in, and how
 * many lines end in it. Fed with the stretch's bytes piece by piece. Not thread-safe.
 *
 * <p>States that have become equal are followed as one. Eight bytes are looked at together where that is sure to give
 * what the grammar's table gives: words without a quote; and, once one state is left, words in which each quote that
 * would open a field stands where a field begins, or doubles the one before. All others go through the table.
 */
final class ChunkScan {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int WORD = Long.BYTES;
    private static final long ONES = 0x0101010101010101L;
    private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;
    private static final long LINE_FEEDS = '\n' * ONES;
    private static final long CARRIAGE_RETURNS = '\r' * ONES;

    private final RecordGrammar grammar;
    private final long delimiters;
    private final long quotes;
    private final long quoteMask;

    /** The states that are still distinct; the first {@code live} count. */
    private final int[] states = new int[RecordGrammar.STATES];
    /** For each state at the beginning, which of {@code states} it has become. */
    private final int[] became = new int[RecordGrammar.STATES];

    private int live;
    private long lineEnds;
    private boolean afterCr;
    private boolean beginsWithLf;
    private boolean begun;

    ChunkScan(RecordGrammar grammar) {
        this.grammar = grammar;
        delimiters = (grammar.delimiter() & 0xff) * ONES;
        boolean quoting = grammar.quote() != RecordGrammar.NO_QUOTE;
        quotes = quoting ? grammar.quote() * ONES : 0;
        quoteMask = quoting ? -1L : 0;
        live = RecordGrammar.STATES;
        Arrays.setAll(states, i -> i);
        Arrays.setAll(became, i -> i);
    }

    /** Goes on over {@code bytes[from, to)}. */
    void scan(byte[] bytes, int from, int to) {
        if (!begun && from < to) {
            begun = true;
            beginsWithLf = bytes[from] == '\n';
        }
        int i = from;
        while (i < to) {
            int leapt = live == 1 ? leapWithQuotes(bytes, i, to) : leapWithoutQuotes(bytes, i, to);
            int stop = Math.min(leapt + WORD, to);
            step(bytes, leapt, stop);
            i = stop;
        }
    }

    /** Passes words without quotes; a state other than QUOTED is then known from the bytes just passed. */
    private int leapWithoutQuotes(byte[] bytes, int from, int to) {
        int i = from;
        for (; i + WORD <= to; i += WORD) {
            long word = (long) WORDS.get(bytes, i);
            if ((zeroBytes(word ^ quotes) & quoteMask) != 0) {
                break;
            }
            countLines(zeroBytes(word ^ LINE_FEEDS), zeroBytes(word ^ CARRIAGE_RETURNS));
        }
        if (i > from) {
            for (int s = 0; s < live; s++) {
                if (states[s] != RecordGrammar.QUOTED) {
                    states[s] = stateBefore(bytes, i, from, states[s]);
                }
            }
            merge();
        }
        return i;
    }

    /**
     * Passes words for one known state by the parity of their quotes, as long as every opening quote is one: behind a
     * delimiter, a line end or a closing quote, which it then doubles.
     */
    private int leapWithQuotes(byte[] bytes, int from, int to) {
        int entry = states[0];
        long inside = entry == RecordGrammar.QUOTED ? ONES : 0;
        long mayOpen = entry == RecordGrammar.RECORD_START
                        || entry == RecordGrammar.FIELD_START
                        || entry == RecordGrammar.QUOTE_SEEN
                ? 0x80
                : 0;
        int i = from;
        for (; i + WORD <= to; i += WORD) {
            long word = (long) WORDS.get(bytes, i);
            long quoted = zeroBytes(word ^ quotes) & quoteMask;
            long lineFeeds = zeroBytes(word ^ LINE_FEEDS);
            long carriageReturns = zeroBytes(word ^ CARRIAGE_RETURNS);
            long openers = quoted | lineFeeds | carriageReturns | zeroBytes(word ^ delimiters);
            // Multiplying by ones sums the quotes up to and with each byte; the lowest bit of a sum is the parity.
            long parity = (((quoted >>> 7) * ONES) & ONES) ^ inside;
            long opening = quoted & (parity << 7);
            if ((opening & ~((openers << 8) | mayOpen)) != 0) {
                break;
            }
            countLines(lineFeeds, carriageReturns);
            inside = (parity >>> 56) * ONES;
            mayOpen = openers >>> 56;
        }
        if (i > from) {
            states[0] = inside != 0 ? RecordGrammar.QUOTED : stateBefore(bytes, i, from, entry);
        }
        return i;
    }

    /** A CR ends a line, and so does a LF, unless it comes right after a CR. */
    private void countLines(long lineFeeds, long carriageReturns) {
        lineEnds += Long.bitCount(carriageReturns | (lineFeeds & ~((carriageReturns << 8) | (afterCr ? 0x80 : 0))));
        afterCr = carriageReturns < 0;
    }

    /** 0x80 in each byte that is zero, exactly. */
    private static long zeroBytes(long word) {
        return ~(((word & LOW_BITS) + LOW_BITS) | word | LOW_BITS);
    }

    /** The state before {@code bytes[at]}, known not to be QUOTED, after a leap from {@code from}. */
    private int stateBefore(byte[] bytes, int at, int from, int entry) {
        int last = at - 1;
        while (last >= from && grammar.classOf(bytes[last]) == RecordGrammar.SPACE) {
            last--;
        }
        int state = last < from
                ? entry
                : switch (grammar.classOf(bytes[last])) {
                    case RecordGrammar.DELIMITER -> RecordGrammar.FIELD_START;
                    case RecordGrammar.LINE_END -> RecordGrammar.RECORD_START;
                    case RecordGrammar.QUOTE -> RecordGrammar.QUOTE_SEEN;
                    default -> RecordGrammar.UNQUOTED;
                };
        return grammar.run(state, bytes, last + 1, at);
    }

    private void step(byte[] bytes, int from, int to) {
        for (int s = 0; s < live; s++) {
            states[s] = grammar.run(states[s], bytes, from, to);
        }
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == '\r' || (b == '\n' && !afterCr)) {
                lineEnds++;
            }
            afterCr = b == '\r';
        }
        if (live > 1) {
            merge();
        }
    }

    private void merge() {
        int[] kept = new int[live];
        int count = 0;
        for (int s = 0; s < live; s++) {
            int same = 0;
            while (same < count && states[same] != states[s]) {
                same++;
            }
            if (same == count) {
                states[count++] = states[s];
            }
            kept[s] = same;
        }
        if (count < live) {
            Arrays.setAll(became, i -> kept[became[i]]);
            live = count;
        }
    }

    /** The state after the bytes so far, had they begun in {@code start}. */
    int endState(int start) {
        return states[became[start]];
    }

    /** How many lines end in the bytes so far. A LF at their beginning counts, unless {@code cameAfterCr}. */
    long lineEnds(boolean cameAfterCr) {
        return cameAfterCr && beginsWithLf ? lineEnds - 1 : lineEnds;
    }

    boolean endsWithCr() {
        return afterCr;
    }
}
