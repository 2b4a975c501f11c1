package dev.tablekeeper.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.standalone.cli.client.RemoteJob;
import dev.tablekeeper.standalone.cli.client.Reply;
import dev.tablekeeper.standalone.cli.client.RestClient;
import dev.tablekeeper.standalone.cli.client.RestRequest;
import dev.tablekeeper.standalone.cli.print.Figures;
import dev.tablekeeper.standalone.cli.print.Terminal;
import dev.tablekeeper.standalone.cli.print.TextTable;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "jobs", description = "Lists jobs, newest first.")
final class JobsCommand extends ClientCommand {
    private static final int MOST_NAMED = 4;

    @Option(names = "--kind", paramLabel = "KIND", description = "Only this kind: load, insert, backup, restore, …")
    private Optional<String> kind = Optional.empty();

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "Only these: queued, running, waiting-approval, succeeded, failed or cancelled.")
    private Optional<String> status = Optional.empty();

    @Option(names = "--table", paramLabel = "TABLE", description = "Only jobs of this table.")
    private Optional<String> table = Optional.empty();

    @Option(names = "--limit", paramLabel = "N", description = "How many (default 50, at most 500).")
    private Optional<Integer> limit = Optional.empty();

    @Option(names = "--page-token", paramLabel = "TOKEN", description = "Go on where an earlier list ended.")
    private Optional<String> pageToken = Optional.empty();

    JobsCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(RestClient client) {
        Reply reply = client.send(RestRequest.get("v1", "jobs")
                .query("kind", kind)
                .query("status", status)
                .query("table", table)
                .query("limit", limit)
                .query("pageToken", pageToken));
        if (json()) {
            printJson(reply);
            return ExitCode.DONE;
        }
        JsonNode page = client.objectIn(reply);
        TextTable text = new TextTable("job", "status", "tables", "created", "took", "loaded", "rejected");
        page.path("jobs").forEach(json -> add(text, RemoteJob.of(json)));
        if (text.isEmpty()) {
            terminal().err().println("No jobs.");
        } else {
            text.print(terminal().out(), "");
        }
        if (page.hasNonNull("nextPageToken")) {
            terminal()
                    .err()
                    .println("There are more; go on with --page-token "
                            + page.path("nextPageToken").asText());
        }
        return ExitCode.DONE;
    }

    private static void add(TextTable text, RemoteJob job) {
        text.row(
                job.id(),
                job.status(),
                named(job.tables()),
                job.instant("createdAt")
                        .map(i -> i.truncatedTo(ChronoUnit.SECONDS).toString())
                        .orElse(""),
                job.took().map(Figures::time).orElse(""),
                count(job, "rowsLoaded"),
                count(job, "rowsRejected"));
    }

    private static String named(List<String> tables) {
        return tables.size() > MOST_NAMED
                ? String.join(", ", tables.subList(0, MOST_NAMED - 1)) + " and "
                        + Figures.count(tables.size() - MOST_NAMED + 1) + " more"
                : String.join(", ", tables);
    }

    private static String count(RemoteJob job, String field) {
        return job.count(field).isPresent() ? Figures.count(job.count(field).getAsLong()) : "";
    }
}
