package dev.tablekeeper.worker.load;

import dev.tablekeeper.model.row.RowAvro;
import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.row.RowSink;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.worker.WorkerParts;
import dev.tablekeeper.worker.load.LoadActivities.RangeCounts;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Reads one range for a decision that comes before the commit: rejects are written down, rows staged or only counted. */
final class ParseRange {
    private static final int BATCH = 2_048;

    private final WorkerParts parts;

    ParseRange(WorkerParts parts) {
        this.parts = parts;
    }

    /** @param progress told of the range's bytes that are done; may throw to stop */
    RangeCounts parse(String job, LoadPlan plan, int range, LongConsumer progress) {
        try (RangeReader reader = new RangeReader(parts, job, plan, range)) {
            if (plan.input().dryRun()) {
                return read(reader, plan, batch -> {}, progress);
            }
            try (ObjectWriter object = parts.objects().create(Staging.rows(job, range), Condition.any());
                    RowSink rows = RowAvro.writer(plan.table(), object)) {
                RangeCounts counts = read(reader, plan, rows::write, progress);
                rows.finish();
                object.commit();
                return counts;
            }
        }
    }

    private static RangeCounts read(RangeReader reader, LoadPlan plan, Consumer<RowBatch> rows, LongConsumer progress) {
        RowBatch batch = new RowBatch(plan.table().columns(), BATCH);
        while (reader.read(batch)) {
            rows.accept(batch);
            progress.accept(reader.counts().bytes());
        }
        return reader.counts();
    }
}
