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
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "show", description = "Shows what a backup holds.")
final class ShowBackupCommand extends ClientCommand {
    @Parameters(paramLabel = "BACKUP", description = "The backup's id, or latest for the newest.")
    private String id;

    ShowBackupCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(RestClient client) {
        Reply reply = client.send(RestRequest.get("v1", "backups", id));
        if (json()) {
            printJson(reply);
        } else {
            show(client.objectIn(reply));
        }
        return ExitCode.DONE;
    }

    private void show(JsonNode backup) {
        PrintStream out = terminal().out();
        out.println("Backup " + backup.path("id").asText());
        line("as of", LocalTimes.withZone(backup.path("instant").asText()));
        line("label", backup.path("label").asText(""));
        line("made by", backup.path("job").asText());
        line(
                "holds",
                Figures.count(backup.path("rows").asLong(), "row") + " in "
                        + Figures.count(backup.path("tables").size(), "table") + ", "
                        + Figures.bytes(backup.path("bytes").asLong()));
        line("last proven", proven(backup));
        TextTable tables = new TextTable("table", "rows", "columns", "files", "size", "fingerprint");
        for (JsonNode table : backup.path("tables")) {
            long bytes = 0;
            for (JsonNode file : table.path("files")) {
                bytes += file.path("bytes").asLong();
            }
            tables.row(
                    table.path("table").asText(),
                    Figures.count(table.path("rows").asLong()),
                    Figures.count(table.path("definition").path("columns").size()),
                    Figures.count(table.path("files").size()),
                    Figures.bytes(bytes),
                    table.path("fingerprint").path("value").asText());
        }
        tables.print(out, "");
        List<String> views = new ArrayList<>();
        backup.path("views").forEach(view -> views.add(view.path("view").asText()));
        if (!views.isEmpty()) {
            out.println("Views: " + String.join(", ", views));
        }
    }

    private String proven(JsonNode backup) {
        JsonNode drill = backup.path("verification");
        String last = backup.hasNonNull("lastVerified")
                ? LocalTimes.withZone(backup.path("lastVerified").asText())
                : "never";
        if (drill.has("succeeded") && !drill.path("succeeded").asBoolean()) {
            return last + "; the drill of "
                    + LocalTimes.withZone(drill.path("at").asText()) + " FAILED: "
                    + drill.path("error").path("detail").asText();
        }
        return last.equals("never")
                ? "never; " + terminal().program() + " verify "
                        + backup.path("id").asText() + " does it"
                : last;
    }

    private void line(String name, String value) {
        if (!value.isEmpty()) {
            terminal().out().println("  " + name + " ".repeat(17 - name.length()) + DisplayText.printable(value));
        }
    }
}
