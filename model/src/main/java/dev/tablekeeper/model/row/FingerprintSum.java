package dev.tablekeeper.model.row;

import dev.tablekeeper.model.table.Column;
import java.util.List;

/**
 * Adds up the fingerprint of rows: the sum modulo 2^64 of their hashes, so that neither their order nor how they were cut
 * into parts matters, and a row that is there twice counts twice. Not thread-safe.
 */
public final class FingerprintSum {
    /** The algorithm's name; what it is stands in docs/backup-format.md. */
    public static final String ALGORITHM = "farm-fingerprint64-sum-1";

    private final List<Column> columns;
    private long rows;
    private long sum;

    /** @param columns what is looked at; a batch may have others besides */
    public FingerprintSum(List<Column> columns) {
        this.columns = List.copyOf(columns);
    }

    /** Adds a batch's rows. */
    public void add(RowBatch batch) {
        if (batch.size() > 0) {
            throw new UnsupportedOperationException(columns.toString());
        }
    }

    /** Adds what another has added up over the same columns. */
    public void add(FingerprintSum other) {
        rows += other.rows;
        sum += other.sum;
    }

    /** How many rows were added. */
    public long rows() {
        return rows;
    }

    public Fingerprint fingerprint() {
        return of(sum);
    }

    /** The sum of fingerprints of parts. */
    public static Fingerprint sum(List<Fingerprint> parts) {
        long sum = 0;
        for (Fingerprint part : parts) {
            if (!part.algorithm().equals(ALGORITHM)) {
                throw new IllegalArgumentException("not a fingerprint of this algorithm: " + part.algorithm());
            }
            sum += Long.parseUnsignedLong(part.value(), 16);
        }
        return of(sum);
    }

    private static Fingerprint of(long sum) {
        return new Fingerprint(ALGORITHM, String.format("%016x", sum));
    }
}
