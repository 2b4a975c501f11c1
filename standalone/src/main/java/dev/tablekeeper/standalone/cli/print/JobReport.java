package dev.tablekeeper.standalone.cli.print;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.standalone.cli.client.Problem;
import dev.tablekeeper.standalone.cli.client.RemoteJob;
import dev.tablekeeper.standalone.cli.client.RequestRefused;
import dev.tablekeeper.standalone.cli.client.RestClient;
import dev.tablekeeper.standalone.cli.client.ServerUnreachable;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What became of a job, in sentences and figures. */
public final class JobReport {
    private static final int EXAMPLES = 5;
    private static final long FEWEST_FOR_A_RATE = 1_000;

    private final Terminal terminal;
    private final RestClient client;

    public JobReport(Terminal terminal, RestClient client) {
        this.terminal = terminal;
        this.client = client;
    }

    /** Counts, time, and the first rejects of a job that succeeded, to standard output. */
    public void succeeded(RemoteJob job) {
        PrintStream out = terminal.out();
        BackupReport backups = new BackupReport(terminal);
        if (backups.isAbout(job)) {
            out.println(heading(job) + (BackupReport.isDryRun(job) ? " (a dry run: no table was touched)" : ""));
            backups.succeeded(job);
            return;
        }
        boolean dryRun = job.json().path("input").path("dryRun").asBoolean();
        out.println(heading(job) + (dryRun ? " (a dry run: nothing was loaded)" : ""));
        counts(job, dryRun)
                .forEach((what, number) -> out.println("  " + what + " ".repeat(17 - what.length()) + number));
        if (job.hasRejects()) {
            examples(job, out);
            out.println("All of them: " + rejectsCommand(job) + "; mend the file and load it as it is.");
        }
    }

    /** Why a job failed and what can be done, to standard error. */
    public void failed(RemoteJob job) {
        PrintStream err = terminal.err();
        if (job.is(JobStatus.CANCELLED)) {
            err.println(heading(job));
            return;
        }
        Problem problem = job.error().orElse(new Problem("", "the server does not say why", "", List.of()));
        err.println(
                heading(job) + ": " + problem.title() + (problem.code().isEmpty() ? "" : " (" + problem.code() + ")"));
        if (!problem.detail().isEmpty()) {
            err.println("  " + DisplayText.printable(problem.detail()));
        }
        if (job.hasRejects()) {
            examples(job, err);
            err.println("All of them: " + rejectsCommand(job));
        }
        boolean kept = job.json().path("links").has("retry");
        String retry = terminal.program() + " retry " + job.id();
        if (job.retryable()) {
            err.println("Nothing has to be mended first: "
                    + (kept
                            ? retry + " does the same anew from what is kept."
                            : "the same command may succeed when it is run again."));
        } else if (kept) {
            String read = new BackupReport(terminal).isAbout(job) ? "" : "What it read is kept as it is: ";
            err.println(read + "once nothing else is in the way, " + retry + " does the same anew.");
        }
    }

    /** A job as it is now, to standard output; why it failed, to standard error. */
    public void show(RemoteJob job) {
        if (job.is(JobStatus.SUCCEEDED)) {
            succeeded(job);
        } else if (job.ended()) {
            failed(job);
        } else {
            PrintStream out = terminal.out();
            out.println(heading(job));
            out.println("  tables           " + String.join(", ", job.tables()));
            out.println("  started by       " + job.text("startedBy"));
            out.println("  created          " + job.text("createdAt"));
            if (job.is(JobStatus.WAITING_APPROVAL)) {
                new BackupReport(terminal).waiting(job);
                return;
            }
            JsonNode at = job.json().path("progress");
            if (at.isObject()) {
                out.println("  " + at.path("phase").asText() + " "
                        + Figures.share(
                                at.path("done").asLong(),
                                at.path("total").asLong(),
                                at.path("unit").asText()));
            }
        }
    }

    /** {@code load-… succeeded in 0.8 s}. */
    private static String heading(RemoteJob job) {
        return "Job " + job.id() + " "
                + verb(job)
                + job.took().map(t -> " in " + Figures.time(t)).orElse("");
    }

    private static String verb(RemoteJob job) {
        if (job.is(JobStatus.CANCELLED)) {
            return "was cancelled";
        }
        return job.ended() ? job.status() : "is " + job.status().replace("-", " for ");
    }

    private static Map<String, String> counts(RemoteJob job, boolean dryRun) {
        Map<String, String> counts = new LinkedHashMap<>();
        job.count("rowsRead").ifPresent(n -> counts.put("rows read", Figures.count(n)));
        job.count("rowsLoaded")
                .ifPresent(n -> counts.put(dryRun ? "would be loaded" : "rows loaded", Figures.count(n) + rate(job)));
        job.count("rowsSuperseded").ifPresent(n -> counts.put("rows superseded", Figures.count(n)));
        job.count("rowsRejected").ifPresent(n -> counts.put("rows rejected", Figures.count(n)));
        return counts;
    }

    private static String rate(RemoteJob job) {
        long read = job.count("rowsRead").orElse(0);
        return job.took()
                .filter(t -> read >= FEWEST_FOR_A_RATE && t.toMillis() > 0)
                .map(t -> "  (" + Figures.count(1000 * read / t.toMillis()) + " rows/s)")
                .orElse("");
    }

    private void examples(RemoteJob job, PrintStream out) {
        JsonNode rejected = job.json().path("result").path("rejected");
        if (!rejected.isEmpty()) {
            examples(rejected, out);
            return;
        }
        try {
            TextTable examples = RejectsExcerpt.of(client, job.id(), EXAMPLES);
            out.println(
                    job.count("rowsRejected").orElse(Long.MAX_VALUE) > EXAMPLES
                            ? "Rejected, for example:"
                            : "Rejected:");
            examples.print(out, "  ");
        } catch (RequestRefused | ServerUnreachable | UncheckedIOException e) {
            // The job is done; that its rejects cannot be shown here does not change how it ended.
            terminal.err().println("The rejected rows cannot be shown now: " + e.getMessage());
        }
    }

    /** Of an insert, whose result names them itself. */
    private static void examples(JsonNode rejected, PrintStream out) {
        TextTable examples = new TextTable("table", "row", "column", "code", "reason");
        for (int i = 0; i < Math.min(EXAMPLES, rejected.size()); i++) {
            JsonNode one = rejected.get(i);
            examples.row(Stream.of("table", "row", "column", "code", "reason")
                    .map(field -> one.path(field).asText())
                    .toList());
        }
        out.println(rejected.size() > EXAMPLES ? "Rejected, for example:" : "Rejected:");
        examples.print(out, "  ");
    }

    private String rejectsCommand(RemoteJob job) {
        return terminal.program() + " rejects " + job.id() + " > rejects.csv";
    }
}
