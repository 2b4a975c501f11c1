package dev.tablekeeper.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.standalone.cli.client.RestClient;
import dev.tablekeeper.standalone.cli.client.RestRequest;
import dev.tablekeeper.standalone.cli.print.Figures;
import dev.tablekeeper.standalone.cli.print.LocalTimes;
import dev.tablekeeper.standalone.cli.print.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "delete",
        description = "Deletes a backup, also one that the retention rule would keep.",
        footer = {"", "Exit code: 0 it is gone, 1 it was left, 2 there is none, or a job reads it, 3 no server."})
final class DeleteBackupCommand extends ClientCommand {
    private static final Set<String> YES = Set.of("y", "yes");

    @Parameters(paramLabel = "BACKUP", description = "The backup's id.")
    private String id;

    @Option(names = "--yes", description = "Do not ask first.")
    private boolean yes;

    DeleteBackupCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(RestClient client) {
        if (!yes && !confirmed(client)) {
            terminal().err().println("It was left as it is.");
            return ExitCode.FAILED;
        }
        printJson(client.send(RestRequest.delete("v1", "backups", id)));
        if (!json()) {
            terminal().out().println("The backup " + id + " was deleted.");
        }
        return ExitCode.DONE;
    }

    private boolean confirmed(RestClient client) {
        if (!terminal().interactive()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "A backup that is deleted cannot be had back. Nobody can be asked here; say --yes.");
        }
        JsonNode backup = client.json(RestRequest.get("v1", "backups", id));
        terminal()
                .err()
                .print("Delete the backup " + id + ", as of "
                        + LocalTimes.withZone(backup.path("instant").asText()) + ", with "
                        + Figures.count(backup.path("rows").asLong(), "row") + " in "
                        + Figures.count(backup.path("tables").size(), "table")
                        + "? It cannot be had back. [y/N] ");
        terminal().err().flush();
        return YES.contains(answer().strip().toLowerCase(Locale.ROOT));
    }

    private String answer() {
        try {
            String line = new BufferedReader(new InputStreamReader(terminal().in(), StandardCharsets.UTF_8)).readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
