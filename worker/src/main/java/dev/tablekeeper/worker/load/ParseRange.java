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
import java.io.OutputStream;
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
                try (SliceRejects rejected = rejects.of(slice);
                        RangeRows read = rows.open(slice, rejected)) {
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

        SliceRejects of(Slice slice) {
            return new SliceRejects(this, plan, plan.files().get(slice.file()));
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

    /** The rejects of one slice, in the way its file is written. */
    private static final class SliceRejects implements Consumer<Reject>, AutoCloseable {
        private final RejectsPart part;
        private final LoadPlan plan;
        private final PlannedFile file;
        private Optional<RejectsCsv> csv = Optional.empty();

        SliceRejects(RejectsPart part, LoadPlan plan, PlannedFile file) {
            this.part = part;
            this.plan = plan;
            this.file = file;
        }

        @Override
        public void accept(Reject reject) {
            if (csv.isEmpty()) {
                Optional<String> name = plan.glob() ? Optional.of(file.uri()) : Optional.empty();
                csv = Optional.of(new RejectsCsv(new KeptOpen(part.begun()), plan.table(), file.dialect(), name));
            }
            csv.get().accept(reject);
        }

        @Override
        public void close() {
            csv.ifPresent(RejectsCsv::close);
        }
    }

    /** Hands bytes on and leaves the closing to others. */
    private static final class KeptOpen extends OutputStream {
        private final ObjectWriter writer;

        KeptOpen(ObjectWriter writer) {
            this.writer = writer;
        }

        @Override
        public void write(int b) {
            writer.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            writer.write(bytes, offset, length);
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
            writer.ifPresent(ObjectWriter::close);
        }
    }
}
