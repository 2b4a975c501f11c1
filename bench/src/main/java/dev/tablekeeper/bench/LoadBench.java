package dev.tablekeeper.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.standalone.Configuration;
import dev.tablekeeper.standalone.Serve;
import java.io.IOException;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * The whole way of a load (HTTP upload, object store, Temporal, parse and validate, DuckDB table, one JVM) beside
 * commons-csv reading the same file on one thread, and DuckDB's own {@code read_csv} into a table on disk; turn by turn,
 * in one run.
 *
 * <p>Arguments: rows (10000000), rounds (3), tables folder (tables), views folder (views).
 */
public final class LoadBench {
    private static final String COLUMNS =
            "{'id': 'BIGINT', 'name': 'VARCHAR', 'datetime': 'TIMESTAMPTZ', 'department_id': 'BIGINT', 'job_id':"
                    + " 'BIGINT'}";

    private LoadBench() {}

    public static void main(String[] args) throws Exception {
        long rows = args.length > 0 ? Long.parseLong(args[0]) : 10_000_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        String tables = args.length > 2 ? args[2] : "tables";
        String views = args.length > 3 ? args[3] : "views";
        Path folder = Files.createTempDirectory("tablekeeper-bench");
        try {
            run(folder, rows, rounds, tables, views);
        } finally {
            delete(folder);
        }
    }

    private static void run(Path folder, long rows, int rounds, String tables, String views) throws Exception {
        Path csv = folder.resolve("hired_employees.csv");
        HiredEmployees.write(csv, rows);
        long bytes = Files.size(csv);
        System.out.printf(
                Locale.ROOT,
                "%,d rows, %,d bytes; Java %s, %d processors, heap at most %,d MB%n",
                rows,
                bytes,
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory() >> 20);
        List<Double> ours = new ArrayList<>();
        List<Double> commons = new ArrayList<>();
        List<Double> duckdb = new ArrayList<>();
        try (Serve serve = Serve.start(configuration(folder, tables, views))) {
            for (int round = 1; round <= rounds; round++) {
                ours.add(report("tablekeeper, whole way", rows, bytes, tablekeeper(serve.uri(), csv, rows)));
                commons.add(report("(a) commons-csv, reading only", rows, bytes, commonsCsv(csv, rows)));
                duckdb.add(report("(b) DuckDB read_csv into a table", rows, bytes, readCsv(folder, csv, rows, round)));
            }
        }
        System.out.printf(
                Locale.ROOT,
                "medians of %d: tablekeeper %.2f s, (a) %.2f s, (b) %.2f s; ratio to (a) %.2f, to (b) %.2f; peak heap"
                        + " %,d MB%n",
                rounds,
                median(ours),
                median(commons),
                median(duckdb),
                median(ours) / median(commons),
                median(ours) / median(duckdb),
                peakHeap() >> 20);
    }

    private static Configuration configuration(Path folder, String tables, String views) {
        return Configuration.of(Map.of(
                Configuration.WAREHOUSE,
                "duckdb:" + folder.resolve("warehouse.duckdb"),
                Configuration.OBJECTS,
                "file:" + folder.resolve("objects"),
                Configuration.TABLES,
                tables,
                Configuration.VIEWS,
                views,
                Configuration.OPERATIONS_LISTEN,
                Configuration.OFF,
                Configuration.LISTEN,
                "127.0.0.1:0"));
    }

    private static double tablekeeper(URI server, Path csv, long rows) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        long start = System.nanoTime();
        HttpRequest load = HttpRequest.newBuilder(server.resolve("/v1/tables/hired_employees/loads"))
                .header("Content-Type", "text/csv")
                .header("Prefer", "wait=60")
                .POST(HttpRequest.BodyPublishers.ofFile(csv))
                .build();
        JsonNode job = send(client, load);
        while (!job.hasNonNull("finishedAt")) {
            URI wait = server.resolve("/v1/jobs/" + job.get("id").asText() + "?wait=60");
            job = send(client, HttpRequest.newBuilder(wait).build());
        }
        double seconds = seconds(start);
        System.out.printf(
                Locale.ROOT,
                "%36s upload %.2f s, work %.2f s%n",
                "",
                seconds - between(job, "createdAt", "finishedAt"),
                between(job, "createdAt", "finishedAt"));
        if (job.at("/result/rowsLoaded").asLong() != rows) {
            throw new IllegalStateException("not all rows were loaded: " + job);
        }
        return seconds;
    }

    private static double between(JsonNode job, String from, String to) {
        return Duration.between(
                                Instant.parse(job.get(from).asText()),
                                Instant.parse(job.get(to).asText()))
                        .toNanos()
                / 1e9;
    }

    private static JsonNode send(HttpClient client, HttpRequest request) throws IOException, InterruptedException {
        return Json.MAPPER.readTree(
                client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    private static double commonsCsv(Path csv, long rows) throws IOException {
        long start = System.nanoTime();
        long records = 0;
        try (Reader reader = Files.newBufferedReader(csv, StandardCharsets.UTF_8);
                CSVParser parser = CSVFormat.DEFAULT.parse(reader)) {
            for (CSVRecord record : parser) {
                records += record.size() == 5 ? 1 : 0;
            }
        }
        check(records, rows);
        return seconds(start);
    }

    private static double readCsv(Path folder, Path csv, long rows, int round) throws SQLException {
        Path database = folder.resolve("own-" + round + ".duckdb");
        long start = System.nanoTime();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("SET preserve_insertion_order = false");
            statement.execute(
                    "CREATE TABLE t (id BIGINT NOT NULL, name VARCHAR NOT NULL, datetime TIMESTAMPTZ NOT NULL,"
                            + " department_id BIGINT NOT NULL, job_id BIGINT NOT NULL)");
            check(
                    statement.executeUpdate("INSERT INTO t FROM read_csv('" + csv + "', header = false, columns = "
                            + COLUMNS + ", store_rejects = true)"),
                    rows);
        }
        return seconds(start);
    }

    private static void check(long found, long rows) {
        if (found != rows) {
            throw new IllegalStateException(found + " rows instead of " + rows);
        }
    }

    private static double report(String what, long rows, long bytes, double seconds) {
        System.out.printf(
                Locale.ROOT,
                "%-34s %7.2f s  %6.2f M rows/s  %7.1f MB/s%n",
                what,
                seconds,
                rows / seconds / 1e6,
                bytes / seconds / 1e6);
        return seconds;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private static long peakHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
