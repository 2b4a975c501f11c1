package dev.tablekeeper.worker.load;

import dev.tablekeeper.jobs.Claims;
import dev.tablekeeper.jobs.Names;
import dev.tablekeeper.jobs.RetriedLoads;
import dev.tablekeeper.jobs.Sources.Source;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.LoadCsv;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.worker.WorkerParts;
import dev.tablekeeper.worker.csv.Dialect;
import dev.tablekeeper.worker.csv.DialectDetector;
import dev.tablekeeper.worker.csv.RangeCutter;
import dev.tablekeeper.worker.csv.RangedInput;
import dev.tablekeeper.worker.load.LoadPlan.Original;
import dev.tablekeeper.worker.load.LoadPlan.PlannedFile;
import dev.tablekeeper.worker.load.LoadPlan.PlannedRange;
import dev.tablekeeper.worker.load.LoadPlan.Slice;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;

/** Chooses what exactly a load reads: which objects in which generation, how they are written, and in which ranges. */
final class Inspect {
    static final int MOST_RANGES = 128;
    static final long LEAST_RANGE = 16 << 20;

    private final WorkerParts parts;
    private final long leastRange;
    private final PlainText plainText;
    private final ExecutorService scanners;

    Inspect(WorkerParts parts) {
        this(parts, LEAST_RANGE);
    }

    Inspect(WorkerParts parts, long leastRange) {
        this.parts = parts;
        this.leastRange = leastRange;
        this.plainText = new PlainText(parts.objects());
        this.scanners = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), task -> {
            Thread thread = new Thread(task, "cutting");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** @param progress told, now and then, of bytes looked at; may throw to stop */
    LoadPlan inspect(String job, LoadCsv.Input input, LongConsumer progress) {
        TableDefinition table = table(input);
        Source source = source(job, input);
        List<StoredObject> found = source.objects();
        if (found.isEmpty()) {
            throw new Failure(
                    FailureType.SOURCE_MISSING,
                    "'" + input.uri() + "' " + (source.glob() ? "matches nothing" : "is not there")
                            + "; nothing was loaded");
        }
        List<StoredObject> claimed = found.stream()
                .filter(object -> mine(job, input, source, object))
                .toList();
        List<PlannedFile> files = new ArrayList<>();
        for (StoredObject object : claimed) {
            try {
                files.add(file(job, input, table, source.store(), object, files.size(), progress));
            } catch (Failure e) {
                throw LoadPlan.about(input, source.store().uri(object.name()), e);
            }
        }
        String hint = files.stream()
                .map(f -> f.dialect().hint())
                .filter(h -> !h.isEmpty())
                .findFirst()
                .orElse("");
        return new LoadPlan(
                input,
                table,
                files,
                ranges(source.store(), files, progress),
                pulled(input),
                found.size() - claimed.size(),
                hint);
    }

    /** A dry run needs the warehouse only where its rows may supersede each other; elsewhere it leaves it alone. */
    private boolean pulled(LoadCsv.Input input) {
        return parts.warehouse().intake() == Warehouse.Intake.PULLED
                && (!input.dryRun() || input.mode() == LoadCsv.Mode.MERGE);
    }

    private TableDefinition table(LoadCsv.Input input) {
        TableDefinition table = parts.tables()
                .find(input.table())
                .orElseThrow(() -> new Failure(
                        FailureType.UNKNOWN_TABLE, "There is no table '" + input.table() + "'; nothing was loaded"));
        if (input.mode() == LoadCsv.Mode.MERGE && table.key().isEmpty()) {
            throw new Failure(
                    FailureType.INVALID_REQUEST,
                    "mode=merge goes by the key, and the table '" + table.name() + "' has none; nothing was loaded");
        }
        return table;
    }

    private Source source(String job, LoadCsv.Input input) {
        return input.uri().equals(Names.upload(job)) || (RetriedLoads.own(input.uri()) && retry(job))
                ? parts.sources().internal(input.uri())
                : parts.sources().allowed(input.uri());
    }

    /** A retry's input is not its client's, but chosen here when it was accepted. */
    private boolean retry(String job) {
        return parts.records()
                .accepted(job)
                .filter(record -> record.retryOf().isPresent())
                .isPresent();
    }

    /** Whether this job loads that object: nobody else does or has done, unless that is wanted again. */
    private boolean mine(String job, LoadCsv.Input input, Source source, StoredObject object) {
        if (input.generation().isPresent() && input.generation().get() != object.generation()) {
            throw new Failure(
                    FailureType.SOURCE_CHANGED,
                    "'" + input.uri() + "' was replaced after the request was accepted; nothing was loaded. Load it"
                            + " again to load what is there now.");
        }
        String uri = source.store().uri(object.name());
        if (input.dryRun() || uri.startsWith(Names.UPLOADS)) {
            return true;
        }
        boolean takeOver = input.again() || input.mode() == LoadCsv.Mode.REPLACE;
        String name = Claims.generation(input.table(), uri, object.generation());
        Claims.Claim claim = parts.claims().claim(name, job, "", standing -> takeOver || lapsed(standing));
        if (claim.job().equals(job) || source.glob()) {
            return claim.job().equals(job);
        }
        throw new Failure(
                FailureType.ALREADY_LOADED,
                "'" + input.uri() + "' is loaded by the job " + claim.job() + "; nothing was loaded. Say again=true to"
                        + " load it once more.");
    }

    private boolean lapsed(Claims.Claim claim) {
        return parts.records()
                .ended(claim.job())
                .map(ended -> ended.status() != JobStatus.SUCCEEDED)
                .orElse(false);
    }

    private PlannedFile file(
            String job,
            LoadCsv.Input input,
            TableDefinition table,
            ObjectStore store,
            StoredObject object,
            int number,
            LongConsumer progress) {
        Optional<StoredObject> staged =
                plainText.stage(store, object, input.encoding(), Staging.plain(job, number), progress);
        StoredObject plain = staged.orElse(object);
        byte[] head = head(staged.isPresent() ? parts.objects() : store, plain);
        Dialect dialect = new DialectDetector(table, input).detect(head, head.length == plain.size());
        progress.accept(head.length);
        return new PlannedFile(
                store.uri(object.name()),
                staged.isPresent(),
                plain.name(),
                plain.generation(),
                plain.size(),
                dialect,
                new Original(object.name(), object.generation(), object.size()));
    }

    private static byte[] head(ObjectStore store, StoredObject object) {
        try (InputStream in = store.read(object, 0, DialectDetector.HEAD_BYTES)) {
            return in.readNBytes(DialectDetector.HEAD_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<PlannedRange> ranges(ObjectStore sourceStore, List<PlannedFile> files, LongConsumer progress) {
        long total = files.stream().mapToLong(PlannedFile::size).sum();
        long wanted = Math.max(leastRange, total / (MOST_RANGES - 1) + 1);
        List<PlannedRange> ranges = new ArrayList<>();
        List<Slice> gathered = new ArrayList<>();
        long bytes = 0;
        for (int number = 0; number < files.size(); number++) {
            for (Slice slice : cut(sourceStore, files.get(number), number, wanted, progress)) {
                gathered.add(slice);
                bytes += slice.to() - slice.from();
                if (bytes >= wanted) {
                    ranges.add(new PlannedRange(gathered));
                    gathered = new ArrayList<>();
                    bytes = 0;
                }
            }
        }
        if (bytes > 0) {
            ranges.add(new PlannedRange(gathered));
        }
        return ranges;
    }

    private List<Slice> cut(ObjectStore sourceStore, PlannedFile file, int number, long wanted, LongConsumer progress) {
        ObjectStore store = file.staged() ? parts.objects() : sourceStore;
        StoredObject object = file.object();
        RangedInput input = new RangedInput() {
            @Override
            public long size() {
                return object.size();
            }

            @Override
            public InputStream open(long offset, long length) {
                return store.read(object, offset, length);
            }
        };
        RangeCutter cutter = new RangeCutter(file.dialect().grammar(), MOST_RANGES, wanted, scanners);
        return cutter.cut(input, file.dialect().dataFrom(), file.dialect().firstLine(), progress).stream()
                .map(range -> new Slice(number, range.from(), range.to(), range.line()))
                .toList();
    }
}
