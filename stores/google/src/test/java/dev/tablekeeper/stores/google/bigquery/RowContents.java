package dev.tablekeeper.stores.google.bigquery;

import dev.tablekeeper.model.row.FingerprintSum;
import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.Content;
import java.util.List;

/** What Java finds in rows. */
final class RowContents {
    private static final int BATCH_ROWS = 1_000;

    private RowContents() {}

    static Content of(TableDefinition table, RowSource rows) {
        return of(table, table.columns(), rows);
    }

    /** @param columns that are looked at */
    static Content of(TableDefinition table, List<Column> columns, RowSource rows) {
        FingerprintSum sum = new FingerprintSum(columns);
        RowBatch batch = new RowBatch(table.columns(), BATCH_ROWS);
        for (int split = 0; split < rows.splits(); split++) {
            try (RowSource.RowReader reader = rows.open(split)) {
                while (reader.read(batch)) {
                    sum.add(batch);
                }
            }
        }
        return new Content(sum.rows(), sum.fingerprint());
    }
}
