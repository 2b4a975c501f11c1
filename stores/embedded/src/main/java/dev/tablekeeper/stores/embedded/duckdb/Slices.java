package dev.tablekeeper.stores.embedded.duckdb;

/**
 * How the rows of a frozen table, numbered from 0 without a gap, are cut into slices: at the bounds of row groups.
 *
 * @param rows how many there are
 * @param each how many a slice has; the last one has what is left
 */
record Slices(long rows, long each) {
    private static final long ROWS = 12 * TableRead.ROW_GROUP;
    private static final int MOST = 500;

    static Slices of(long rows) {
        long needed = Math.max(ROWS, ceilDiv(rows, MOST));
        return new Slices(rows, ceilDiv(needed, TableRead.ROW_GROUP) * TableRead.ROW_GROUP);
    }

    int count() {
        return (int) Math.max(1, ceilDiv(rows, each));
    }

    long from(int slice) {
        return slice * each;
    }

    long to(int slice) {
        return Math.min(rows, from(slice) + each);
    }

    private static long ceilDiv(long dividend, long divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
