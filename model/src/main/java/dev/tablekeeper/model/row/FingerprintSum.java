package dev.tablekeeper.model.row;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import dev.tablekeeper.model.table.Column;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Adds up the fingerprint of rows: the sum modulo 2^64 of their hashes, so that neither their order nor how they were cut
 * into parts matters, and a row that is there twice counts twice. Not thread-safe.
 */
public final class FingerprintSum {
    /** The algorithm's name; what it is stands in docs/backup-format.md. */
    public static final String ALGORITHM = "farm-fingerprint64-sum-1";

    private static final HashFunction HASH = Hashing.farmHashFingerprint64();

    private final List<Column> columns;
    private final ColumnText[] texts;
    private final CanonicalText text = new CanonicalText();
    private List<Column> layout = List.of();
    private int[] positions = new int[0];
    private long rows;
    private long sum;

    /** @param columns what is looked at, in this order; a batch may have others besides */
    public FingerprintSum(List<Column> columns) {
        this.columns = List.copyOf(columns);
        texts = columns.stream().map(ColumnText::of).toArray(ColumnText[]::new);
    }

    /** Adds a batch's rows. One that lacks a column, or has it in another type, is an {@link IllegalArgumentException}. */
    public void add(RowBatch batch) {
        if (batch.columns() != layout || positions.length != texts.length) {
            positions = positions(batch.columns());
            layout = batch.columns();
        }
        ColumnVector[] vectors = new ColumnVector[texts.length];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = batch.column(positions[i]);
        }
        for (int row = 0; row < batch.size(); row++) {
            text.clear();
            for (int i = 0; i < vectors.length; i++) {
                texts[i].append(vectors[i], row, text);
            }
            sum += HASH.hashBytes(text.bytes(), 0, text.length()).asLong();
        }
        rows += batch.size();
    }

    private int[] positions(List<Column> there) {
        return columns.stream()
                .mapToInt(wanted -> IntStream.range(0, there.size())
                        .filter(i -> there.get(i).name().equals(wanted.name())
                                && there.get(i).type() == wanted.type()
                                && there.get(i).nested() == wanted.nested())
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "the batch has no column " + wanted.name() + " of type " + wanted.type())))
                .toArray();
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
