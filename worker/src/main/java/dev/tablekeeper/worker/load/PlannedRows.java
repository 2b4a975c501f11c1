package dev.tablekeeper.worker.load;

import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.worker.WorkerParts;
import dev.tablekeeper.worker.csv.RangeRows;
import dev.tablekeeper.worker.csv.RecordParser;
import dev.tablekeeper.worker.csv.RecordReader;
import dev.tablekeeper.worker.csv.Reject;
import dev.tablekeeper.worker.load.LoadPlan.PlannedFile;
import dev.tablekeeper.worker.load.LoadPlan.Slice;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/** The accepted rows of a planned load, each of its ranges one split. */
final class PlannedRows implements RowSource {
    private final WorkerParts parts;
    private final LoadPlan plan;

    PlannedRows(WorkerParts parts, LoadPlan plan) {
        this.parts = parts;
        this.plan = plan;
    }

    @Override
    public int splits() {
        return plan.ranges().size();
    }

    @Override
    public RowReader open(int split) {
        return new RangeReader(plan.ranges().get(split).slices());
    }

    /** The records of one slice; those that make no row go to {@code rejects}. */
    RangeRows open(Slice slice, Consumer<Reject> rejects) {
        PlannedFile file = plan.files().get(slice.file());
        ObjectStore store = file.staged()
                ? parts.objects()
                : parts.sources().internal(file.uri()).store();
        StoredObject object = file.object();
        RecordReader records = new RecordReader(
                file.dialect().grammar(), store.read(object, slice.from(), slice.to() - slice.from()), slice.line());
        return new RangeRows(records, new RecordParser(plan.table(), file.dialect()), rejects);
    }

    private final class RangeReader implements RowReader {
        private final Iterator<Slice> slices;
        private RangeRows current;

        RangeReader(List<Slice> slices) {
            this.slices = slices.iterator();
        }

        @Override
        public boolean read(RowBatch batch) {
            batch.clear();
            while (true) {
                if (current != null && current.read(batch)) {
                    return true;
                }
                close();
                if (!slices.hasNext()) {
                    return false;
                }
                current = open(slices.next(), reject -> {});
            }
        }

        @Override
        public void close() {
            if (current != null) {
                current.close();
                current = null;
            }
        }
    }
}
