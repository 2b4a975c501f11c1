package dev.tablekeeper.worker.load;

import dev.tablekeeper.model.row.RowAvro;
import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.row.RowSink;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.worker.WorkerParts;
import dev.tablekeeper.worker.csv.RangeRows;
import dev.tablekeeper.worker.csv.Reject;
import dev.tablekeeper.worker.csv.RejectsCsv;
import dev.tablekeeper.worker.load.LoadActivities.RangeCounts;
import dev.tablekeeper.worker.load.LoadPlan.PlannedFile;
import dev.tablekeeper.worker.load.LoadPlan.Slice;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Judges the records of one range: rows are staged where the warehouse wants them so, rejects are written down. */
final class ParseRange {
    private static final int BATCH = 2_048;

    private final WorkerParts parts;

    ParseRange(WorkerParts parts) {
        this.parts = parts;
    }

    /** @param progress told of the range's bytes that are done; may throw to stop */
    RangeCounts parse(String job, LoadPlan plan, int range, LongConsumer progress) {
        PlannedRows rows = new PlannedRows(parts, plan);
        RowBatch batch = new RowBatch(plan.table().columns(), BATCH);
        RangeCounts counts = RangeCounts.NONE;
        boolean stage = parts.warehouse().intake() == Warehouse.Intake.STAGED;
        try (RejectsPart rejects = new RejectsPart(job, plan, range);
                StagedPart staged = new StagedPart(stage, job, plan, range)) {
            for (Slice slice : plan.ranges().get(range).slices()) {
                try (RangeRows read = rows.open(slice, rejects.of(slice))) {
                    long before = counts.bytes();
                    while (read.read(batch)) {
                        staged.write(batch);
                        progress.accept(before + read.bytesRead());
                    }
                    counts = counts.plus(new RangeCounts(
                            read.rowsRead(), read.rowsAccepted(), read.rowsRejected(), slice.to() - slice.from()));
                }
            }
            rejects.finish();
            staged.finish();
        }
        return counts;
    }

    /** The rejects of a range: an object that is begun with the first reject. */
    private final class RejectsPart implements AutoCloseable {
        private final String job;
        private final LoadPlan plan;
        private final int range;
        private Optional<ObjectWriter> writer = Optional.empty();

        RejectsPart(String job, LoadPlan plan, int range) {
            this.job = job;
            this.plan = plan;
            this.range = range;
        }

        Consumer<Reject> of(Slice slice) {
            return new Consumer<>() {
                private RejectsCsv csv;

                @Override
                public void accept(Reject reject) {
                    if (csv == null) {
                        PlannedFile file = plan.files().get(slice.file());
                        Optional<String> name = plan.glob() ? Optional.of(file.uri()) : Optional.empty();
                        csv = new RejectsCsv(begun(), plan.table(), file.dialect(), name);
                    }
                    csv.accept(reject);
                }
            };
        }

        private ObjectWriter begun() {
            if (writer.isEmpty()) {
                writer = Optional.of(parts.objects().create(Staging.rejects(job, range), Condition.any()));
            }
            return writer.get();
        }

        void finish() {
            writer.ifPresent(ObjectWriter::commit);
        }

        @Override
        public void close() {
            writer.ifPresent(ObjectWriter::close);
        }
    }

    /** The rows of a range, where the warehouse takes them staged; elsewhere nothing. */
    private final class StagedPart implements AutoCloseable {
        private final Optional<ObjectWriter> writer;
        private final Optional<RowSink> sink;

        StagedPart(boolean stage, String job, LoadPlan plan, int range) {
            writer = stage
                    ? Optional.of(parts.objects().create(Staging.rows(job, range), Condition.any()))
                    : Optional.empty();
            sink = writer.map(w -> RowAvro.writer(plan.table(), w));
        }

        void write(RowBatch batch) {
            sink.ifPresent(s -> s.write(batch));
        }

        void finish() {
            sink.ifPresent(RowSink::finish);
            writer.ifPresent(ObjectWriter::commit);
        }

        @Override
        public void close() {
            sink.ifPresent(RowSink::close);
        }
    }
}
