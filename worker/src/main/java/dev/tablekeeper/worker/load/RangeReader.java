package dev.tablekeeper.worker.load;

import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.worker.WorkerParts;
import dev.tablekeeper.worker.csv.RangeRows;
import dev.tablekeeper.worker.csv.RecordParser;
import dev.tablekeeper.worker.csv.RecordReader;
import dev.tablekeeper.worker.load.LoadActivities.RangeCounts;
import dev.tablekeeper.worker.load.LoadPlan.PlannedFile;
import dev.tablekeeper.worker.load.LoadPlan.Slice;
import java.util.Iterator;

/**
 * Judges the records of one range, once: gives the rows, writes the rejects down, counts both. The rejects are durable
 * when {@link #read} has returned false.
 */
final class RangeReader implements RowSource.RowReader {
    private final WorkerParts parts;
    private final LoadPlan plan;
    private final Iterator<Slice> slices;
    private final RejectsPart rejects;
    private RangeCounts done = RangeCounts.NONE;
    private Slice slice;
    private RangeRows rows;
    private RejectsPart.OfFile rejected;
    private boolean finished;

    RangeReader(WorkerParts parts, String job, LoadPlan plan, int range) {
        this.parts = parts;
        this.plan = plan;
        this.slices = plan.ranges().get(range).slices().iterator();
        this.rejects = new RejectsPart(parts.objects(), Staging.rejects(job, range), plan);
    }

    @Override
    public boolean read(RowBatch batch) {
        batch.clear();
        while (!finished) {
            if (rows != null && readSlice(batch)) {
                return true;
            }
            closeSlice();
            if (slices.hasNext()) {
                open(slices.next());
            } else {
                rejects.finish();
                finished = true;
            }
        }
        return false;
    }

    private boolean readSlice(RowBatch batch) {
        try {
            return rows.read(batch);
        } catch (Failure e) {
            throw LoadPlan.about(plan.input(), plan.files().get(slice.file()).uri(), e);
        }
    }

    /** What was read so far. */
    RangeCounts counts() {
        return rows == null ? done : done.plus(counts(rows.bytesRead()));
    }

    private RangeCounts counts(long bytes) {
        return new RangeCounts(rows.rowsRead(), rows.rowsAccepted(), rows.rowsRejected(), bytes);
    }

    private void open(Slice next) {
        slice = next;
        PlannedFile file = plan.files().get(next.file());
        ObjectStore store = file.staged()
                ? parts.objects()
                : parts.sources().internal(file.uri()).store();
        StoredObject object = file.object();
        RecordReader records = new RecordReader(
                file.dialect().grammar(), store.read(object, next.from(), next.to() - next.from()), next.line());
        rejected = rejects.of(file);
        rows = new RangeRows(records, new RecordParser(plan.table(), file.dialect()), rejected);
    }

    private void closeSlice() {
        if (rows != null) {
            rows.close();
            rejected.close();
            done = done.plus(counts(slice.to() - slice.from()));
            rows = null;
        }
    }

    @Override
    public void close() {
        closeSlice();
        rejects.close();
    }
}
