package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.ExtractJobConfiguration;
import com.google.cloud.bigquery.Job;
import com.google.cloud.bigquery.JobStatistics;
import dev.tablekeeper.model.row.FingerprintSum;
import dev.tablekeeper.model.row.RowAvro;
import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.row.RowSink;
import dev.tablekeeper.model.row.RowSource.RowReader;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.Content;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.snapshot.ExportedFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Writes a frozen table into files: BigQuery extracts it to scratch objects, and each is copied into the place it is meant
 * for, and read on the way. One extract job of a table ever does: of another, the rows would be cut into files otherwise.
 */
final class TableExport {
    private static final int BATCH_ROWS = 1_000;

    private final Jobs jobs;
    private final Dataset dataset;
    private final ObjectStore scratch;
    private final TableContents contents;

    TableExport(Jobs jobs, Dataset dataset, ObjectStore scratch, TableContents contents) {
        this.jobs = jobs;
        this.dataset = dataset;
        this.scratch = scratch;
        this.contents = contents;
    }

    /** Where the files go, and who is told. */
    record Target(TableDefinition table, ObjectStore into, String prefix, LongConsumer progress) {
        String name(int part) {
            return prefix + String.format(Locale.ROOT, "part-%05d.avro", part);
        }
    }

    List<ExportedFile> run(Operation operation, Frozen.Table frozen, Target target) {
        if (frozen.rows() == 0) {
            return List.of(empty(target));
        }
        Runnable alive = () -> target.progress().accept(0);
        Content expected = contents.of(
                        JobNames.content(operation, frozen.name()),
                        Dataset.sql(dataset.scratch(frozen.scratch())),
                        target.table().columns(),
                        alive)
                .content();
        Extracted extracted = extract(operation, frozen, alive);
        List<ExportedFile> files = new ArrayList<>();
        long rows = 0;
        for (int part = 0; part < extracted.count(); part++) {
            ExportedFile file = file(extracted, part, target, rows);
            files.add(file);
            rows += file.content().rows();
        }
        Content exported = new Content(
                rows,
                FingerprintSum.sum(
                        files.stream().map(file -> file.content().fingerprint()).toList()));
        if (!exported.equals(expected)) {
            throw new StoreFailure(
                    FailureType.RECONCILIATION_FAILED,
                    "BigQuery says that " + frozen.name() + " held " + expected + ", and its files under "
                            + target.into().uri(target.prefix()) + " hold " + exported + "; start the backup anew");
        }
        return files;
    }

    /**
     * What an extract job has written.
     *
     * @param folder where
     * @param count how many files the job says it wrote
     */
    private record Extracted(String table, String folder, int count) {}

    private Extracted extract(Operation operation, Frozen.Table frozen, Runnable alive) {
        String name = JobNames.extract(operation, frozen.name());
        String folder = Frozen.Place.folder(operation) + name;
        Jobs.Once once = new Jobs.Once(
                name,
                JobNames.label(operation.parameters()),
                // A folder for each generation: one that is said to have failed may have written.
                generation -> ExtractJobConfiguration.newBuilder(
                                dataset.scratch(frozen.scratch()), scratch.uri(folder + "_g" + generation + "/*.avro"))
                        .setFormat("AVRO")
                        .setCompression("DEFLATE")
                        .setUseAvroLogicalTypes(true)
                        .build(),
                job -> true,
                true);
        Jobs.Done done = jobs.run(once, alive);
        return new Extracted(frozen.name(), folder + "_g" + done.generation() + "/", count(done.job()));
    }

    private static int count(Job job) {
        JobStatistics.ExtractStatistics statistics = job.getStatistics();
        return Optional.ofNullable(statistics.getDestinationUriFileCounts())
                .map(counts -> Math.toIntExact(
                        counts.stream().mapToLong(Long::longValue).sum()))
                .orElseThrow(() -> new StoreFailure(
                        FailureType.OUTCOME_UNKNOWN,
                        "BigQuery does not say how many files the job "
                                + job.getJobId().getJob() + " has written"));
    }

    /** A file that is there is kept: it was copied from the same scratch object. */
    private ExportedFile file(Extracted extracted, int part, Target target, long before) {
        String name = target.name(part);
        Optional<StoredObject> there = target.into().find(name);
        if (there.isPresent()) {
            return new ExportedFile(
                    name, read(target.into(), there.get(), OutputStream.nullOutputStream(), target, before));
        }
        String from = extracted.folder() + String.format(Locale.ROOT, "%012d.avro", part);
        StoredObject file = scratch.find(from)
                .orElseThrow(() -> new StoreFailure(
                        FailureType.SOURCE_MISSING,
                        scratch.uri(from)
                                + ", which BigQuery has written, is gone: start the backup anew, and see to it"
                                + " that no rule removes objects below " + scratch.uri("staging") + " within days"));
        try (ObjectWriter writer = target.into().create(name, Condition.absent())) {
            Content content = read(scratch, file, writer, target, before);
            commit(writer);
            return new ExportedFile(name, content);
        }
    }

    /** One that came there meanwhile is a copy of the same object. */
    private static void commit(ObjectWriter writer) {
        try {
            writer.commit();
        } catch (StoreFailure e) {
            if (e.type() != FailureType.CONDITION_FAILED) {
                throw e;
            }
        }
    }

    private static Content read(ObjectStore store, StoredObject file, OutputStream copy, Target target, long before) {
        FingerprintSum sum = new FingerprintSum(target.table().columns());
        RowBatch batch = new RowBatch(target.table().columns(), BATCH_ROWS);
        try (InputStream bytes = new TeeStream(store.read(file, 0, Long.MAX_VALUE), copy);
                RowReader reader = RowAvro.reader(target.table(), bytes)) {
            while (reader.read(batch)) {
                sum.add(batch);
                target.progress().accept(before + sum.rows());
            }
            // To its very end, which is also where it is checked that it was one generation of the object.
            bytes.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Failure e) {
            throw e instanceof StoreFailure
                    ? e
                    : new StoreFailure(e.type(), store.uri(file.name()) + ": " + e.getMessage(), e);
        }
        return new Content(sum.rows(), sum.fingerprint());
    }

    private static ExportedFile empty(Target target) {
        String name = target.name(0);
        target.progress().accept(0);
        if (target.into().find(name).isEmpty()) {
            try (ObjectWriter writer = target.into().create(name, Condition.absent());
                    RowSink sink = RowAvro.writer(target.table(), writer)) {
                sink.finish();
                commit(writer);
            }
        }
        return new ExportedFile(
                name, new Content(0, new FingerprintSum(target.table().columns()).fingerprint()));
    }
}
