package dev.tablekeeper.standalone.cli;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.tablekeeper.standalone.cli.client.JobProgress;
import dev.tablekeeper.standalone.cli.client.LoadSource;
import dev.tablekeeper.standalone.cli.client.RemoteJob;
import dev.tablekeeper.standalone.cli.client.RestClient;
import dev.tablekeeper.standalone.cli.client.RowInserts;
import dev.tablekeeper.standalone.cli.client.ServerUnreachable;
import dev.tablekeeper.standalone.cli.print.Displays;
import dev.tablekeeper.standalone.cli.print.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "insert",
        description = "Inserts rows from a JSON file into a table.",
        footer = {
            "",
            "FILE holds a list of objects, one object after the other (as in JSON Lines), or {\"rows\": [...]}; 1 to 1000",
            "rows. Good rows arrive once, bad ones are handed back with row, column and reason.",
            "Exit code: 0 inserted, 1 the job failed or was cancelled, 2 wrong usage or no row accepted, 3 no server."
        })
final class InsertCommand extends JobStartCommand {
    @Parameters(index = "0", paramLabel = "TABLE", description = "The table.")
    private String table;

    @Parameters(index = "1", paramLabel = "FILE", description = "A JSON file; - for standard input.")
    private String file;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "append (default), or merge: a row takes the place of the one with the same key.")
    private Optional<String> mode = Optional.empty();

    @Option(
            names = "--on-invalid",
            paramLabel = "WHAT",
            description = "skip (default): the good rows go in; reject: one bad row keeps all out.")
    private Optional<String> onInvalid = Optional.empty();

    @Option(
            names = "--idempotency-key",
            paramLabel = "TEXT",
            description = "The same key and the same request give the same job, however often (default: a new key).")
    private Optional<String> idempotencyKey = Optional.empty();

    InsertCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(RestClient client) {
        byte[] body = body();
        String key = idempotencyKey.orElseGet(() -> "cli-" + UUID.randomUUID());
        Map<String, String> options = new LinkedHashMap<>();
        mode.ifPresent(m -> options.put("mode", m));
        onInvalid.ifPresent(o -> options.put("onInvalid", o));
        RemoteJob job;
        try (JobProgress progress = Displays.of(terminal())) {
            job = start(client, progress, body, options, key);
            job = follow(client, progress, job);
        }
        return report(client, job);
    }

    private RemoteJob start(
            RestClient client, JobProgress progress, byte[] body, Map<String, String> options, String key) {
        try {
            return new RowInserts(client, progress).start(table, body, options, key, waitSeconds());
        } catch (ServerUnreachable e) {
            if (e.mayHaveArrived()) {
                progress.note("Whether the insert was accepted is not known. To send it again without inserting twice,"
                        + " add --idempotency-key " + key);
            }
            throw e;
        }
    }

    private byte[] body() {
        try {
            byte[] json =
                    file.equals(LoadSource.STDIN) ? terminal().in().readAllBytes() : Files.readAllBytes(Path.of(file));
            return RowInserts.body(json);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "'" + file + "' stops being JSON"
                            + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr()) + ".");
        } catch (NoSuchFileException e) {
            throw new CommandFailure(ExitCode.USAGE, "There is no file '" + file + "' here.");
        } catch (IOException | InvalidPathException e) {
            throw new CommandFailure(ExitCode.USAGE, "'" + file + "' cannot be read: " + e.getMessage());
        }
    }
}
