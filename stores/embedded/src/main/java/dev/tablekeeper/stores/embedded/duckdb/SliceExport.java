package dev.tablekeeper.stores.embedded.duckdb;

import dev.tablekeeper.model.row.FingerprintSum;
import dev.tablekeeper.model.row.RowAvro;
import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.row.RowSink;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.Content;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.snapshot.ExportedFile;
import dev.tablekeeper.stores.snapshot.SnapshotTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Writes one slice of a frozen table into one file. */
final class SliceExport {
    private SliceExport() {}

    static ExportedFile run(
            Connection connection,
            TableShape frozen,
            SnapshotTable table,
            int slice,
            ObjectStore into,
            String prefix,
            LongConsumer progress)
            throws SQLException {
        String name = prefix + String.format(Locale.ROOT, "part-%05d.avro", slice);
        Reading reading = new Reading(connection, frozen, table, slice, progress);
        if (into.find(name).isPresent()) {
            return new ExportedFile(name, reading.run(batch -> {}));
        }
        try (ObjectWriter writer = into.create(name, Condition.absent());
                RowSink sink = RowAvro.writer(table.definition(), writer)) {
            Content content = reading.run(batch -> write(sink, batch, table.definition()));
            sink.finish();
            commit(writer);
            return new ExportedFile(name, content);
        }
    }

    /** A file that came there meanwhile is another attempt's: it holds the same rows. */
    private static void commit(ObjectWriter writer) {
        try {
            writer.commit();
        } catch (StoreFailure e) {
            if (e.type() != FailureType.CONDITION_FAILED) {
                throw e;
            }
        }
    }

    private static void write(RowSink sink, RowBatch batch, TableDefinition table) {
        try {
            sink.write(batch);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new StoreFailure(
                    FailureType.NOT_POSSIBLE,
                    table.name()
                            + " holds a row that is not as the table is defined, which no backup can hold: mend it ("
                            + e.getMessage() + ")",
                    e);
        }
    }

    /** One reading of a slice. */
    private record Reading(
            Connection connection, TableShape frozen, SnapshotTable table, int slice, LongConsumer progress) {

        Content run(Consumer<RowBatch> rows) throws SQLException {
            Slices slices = Slices.of(table.rows());
            FingerprintSum sum = new FingerprintSum(table.definition().columns());
            ProgressMeter meter = new ProgressMeter(progress);
            new TableRead(frozen, true)
                    .read(connection, TableRead.numbered(slices.from(slice), slices.to(slice)), batch -> {
                        rows.accept(batch);
                        sum.add(batch);
                        meter.add(batch.size());
                    });
            meter.tell();
            long expected = slices.to(slice) - slices.from(slice);
            if (sum.rows() != expected) {
                throw new StoreFailure(
                        FailureType.RECONCILIATION_FAILED,
                        "slice " + slice + " of " + table.name() + " has " + expected + " rows, and " + sum.rows()
                                + " could be read");
            }
            return new Content(sum.rows(), sum.fingerprint());
        }
    }
}
