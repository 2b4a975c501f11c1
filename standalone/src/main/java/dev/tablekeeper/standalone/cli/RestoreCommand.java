package dev.tablekeeper.standalone.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.standalone.cli.client.Problem;
import dev.tablekeeper.standalone.cli.client.RestClient;
import dev.tablekeeper.standalone.cli.client.RestRequest;
import dev.tablekeeper.standalone.cli.print.LocalTimes;
import dev.tablekeeper.standalone.cli.print.Terminal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "restore",
        description = "Puts tables back as a backup has them; alone, says what that would change.",
        footer = {
            "",
            "Without BACKUP and --as-of nothing is touched: it is a dry run of the newest backup.",
            "Tables are staged, compared with the backup, then swapped; what was in them is kept for a day (undo).",
            "Exit code: 0 restored, shown, or waiting for approval, 1 the job failed or was cancelled, 2 refused, 3 no server."
        })
final class RestoreCommand extends JobStartCommand {
    @Parameters(arity = "0..1", paramLabel = "BACKUP", description = "The backup's id, or latest for the newest.")
    private Optional<String> backup = Optional.empty();

    @Option(
            names = "--as-of",
            paramLabel = "TIME",
            description = "The newest backup not later than this: 2026-11-24T08:00:00Z, or without Z as the time here.")
    private Optional<String> asOf = Optional.empty();

    @Option(names = "--tables", split = ",", paramLabel = "TABLE", description = "These only, separated by commas.")
    private List<String> tables = List.of();

    @Option(
            names = "--into-dataset",
            paramLabel = "NAME",
            description = "Restore into another dataset; its tables of these names are replaced.")
    private Optional<String> intoDataset = Optional.empty();

    @Option(
            names = "--into-suffix",
            paramLabel = "TEXT",
            description = "Restore to copies beside the tables: TEXT is put behind each name.")
    private Optional<String> intoSuffix = Optional.empty();

    @Option(names = "--approval", description = "Wait for somebody to approve it before any table is touched.")
    private boolean approval;

    @Option(
            names = "--approval-timeout",
            paramLabel = "DURATION",
            description = "How long to wait for that: P7D (default), PT12H.")
    private Optional<String> approvalTimeout = Optional.empty();

    @Option(names = "--dry-run", description = "Only say what would change.")
    private boolean dryRun;

    RestoreCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Optional<String> hint(Problem problem) {
        return whichBackups(problem);
    }

    @Override
    int run(RestClient client) {
        return startAndReport(client, RestRequest.post("v1", "restores"), body());
    }

    private ObjectNode body() {
        ObjectNode body = Json.MAPPER.createObjectNode();
        backup.ifPresent(id -> body.put("backup", id));
        asOf.ifPresent(text -> body.put("asOf", instant(text).toString()));
        if (!tables.isEmpty()) {
            tables.forEach(body.putArray("tables")::add);
        }
        intoDataset.ifPresent(name -> body.put("intoDataset", name));
        intoSuffix.ifPresent(text -> body.put("intoSuffix", text));
        approvalTimeout.ifPresent(time -> body.put("approvalTimeout", time));
        if (approval) {
            body.put("approval", true);
        }
        if (dryRun) {
            body.put("dryRun", true);
        }
        return body;
    }

    private static Instant instant(String text) {
        return LocalTimes.parse(text)
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.USAGE,
                        "--as-of is a time such as 2026-11-24T08:00:00Z or '2026-11-24 08:00', not '" + text + "'."));
    }
}
