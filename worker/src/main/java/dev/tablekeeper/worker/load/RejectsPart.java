package dev.tablekeeper.worker.load;

import dev.tablekeeper.jobs.RejectsCsv;
import dev.tablekeeper.model.value.Reject;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.worker.load.LoadPlan.PlannedFile;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Consumer;

/** The rejects of one range: an object without a header, begun with the first reject. */
final class RejectsPart implements AutoCloseable {
    private final ObjectStore objects;
    private final String name;
    private final LoadPlan plan;
    private Optional<ObjectWriter> writer = Optional.empty();

    RejectsPart(ObjectStore objects, String name, LoadPlan plan) {
        this.objects = objects;
        this.name = name;
        this.plan = plan;
    }

    /** Takes the rejects of one file, written as its fields say; closed before the next file begins. */
    OfFile of(PlannedFile file) {
        return new OfFile(file);
    }

    /** Makes the part durable, if there is one. */
    void finish() {
        writer.ifPresent(ObjectWriter::commit);
    }

    @Override
    public void close() {
        writer.ifPresent(ObjectWriter::close);
    }

    private OutputStream begun() {
        if (writer.isEmpty()) {
            writer = Optional.of(objects.create(name, Condition.any()));
        }
        ObjectWriter to = writer.get();
        return new OutputStream() {
            @Override
            public void write(int b) {
                to.write(b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                to.write(bytes, offset, length);
            }
        };
    }

    /** The rejects of one file. */
    final class OfFile implements Consumer<Reject>, AutoCloseable {
        private final PlannedFile file;
        private Optional<RejectsCsv> csv = Optional.empty();

        private OfFile(PlannedFile file) {
            this.file = file;
        }

        @Override
        public void accept(Reject reject) {
            if (csv.isEmpty()) {
                Optional<String> source = plan.glob() ? Optional.of(file.uri()) : Optional.empty();
                csv = Optional.of(RejectsCsv.ofRecords(
                        begun(), plan.table(), file.dialect().mapping(), source));
            }
            csv.get().accept(reject);
        }

        /** Hands on what is buffered; the part stays open. */
        @Override
        public void close() {
            csv.ifPresent(RejectsCsv::close);
        }
    }
}
