package dev.tablekeeper.standalone.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.standalone.cli.client.CsvLoads;
import dev.tablekeeper.standalone.cli.client.JobProgress;
import dev.tablekeeper.standalone.cli.client.JobWatch;
import dev.tablekeeper.standalone.cli.client.JsonJobs;
import dev.tablekeeper.standalone.cli.client.LoadSource;
import dev.tablekeeper.standalone.cli.client.RemoteJob;
import dev.tablekeeper.standalone.cli.client.RestClient;
import dev.tablekeeper.standalone.cli.client.RestRequest;
import dev.tablekeeper.standalone.cli.client.RowInserts;
import dev.tablekeeper.standalone.cli.print.JobReport;
import dev.tablekeeper.standalone.cli.print.Terminal;
import dev.tablekeeper.standalone.cli.print.TextTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** What the acts play on: the server, the sample files, the audience, and a list of all that was not as it should be. */
final class Stage {
    private static final Duration LONGEST_OUTAGE = Duration.ofSeconds(30);
    private static final String INDENT = "  ";

    private final Terminal terminal;
    private final RestClient client;
    private final Path samples;
    private final Path folder;
    private final BooleanSupplier stopping;
    private final List<String> surprises = new ArrayList<>();

    /**
     * @param folder where an act may leave files
     * @param stopping whether the end was asked for; what fails then is no surprise to anybody
     */
    Stage(Terminal terminal, RestClient client, Path samples, Path folder, BooleanSupplier stopping) {
        this.terminal = terminal;
        this.client = client;
        this.samples = samples;
        this.folder = folder;
        this.stopping = stopping;
    }

    RestClient client() {
        return client;
    }

    Path folder() {
        return folder;
    }

    void say(String... lines) {
        for (String line : lines) {
            terminal.out().println(line);
        }
    }

    void show(TextTable table) {
        table.print(terminal.out(), INDENT);
    }

    /** Shows a command that does what the act does now. */
    void command(String arguments) {
        say("$ " + terminal.program() + " " + arguments);
    }

    /** Loads a sample and checks every count. */
    RemoteJob load(Sample sample) {
        return load(sample, UUID.randomUUID().toString());
    }

    RemoteJob load(Sample sample, String idempotencyKey) {
        RemoteJob job = load(sample.table(), samples.resolve(sample.file()), idempotencyKey);
        expectCounts(sample.file(), job, sample.records(), sample.rejected());
        return job;
    }

    /** Loads a file, waits, and reports; a job that did not succeed is a surprise. */
    RemoteJob load(String table, Path file, String idempotencyKey) {
        return load(table, file, Map.of(), idempotencyKey);
    }

    /** @param options named as in the API */
    RemoteJob load(String table, Path file, Map<String, Object> options, String idempotencyKey) {
        command("load " + table + " " + asTyped(file)
                + options.entrySet().stream()
                        .map(option -> " --" + option.getKey() + " " + option.getValue())
                        .collect(Collectors.joining()));
        LoadSource source = LoadSource.of(file.toString(), InputStream.nullInputStream())
                .orElseThrow(() -> new IllegalStateException("there is no file " + file.toAbsolutePath()));
        return ended(new CsvLoads(client, JobProgress.SILENT)
                .start(table, source, options, idempotencyKey, JobWatch.STEP_SECONDS));
    }

    /** Inserts the rows of a JSON file, waits, and reports. */
    RemoteJob insert(String table, Path file) {
        command("insert " + table + " " + asTyped(file));
        try {
            byte[] body = RowInserts.body(Files.readAllBytes(file));
            return ended(new RowInserts(client, JobProgress.SILENT)
                    .start(table, body, Map.of(), UUID.randomUUID().toString(), JobWatch.STEP_SECONDS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a job by what a command sends, waits, and reports. */
    RemoteJob start(String command, RestRequest route, JsonNode body) {
        command(command);
        return ended(JsonJobs.start(client, JobProgress.SILENT, route, body, JobWatch.STEP_SECONDS));
    }

    private RemoteJob ended(RemoteJob job) {
        RemoteJob ended = new JobWatch(client, JobProgress.SILENT, LONGEST_OUTAGE).untilEnded(job);
        new JobReport(terminal, client).show(ended);
        expect("the status of job " + ended.id(), JobStatus.SUCCEEDED.text(), ended.status());
        return ended;
    }

    /** The path as a person in this folder would type it. */
    static Path asTyped(Path file) {
        Path here = Path.of("").toAbsolutePath();
        Path absolute = file.toAbsolutePath().normalize();
        return absolute.startsWith(here) ? here.relativize(absolute) : file;
    }

    void expectCounts(String what, RemoteJob job, long read, long rejected) {
        expect("records read of " + what, read, job.count("rowsRead").orElse(-1));
        expect(
                "rows loaded of " + what,
                read - rejected,
                job.count("rowsLoaded").orElse(-1));
        expect("rows rejected of " + what, rejected, job.count("rowsRejected").orElse(-1));
    }

    /** How many rows a table has now. */
    long rowsIn(String table) {
        return client.json(RestRequest.get("v1", "tables", table)).path("rows").asLong(-1);
    }

    /** A view's rows, of one year or of all. */
    JsonNode view(String name, Optional<Integer> year) {
        return client.json(RestRequest.get("v1", "views", name).query("year", year))
                .path("rows");
    }

    /** Checks a fact; what is otherwise is said at once and remembered. */
    void expect(String what, Object expected, Object actual) {
        if (!expected.equals(actual)) {
            surprise(what + ": expected " + expected + ", but was " + actual);
        }
    }

    void surprise(String sentence) {
        surprises.add(sentence);
        if (!stopping.getAsBoolean()) {
            terminal.err().println("NOT AS IT SHOULD BE: " + sentence);
        }
    }

    List<String> surprises() {
        return List.copyOf(surprises);
    }
}
