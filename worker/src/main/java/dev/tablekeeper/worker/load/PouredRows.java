package dev.tablekeeper.worker.load;

import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.worker.WorkerParts;
import dev.tablekeeper.worker.load.LoadActivities.RangeCounts;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The rows of a planned load for a warehouse that pulls them, each range a split; rejects are written down on the way. */
final class PouredRows implements RowSource {
    private final WorkerParts parts;
    private final String job;
    private final LoadPlan plan;
    private final AtomicReferenceArray<RangeCounts> counts;
    private final AtomicLong bytes = new AtomicLong();

    PouredRows(WorkerParts parts, String job, LoadPlan plan) {
        this.parts = parts;
        this.job = job;
        this.plan = plan;
        this.counts = new AtomicReferenceArray<>(plan.ranges().size());
    }

    @Override
    public int splits() {
        return plan.ranges().size();
    }

    @Override
    public RowReader open(int split) {
        RangeReader range = new RangeReader(parts, job, plan, split);
        return new RowReader() {
            private long reported;

            @Override
            public boolean read(RowBatch batch) {
                boolean more = range.read(batch);
                RangeCounts now = range.counts();
                bytes.addAndGet(now.bytes() - reported);
                reported = now.bytes();
                if (!more) {
                    counts.set(split, now);
                }
                return more;
            }

            @Override
            public void close() {
                range.close();
            }
        };
    }

    /** How many bytes of all ranges are read. */
    long bytes() {
        return bytes.get();
    }

    /** What became of all records; asked when all splits are read. */
    RangeCounts counts() {
        RangeCounts all = RangeCounts.NONE;
        for (int split = 0; split < counts.length(); split++) {
            all = all.plus(counts.get(split));
        }
        return all;
    }
}
