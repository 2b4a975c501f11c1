package dev.tablekeeper.conformance.operators;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.conformance.Await;
import dev.tablekeeper.conformance.BackupCase;
import dev.tablekeeper.conformance.Client;
import dev.tablekeeper.conformance.LiveSystem;
import dev.tablekeeper.conformance.Report;
import dev.tablekeeper.conformance.World;
import dev.tablekeeper.conformance.temporal.TemporalServer;
import dev.tablekeeper.conformance.temporal.Underneath;
import dev.tablekeeper.model.workflow.JobKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Backs up, restores, approves, proves and undoes as operators do, with Temporal's own command line, which starts workflows
 * as its UI does: a type, a task queue, a JSON input. Each has to be a job like any other.
 */
public final class Operators {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Report report;
    private final Path program;
    private final TemporalServer server;
    private final String namespace;
    private final Client client;

    private Operators(Report report, Path program, TemporalServer server, String namespace, Client client) {
        this.report = report;
        this.program = program;
        this.server = server;
        this.namespace = namespace;
        this.client = client;
    }

    public static void main(String[] arguments) {
        Report.of(report -> {
            Path work = Path.of(System.getProperty("conformance.work"));
            Path program = Path.of(System.getProperty("conformance.temporal"));
            try (TemporalServer server = new TemporalServer(program, work.resolve("server"))) {
                server.start();
                Underneath underneath = Underneath.server(server);
                World world = new World(work.resolve("world"), underneath.variables());
                try (LiveSystem system = new LiveSystem(world, BackupCase.BACKUP)) {
                    BackupCase.RESTORE.prepare(system.client(), 1);
                    new Operators(report, program, server, underneath.namespace(), system.client()).run(system);
                }
            }
        });
    }

    private void run(LiveSystem system) throws IOException, InterruptedException {
        JsonNode backup = job("backup all tables", "backup", "BackupTables", "backup-by-hand", "{}");
        String id = backup.at("/result/backup").asText();
        report.result("its result names the backup", missing(id.isEmpty(), backup));

        JsonNode dryRun = job("restore without an input", "backup", "RestoreTables", "restore-nothing");
        report.result("that is a dry run", missing(!dryRun.at("/result/changes").isArray(), dryRun));

        JsonNode drill = job("prove the newest backup", "backup", "VerifyBackup", "drill-by-hand", "{}");
        report.result(
                "of the newest", missing(!drill.at("/result/backup").asText().equals(id), drill));

        long before = system.rows();
        start(
                "backup",
                "RestoreTables",
                "restore-with-approval",
                "{\"backup\":\"" + oldest() + "\",\"approval\":true}");
        boolean waits = Await.until(PATIENCE, () -> "waiting-approval".equals(status("restore")));
        report.result("a restore waits for approval", missing(!waits, newest("restore")));
        String approved = temporal(
                "workflow",
                "update",
                "execute",
                "--workflow-id",
                "restore-with-approval",
                "--name",
                "approve",
                "--input",
                "\"ada\"");
        report.result("it is approved", missing(!approved.contains("ada"), approved));
        JsonNode restored = ended("restore");
        report.result("it is done", missing(!restored.at("/status").asText().equals("succeeded"), restored));
        report.result("the stray row is gone", missing(system.rows() != before - 1, system.rows()));
        String late = temporal(
                "workflow",
                "update",
                "execute",
                "--workflow-id",
                "restore-with-approval",
                "--name",
                "approve",
                "--input",
                "\"ada\"");
        report.result("it takes no approval afterwards", missing(late.contains("swapped now"), late));

        JsonNode undone = job(
                "undo the restore",
                "backup",
                "UndoRestore",
                "undo-by-hand",
                "{\"restore\":\"" + restored.at("/id").asText() + "\"}");
        report.result("the row is back", missing(system.rows() != before, undone));

        String details = temporal("workflow", "metadata", "--workflow-id", "backup-by-hand");
        report.result("its details tell what it did", missing(!details.contains(id), details + id));

        wrong("an unknown field", "backup", "BackupTables", "{\"tabels\":[\"departments\"]}", "tabels");
        wrong(
                "a wrong type",
                "backup",
                "RestoreTables",
                "{\"backup\":\"latest\",\"approval\":\"perhaps\"}",
                "approval");
        wrong(
                "two backups at once",
                "backup",
                "RestoreTables",
                "{\"backup\":\"latest\",\"asOf\":\"2026-01-01T00:00:00Z\"}",
                "keep one");
        wrong("an undo of nothing", "backup", "UndoRestore", "{}", "restore is missing");
        wrong("a load of nothing", "load", "LoadCsv", "{}", "table");
        wrong("an insert of nothing", "insert", "InsertRows", "{}", "tables is missing");
        wrong(
                "a load with an unknown field",
                "load",
                "LoadCsv",
                "{\"table\":\"departments\",\"uri\":\"incoming/x.csv\",\"delimeter\":\";\"}",
                "delimeter");
    }

    /** The backup that was made first. */
    private String oldest() throws IOException {
        JsonNode backups = client.get("/v1/backups").json().path("backups");
        return backups.get(backups.size() - 1).path("id").asText();
    }

    private JsonNode job(String what, String queue, String type, String workflow, String... input)
            throws IOException, InterruptedException {
        String kind = JobKind.ofWorkflowType(type).orElseThrow().text();
        String before = newest(kind).path("id").asText();
        start(queue, type, workflow, input);
        Await.until(
                PATIENCE,
                () -> !newest(kind).path("id").asText().equals(before)
                        && newest(kind).has("finishedAt"));
        JsonNode job = newest(kind);
        List<String> faults = new ArrayList<>();
        if (!job.path("status").asText().equals("succeeded")
                || !job.path("startedBy").asText().equals("operator")) {
            faults.add(job.toString());
        }
        report.result(what, faults);
        return job;
    }

    private JsonNode ended(String kind) {
        Await.until(PATIENCE, () -> newest(kind).has("finishedAt"));
        return newest(kind);
    }

    private String status(String kind) {
        return newest(kind).path("status").asText();
    }

    private JsonNode newest(String kind) {
        try {
            return client.get("/v1/jobs?limit=1&kind=" + kind)
                    .json()
                    .path("jobs")
                    .path(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that fails at once, with a sentence that names what is wrong. */
    private void wrong(String what, String queue, String type, String input, String names)
            throws IOException, InterruptedException {
        String workflow = "wrong-" + what.replace(' ', '-');
        start(queue, type, workflow, input);
        String result = temporal("workflow", "result", "--workflow-id", workflow);
        report.result(what + " fails at once", missing(!result.contains(names) || !result.contains("FAILED"), result));
    }

    private void start(String queue, String type, String workflow, String... input)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(
                List.of("workflow", "start", "--task-queue", queue, "--type", type, "--workflow-id", workflow));
        for (String one : input) {
            words.addAll(List.of("--input", one));
        }
        String answer = temporal(words.toArray(String[]::new));
        report.result("start " + type + " as " + workflow, missing(!answer.contains(workflow), answer));
    }

    private String temporal(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(Arrays.asList(words));
        command.addAll(List.of("--address", server.address(), "--namespace", namespace));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    private static List<String> missing(boolean wrong, Object instead) {
        return wrong ? List.of(String.valueOf(instead)) : List.of();
    }
}
