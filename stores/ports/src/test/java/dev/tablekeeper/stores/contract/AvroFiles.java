package dev.tablekeeper.stores.contract;

import dev.tablekeeper.model.row.FingerprintSum;
import dev.tablekeeper.model.row.RowAvro;
import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.Content;
import dev.tablekeeper.stores.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Files of one table's rows, each one a split. */
public record AvroFiles(ObjectStore store, TableDefinition table, List<String> names) implements RowSource {

    @Override
    public int splits() {
        return names.size();
    }

    @Override
    public RowReader open(int split) {
        return RowAvro.reader(table, store.read(store.find(names.get(split)).orElseThrow(), 0, Long.MAX_VALUE));
    }

    /** The values of an INT64 column. */
    public List<Long> longs(int column) {
        List<Long> values = new ArrayList<>();
        read(batch -> {
            for (int row = 0; row < batch.size(); row++) {
                values.add(batch.column(column).getLong(row));
            }
        });
        return values;
    }

    /** What is in the files, looking at these columns only. */
    public Content content(List<Column> columns) {
        FingerprintSum sum = new FingerprintSum(columns);
        read(sum::add);
        return new Content(sum.rows(), sum.fingerprint());
    }

    private void read(Consumer<RowBatch> rows) {
        RowBatch batch = new RowBatch(table.columns(), 1_000);
        for (int split = 0; split < splits(); split++) {
            try (RowReader reader = open(split)) {
                while (reader.read(batch)) {
                    rows.accept(batch);
                }
            }
        }
    }
}
