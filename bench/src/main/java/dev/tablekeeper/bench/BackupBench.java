package dev.tablekeeper.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.tablekeeper.model.row.FingerprintSum;
import dev.tablekeeper.model.row.RowAvro;
import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.Column.Mode;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.Content;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.TableName;
import dev.tablekeeper.stores.embedded.duckdb.DuckDbSettings;
import dev.tablekeeper.stores.embedded.duckdb.DuckDbWarehouse;
import dev.tablekeeper.stores.embedded.files.LocalObjectStore;
import dev.tablekeeper.stores.snapshot.ExportedFile;
import dev.tablekeeper.stores.snapshot.Snapshot;
import dev.tablekeeper.stores.snapshot.SnapshotTable;
import dev.tablekeeper.stores.swap.Swap;
import dev.tablekeeper.stores.swap.SwapResult;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A backup (freeze, export, and the files read back with their checksums and fingerprints) and a restore (checksums,
 * stage, compare, swap) of one table of {@code hired_employees}, without the workflows around them, beside DuckDB's own
 * {@code EXPORT DATABASE (FORMAT parquet)} and {@code IMPORT DATABASE}; turn by turn, in one run, each on two threads.
 *
 * <p>Arguments: rows (10000000), rounds (3).
 */
public final class BackupBench {
    private static final int THREADS = 2;
    private static final TableDefinition TABLE = TableDefinition.of(
            "hired_employees",
            List.of("id"),
            List.of(
                    Column.of("id", ColumnType.INT64, Mode.REQUIRED),
                    Column.of("name", ColumnType.STRING, Mode.REQUIRED),
                    Column.of("datetime", ColumnType.TIMESTAMP, Mode.REQUIRED),
                    Column.of("department_id", ColumnType.INT64, Mode.REQUIRED),
                    Column.of("job_id", ColumnType.INT64, Mode.REQUIRED)));
    private static final TableName NAME = TableName.of(TABLE.name());

    private final Path folder;
    private final ObjectStore objects;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final List<Taken> backups = new ArrayList<>();
    private final List<Taken> restores = new ArrayList<>();
    private final List<Taken> exports = new ArrayList<>();
    private final List<Taken> imports = new ArrayList<>();

    private BackupBench(Path folder) {
        this.folder = folder;
        objects = new LocalObjectStore(folder.resolve("objects"), "");
    }

    public static void main(String[] args) throws Exception {
        long rows = args.length > 0 ? Long.parseLong(args[0]) : 10_000_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        Path folder = Files.createTempDirectory("tablekeeper-bench");
        BackupBench bench = new BackupBench(folder);
        try {
            bench.run(rows, rounds);
        } finally {
            bench.threads.shutdownNow();
            BenchSetting.delete(folder);
        }
    }

    private void run(long rows, int rounds) throws Exception {
        System.out.printf(
                Locale.ROOT,
                "%,d rows; Java %s, %d processors, heap at most %,d MB%n",
                rows,
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory() >> 20);
        fill(rows);
        DuckDbSettings settings =
                new DuckDbSettings(THREADS, DuckDbSettings.defaults().memoryBytes());
        try (DuckDbWarehouse warehouse = DuckDbWarehouse.open(folder.resolve("warehouse.duckdb"), objects, settings)) {
            for (int round = 1; round <= rounds; round++) {
                List<ExportedFile> files = backup(warehouse, rows, round);
                restore(warehouse, files, rows, round);
                exportDatabase(rows, round);
                importDatabase(rows, round);
            }
        }
        System.out.printf(Locale.ROOT, "medians of %d; peak heap %,d MB%n", rounds, peakHeap() >> 20);
        compare("backup", backups, "EXPORT", exports);
        compare("restore", restores, "IMPORT", imports);
    }

    private static void compare(String what, List<Taken> ours, String beside, List<Taken> theirs) {
        System.out.printf(
                Locale.ROOT,
                "%s %.2f s, %s %.2f s: %.2f times; of the processors %.2f and %.2f s: %.2f times%n",
                what,
                median(ours, Taken::seconds),
                beside,
                median(theirs, Taken::seconds),
                median(ours, Taken::seconds) / median(theirs, Taken::seconds),
                median(ours, Taken::processor),
                median(theirs, Taken::processor),
                median(ours, Taken::processor) / median(theirs, Taken::processor));
    }

    /** Both databases are made alike, by reading one file. */
    private void fill(long rows) throws IOException, SQLException {
        Path csv = folder.resolve("hired_employees.csv");
        HiredEmployees.write(csv, rows);
        for (String name : List.of("warehouse", "own")) {
            try (Connection connection = connect(name);
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE hired_employees (id BIGINT NOT NULL, name VARCHAR NOT NULL, datetime"
                        + " TIMESTAMPTZ NOT NULL, department_id BIGINT NOT NULL, job_id BIGINT NOT NULL)");
                statement.execute("INSERT INTO hired_employees FROM read_csv('" + csv + "', header = false, columns ="
                        + " {'id': 'BIGINT', 'name': 'VARCHAR', 'datetime': 'TIMESTAMPTZ', 'department_id': 'BIGINT',"
                        + " 'job_id': 'BIGINT'})");
            }
        }
        Files.delete(csv);
    }

    private Connection connect(String name) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:duckdb:" + folder.resolve(name + ".duckdb"));
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET threads = " + THREADS);
            statement.execute("SET preserve_insertion_order = false");
        }
        return connection;
    }

    private List<ExportedFile> backup(DuckDbWarehouse warehouse, long rows, int round) throws Exception {
        Operation operation = operation("freeze-" + round);
        Watch watch = new Watch();
        Snapshot snapshot =
                warehouse.snapshots().freeze(operation, Optional.of(List.of(TABLE.name())), List.of(TABLE), () -> {});
        double frozen = watch.seconds();
        SnapshotTable table = snapshot.tables().get(0);
        List<ExportedFile> files =
                inParallel(IntStream.range(0, table.slices()).boxed().toList(), slice -> {
                    List<ExportedFile> written = warehouse
                            .snapshots()
                            .export(operation, table, slice, objects, "backup-" + round + "/", done -> {});
                    written.forEach(this::readBack);
                    return written.get(0);
                });
        warehouse.snapshots().release(operation);
        Taken all = watch.taken();
        long bytes = 0;
        for (ExportedFile file : files) {
            bytes += objects.find(file.name()).orElseThrow().size();
        }
        backups.add(report("backup (freeze %.2f s)".formatted(frozen), rows, bytes, all));
        return files;
    }

    private void readBack(ExportedFile file) {
        StoredObject object = objects.find(file.name()).orElseThrow();
        FingerprintSum sum = new FingerprintSum(TABLE.columns());
        RowBatch batch = new RowBatch(TABLE.columns(), 2_048);
        try (RowSource.RowReader reader = RowAvro.reader(TABLE, objects.read(object, 0, Long.MAX_VALUE))) {
            while (reader.read(batch)) {
                sum.add(batch);
            }
        }
        objects.crc32c(object);
        check(file.content().equals(new Content(sum.rows(), sum.fingerprint())));
    }

    private void restore(DuckDbWarehouse warehouse, List<ExportedFile> files, long rows, int round) throws Exception {
        String staging = "restore-" + round;
        Watch watch = new Watch();
        inParallel(files, file -> objects.crc32c(objects.find(file.name()).orElseThrow()));
        RowSource source = new AvroFiles(files.stream().map(ExportedFile::name).toList());
        warehouse.swaps().stage(operation("stage-" + round), staging, NAME, TABLE, source, done -> {});
        double staged = watch.seconds();
        Content content = warehouse.swaps().staged(staging, NAME, TABLE.columns(), () -> {});
        check(content.fingerprint()
                .equals(FingerprintSum.sum(
                        files.stream().map(file -> file.content().fingerprint()).toList())));
        double compared = watch.seconds();
        Swap swap = new Swap(NAME, TABLE.columns().stream().map(Column::name).toList());
        SwapResult result =
                warehouse.swaps().swap(operation("swap-" + round), staging, List.of(swap), List.of(), () -> {});
        Taken all = watch.taken();
        check(result.tables().get(0).gone() == 0 && result.tables().get(0).after() == rows);
        restores.add(report(
                "restore (stage %.2f, compare %.2f, swap %.2f s)"
                        .formatted(staged, compared - staged, all.seconds() - compared),
                rows,
                0,
                all));
        warehouse.swaps().dropKept(Instant.now());
    }

    private void exportDatabase(long rows, int round) throws SQLException, IOException {
        Path parquet = folder.resolve("parquet-" + round);
        Watch watch = new Watch();
        try (Connection connection = connect("own");
                Statement statement = connection.createStatement()) {
            statement.execute("EXPORT DATABASE '" + parquet + "' (FORMAT parquet)");
        }
        Taken all = watch.taken();
        exports.add(report("DuckDB's EXPORT DATABASE", rows, size(parquet), all));
    }

    private void importDatabase(long rows, int round) throws SQLException {
        Watch watch = new Watch();
        try (Connection connection = connect("imported-" + round);
                Statement statement = connection.createStatement()) {
            statement.execute("IMPORT DATABASE '" + folder.resolve("parquet-" + round) + "'");
        }
        imports.add(report("DuckDB's IMPORT DATABASE", rows, 0, watch.taken()));
    }

    private static long size(Path folder) throws IOException {
        long size = 0;
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                size += Files.size(file);
            }
        }
        return size;
    }

    private interface Step<I, O> {
        O run(I input) throws Exception;
    }

    private <I, O> List<O> inParallel(List<I> inputs, Step<I, O> step) throws Exception {
        List<Future<O>> futures = new ArrayList<>();
        for (I input : inputs) {
            futures.add(threads.submit(() -> step.run(input)));
        }
        List<O> outputs = new ArrayList<>();
        for (Future<O> future : futures) {
            outputs.add(future.get());
        }
        return outputs;
    }

    /** Files of the table, each one a split. */
    private final class AvroFiles implements RowSource {
        private final List<String> names;

        AvroFiles(List<String> names) {
            this.names = names;
        }

        @Override
        public int splits() {
            return names.size();
        }

        @Override
        public RowReader open(int split) {
            StoredObject object = objects.find(names.get(split)).orElseThrow();
            return RowAvro.reader(TABLE, objects.read(object, 0, Long.MAX_VALUE));
        }
    }

    private static Operation operation(String id) {
        return new Operation(id, id);
    }

    private static void check(boolean right) {
        if (!right) {
            throw new IllegalStateException("the rows are not the same");
        }
    }

    private static Taken report(String what, long rows, long bytes, Taken taken) {
        System.out.printf(
                Locale.ROOT,
                "%-56s %7.2f s  processor %6.2f s  %6.2f M rows/s%s%n",
                what,
                taken.seconds(),
                taken.processor(),
                rows / taken.seconds() / 1e6,
                bytes == 0 ? "" : "  %,d bytes".formatted(bytes));
        return taken;
    }

    /**
     * How long something took.
     *
     * @param processor what this process has used of the processors, which others on the machine do not lengthen
     */
    private record Taken(double seconds, double processor) {}

    /** Something under way. */
    private static final class Watch {
        private final long start = System.nanoTime();
        private final double processor = processor();

        double seconds() {
            return (System.nanoTime() - start) / 1e9;
        }

        Taken taken() {
            return new Taken(seconds(), processor() - processor);
        }

        private static double processor() {
            return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
        }
    }

    private static double median(List<Taken> taken, ToDoubleFunction<Taken> value) {
        return taken.stream()
                .mapToDouble(value)
                .sorted()
                .skip(taken.size() / 2)
                .findFirst()
                .orElseThrow();
    }

    private static long peakHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }
}
