package dev.tablekeeper.standalone.cli;

import dev.tablekeeper.standalone.cli.client.CsvLoads;
import dev.tablekeeper.standalone.cli.client.JobProgress;
import dev.tablekeeper.standalone.cli.client.LoadSource;
import dev.tablekeeper.standalone.cli.client.RemoteJob;
import dev.tablekeeper.standalone.cli.client.RestClient;
import dev.tablekeeper.standalone.cli.client.ServerUnreachable;
import dev.tablekeeper.standalone.cli.print.Displays;
import dev.tablekeeper.standalone.cli.print.Terminal;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "load",
        description = "Loads a CSV file into a table.",
        footer = {
            "",
            "Either all accepted rows arrive or none; rejected ones are handed back with line, column and reason.",
            "Exit code: 0 loaded, 1 the job failed or was cancelled, 2 wrong usage or refused, 3 no server."
        })
final class LoadCommand extends JobStartCommand {
    @Parameters(index = "0", paramLabel = "TABLE", description = "The table.")
    private String table;

    @Parameters(
            index = "1",
            paramLabel = "FILE",
            description = "A file, plain or gzip; - for standard input; or what the server reads itself:"
                    + " gs://BUCKET/NAME, incoming/NAME (* and ** for several).")
    private String file;

    @Mixin
    private LoadOptions options;

    @Option(
            names = "--idempotency-key",
            paramLabel = "TEXT",
            description = "The same key and the same request give the same job, however often (default: a new key).")
    private Optional<String> idempotencyKey = Optional.empty();

    LoadCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(RestClient client) {
        LoadSource source = source();
        RemoteJob job;
        try (JobProgress progress = Displays.of(terminal())) {
            job = start(client, source, progress);
            if (job.json().path("existing").asBoolean()) {
                progress.note("This was loaded before, by job " + job.id() + "; --again loads it once more.");
            }
            job = follow(client, progress, job);
        }
        return report(client, job);
    }

    private LoadSource source() {
        try {
            if (!file.equals(LoadSource.STDIN) && Files.isDirectory(Path.of(file))) {
                throw new CommandFailure(
                        ExitCode.USAGE, "'" + file + "' is a folder; name the files in it one by one.");
            }
            return LoadSource.of(file, terminal().in())
                    .orElseThrow(() -> new CommandFailure(
                            ExitCode.USAGE,
                            "There is no file '" + file + "' here; what lies on the server's side begins with a scheme"
                                    + " such as gs:// or with " + LoadSource.INCOMING));
        } catch (UncheckedIOException | InvalidPathException e) {
            throw new CommandFailure(ExitCode.USAGE, "'" + file + "' cannot be read: " + e.getMessage());
        }
    }

    private RemoteJob start(RestClient client, LoadSource source, JobProgress progress) {
        String key = idempotencyKey.orElseGet(() -> "cli-" + UUID.randomUUID());
        try {
            return new CsvLoads(client, progress).start(table, source, options.given(), key, waitSeconds());
        } catch (ServerUnreachable e) {
            if (e.mayHaveArrived()) {
                progress.note("Whether the load was accepted is not known. To send it again without loading twice, add"
                        + " --idempotency-key " + key);
            }
            throw e;
        }
    }
}
