package dev.tablekeeper.stores.contract;

import dev.tablekeeper.model.row.RowAvro;
import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.row.RowSink;
import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Stages rows as Avro parts, one for each split, each time under new names. */
public record StagedParts(ObjectStore objects) {
    private static final int BATCH_ROWS = 512;

    public Rows.Staged stage(TableDefinition table, RowSource source, long count) {
        List<String> parts = new ArrayList<>();
        for (int split = 0; split < source.splits(); split++) {
            parts.add(stage(table, source, split));
        }
        return new Rows.Staged(parts, count);
    }

    /** @return the name of the part */
    public String stage(TableDefinition table, RowSource source, int split) {
        String name = "staging/" + UUID.randomUUID() + ".avro";
        RowBatch batch = new RowBatch(table.columns(), BATCH_ROWS);
        try (RowSource.RowReader reader = source.open(split);
                ObjectWriter out = objects.create(name, Condition.absent());
                RowSink sink = RowAvro.writer(table, out)) {
            while (reader.read(batch)) {
                sink.write(batch);
            }
            sink.finish();
            out.commit();
        }
        return name;
    }
}
