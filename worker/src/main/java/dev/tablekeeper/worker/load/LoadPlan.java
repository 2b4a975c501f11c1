package dev.tablekeeper.worker.load;

import dev.tablekeeper.jobs.Sources;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.LoadCsv;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.worker.csv.Dialect;
import dev.tablekeeper.worker.load.LoadActivities.Inspection;
import java.time.Instant;
import java.util.List;

/**
 * What a load chose to do, once: everything that its later steps need, so that they agree whatever changes meanwhile.
 *
 * @param table the table's definition as it was then
 * @param pulled whether the warehouse pulls the rows
 * @param filesSkipped objects that a glob matches and that other jobs load
 * @param hint what to say where most records turn out to be unfit
 */
record LoadPlan(
        LoadCsv.Input input,
        TableDefinition table,
        List<PlannedFile> files,
        List<PlannedRange> ranges,
        boolean pulled,
        int filesSkipped,
        String hint) {

    /** The step of the plan under which it is kept. */
    static final String STEP = "load";

    LoadPlan {
        files = List.copyOf(files);
        ranges = List.copyOf(ranges);
    }

    /**
     * One file, plain UTF-8.
     *
     * @param uri as the client named it
     * @param staged whether what is read is a plain copy in staging ({@code name}) and not the source itself
     * @param name of the object that is read
     */
    record PlannedFile(
            String uri, boolean staged, String name, long generation, long size, Dialect dialect, Original original) {

        /** What is read. */
        StoredObject object() {
            return new StoredObject(name, generation, size, Instant.EPOCH);
        }
    }

    /** The source object itself, to be moved aside in the end. */
    record Original(String name, long generation, long size) {
        StoredObject object() {
            return new StoredObject(name, generation, size, Instant.EPOCH);
        }
    }

    /** What one parse step reads: a part of one large file, or some small ones. */
    record PlannedRange(List<Slice> slices) {
        PlannedRange {
            slices = List.copyOf(slices);
        }

        long bytes() {
            return slices.stream().mapToLong(s -> s.to() - s.from()).sum();
        }
    }

    /** Bytes {@code [from, to)} of a file, which begin on this line. */
    record Slice(int file, long from, long to, long line) {}

    /** Whether the source is a pattern, so that rejects name their file. */
    boolean glob() {
        return Sources.glob(input.uri());
    }

    /** The failure of one file; where there may be several, it says of which. */
    static Failure about(LoadCsv.Input input, String uri, Failure failure) {
        return Sources.glob(input.uri())
                ? new Failure(failure.type(), uri + ": " + failure.getMessage(), failure)
                : failure;
    }

    /** What the workflow has to know of it. */
    Inspection found() {
        boolean header = files.stream().anyMatch(f -> f.dialect().header());
        return new Inspection(ranges.size(), bytes(), filesSkipped, header, pulled, hint);
    }

    private long bytes() {
        return ranges.stream().mapToLong(PlannedRange::bytes).sum();
    }
}
