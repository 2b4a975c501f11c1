package dev.tablekeeper.standalone.infer;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether a column's values differ from each other, by their hashes: a set that grows until two are the same, or until all
 * such sets together have used up what they share. Two values with one 64-bit hash only make a column seem not unique.
 */
final class DistinctValues {
    /** The hashes that all columns together may hold: 64 MB. */
    static final long BUDGET = 8L << 20;

    private static final int FIRST_SIZE = 1 << 10;

    private final AtomicLong budget;
    private long[] hashes = new long[0];
    private int used;
    private State state = State.DISTINCT;

    /** What is known so far. */
    enum State {
        DISTINCT,
        REPEATED,
        /** There were too many to tell. */
        UNKNOWN
    }

    /** @param budget what is left for all columns */
    DistinctValues(AtomicLong budget) {
        this.budget = budget;
    }

    State state() {
        return state;
    }

    void add(long value) {
        if (state != State.DISTINCT) {
            return;
        }
        if (2 * (used + 1) > hashes.length && !grow()) {
            end(State.UNKNOWN);
        } else if (!put(hashes, mixed(value))) {
            end(State.REPEATED);
        } else {
            used++;
        }
    }

    /** Nobody asks any more. */
    void forget() {
        end(State.REPEATED);
    }

    private void end(State known) {
        budget.addAndGet(hashes.length);
        hashes = new long[0];
        state = known;
    }

    private boolean grow() {
        int size = Math.max(FIRST_SIZE, 2 * hashes.length);
        if (budget.get() < size) {
            return false;
        }
        long[] larger = new long[size];
        for (long hash : hashes) {
            if (hash != 0) {
                put(larger, hash);
            }
        }
        budget.addAndGet(hashes.length - (long) size);
        hashes = larger;
        return true;
    }

    private static boolean put(long[] table, long hash) {
        int mask = table.length - 1;
        int at = (int) hash & mask;
        while (table[at] != 0) {
            if (table[at] == hash) {
                return false;
            }
            at = (at + 1) & mask;
        }
        table[at] = hash;
        return true;
    }

    /** Spreads values that follow each other; never 0, which stands for an empty place. */
    private static long mixed(long value) {
        long x = value + 0x9e3779b97f4a7c15L;
        x = (x ^ (x >>> 30)) * 0xbf58476d1ce4e5b9L;
        x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
        x ^= x >>> 31;
        return x == 0 ? 1 : x;
    }

    /** The hash of a text (FNV-1a). */
    static long hash(byte[] bytes, int from, int to) {
        long hash = 0xcbf29ce484222325L;
        for (int i = from; i < to; i++) {
            hash = (hash ^ (bytes[i] & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }
}
