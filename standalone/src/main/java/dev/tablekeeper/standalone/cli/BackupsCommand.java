package dev.tablekeeper.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.standalone.cli.client.Reply;
import dev.tablekeeper.standalone.cli.client.RestClient;
import dev.tablekeeper.standalone.cli.client.RestRequest;
import dev.tablekeeper.standalone.cli.print.DisplayText;
import dev.tablekeeper.standalone.cli.print.Figures;
import dev.tablekeeper.standalone.cli.print.LocalTimes;
import dev.tablekeeper.standalone.cli.print.Terminal;
import dev.tablekeeper.standalone.cli.print.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "backups",
        description = "Lists backups, newest first; shows one, deletes one.",
        synopsisSubcommandLabel = "[show|delete BACKUP]",
        footer = {
            "",
            "The last column says why the retention rule keeps a backup; without a reason it goes after the next one."
        })
final class BackupsCommand extends ClientCommand {
    @Option(names = "--limit", paramLabel = "N", description = "How many (default 50, at most 500).")
    private Optional<Integer> limit = Optional.empty();

    @Option(names = "--page-token", paramLabel = "TOKEN", description = "Go on where an earlier list ended.")
    private Optional<String> pageToken = Optional.empty();

    BackupsCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(RestClient client) {
        Reply reply = client.send(
                RestRequest.get("v1", "backups").query("limit", limit).query("pageToken", pageToken));
        if (json()) {
            printJson(reply);
            return ExitCode.DONE;
        }
        JsonNode page = client.objectIn(reply);
        TextTable text = new TextTable("backup", "as of", "tables", "rows", "size", "last proven", "kept as");
        page.path("backups").forEach(backup -> add(text, backup));
        if (text.isEmpty()) {
            terminal().err().println("No backups. " + terminal().program() + " backup makes one.");
        } else {
            text.print(terminal().out(), "");
        }
        page.path("backups").forEach(this::warn);
        if (page.hasNonNull("nextPageToken")) {
            terminal()
                    .err()
                    .println("There are more; go on with --page-token "
                            + page.path("nextPageToken").asText());
        }
        return ExitCode.DONE;
    }

    private static void add(TextTable text, JsonNode backup) {
        boolean known = backup.hasNonNull("tables");
        text.row(
                backup.path("id").asText(),
                LocalTimes.of(backup.path("instant").asText()),
                known ? Figures.count(backup.path("tables").size()) : "",
                known ? Figures.count(backup.path("rows").asLong()) : "",
                known ? Figures.bytes(backup.path("bytes").asLong()) : "",
                backup.hasNonNull("lastVerified")
                        ? LocalTimes.of(backup.path("lastVerified").asText())
                        : "never",
                kept(backup));
    }

    private static String kept(JsonNode backup) {
        List<String> reasons = new ArrayList<>();
        backup.path("kept").forEach(reason -> {
            boolean label = reason.asText().equals("label") && backup.hasNonNull("label");
            reasons.add(label ? "'" + backup.path("label").asText() + "'" : reason.asText());
        });
        return reasons.isEmpty() ? "(goes after the next)" : String.join(", ", reasons);
    }

    private void warn(JsonNode backup) {
        String id = backup.path("id").asText();
        if (backup.hasNonNull("fault")) {
            terminal()
                    .err()
                    .println(id + ": "
                            + DisplayText.printable(backup.path("fault").asText()));
        }
        JsonNode drill = backup.path("verification");
        if (drill.has("succeeded") && !drill.path("succeeded").asBoolean()) {
            terminal()
                    .err()
                    .println(id + ": the last drill FAILED ("
                            + LocalTimes.of(drill.path("at").asText()) + "): "
                            + DisplayText.printable(
                                    drill.path("error").path("detail").asText()));
        }
    }
}
