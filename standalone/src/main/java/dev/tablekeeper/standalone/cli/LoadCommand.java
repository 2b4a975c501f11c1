package dev.tablekeeper.standalone.cli;

import dev.tablekeeper.model.workflow.LoadCsv;
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
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "load",
        description = "Loads CSV files into a table.",
        footer = {
            "",
            "Of a file all accepted rows arrive or none; rejected ones are handed back with line, column and reason.",
            "Several files are loaded one after the other, whatever becomes of each; the exit code is the worst.",
            "Exit code: 0 loaded, 1 the job failed or was cancelled, 2 wrong usage or refused, 3 no server."
        })
final class LoadCommand extends JobStartCommand {
    @Parameters(index = "0", paramLabel = "TABLE", description = "The table.")
    private String table;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "FILE",
            description = "A file, plain or gzip; - for standard input; or what the server reads itself:"
                    + " gs://BUCKET/NAME, incoming/NAME (* and ** for several).")
    private List<String> files = List.of();

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
        requireThatAllMakesSense();
        // All of them first, so that a name that is misspelt does not come up half-way.
        List<LoadSource> sources = files.stream().map(this::source).toList();
        if (sources.size() == 1) {
            return load(client, sources.get(0));
        }
        int worst = ExitCode.DONE;
        int done = 0;
        for (int i = 0; i < sources.size() && worst != ExitCode.UNREACHABLE; i++) {
            LoadSource source = sources.get(i);
            terminal().err().println(files.get(i) + ":");
            int exitCode = attempt(client, () -> load(client, source));
            worst = Math.max(worst, exitCode);
            done += exitCode == ExitCode.DONE ? 1 : 0;
        }
        String verb = waitSeconds() == 0 ? " accepted." : " loaded.";
        terminal().err().println(done + " of " + sources.size() + " files" + verb);
        return worst;
    }

    private void requireThatAllMakesSense() {
        if (files.size() == 1) {
            return;
        }
        if (idempotencyKey.isPresent()) {
            throw new CommandFailure(ExitCode.USAGE, "--idempotency-key goes with one file: each has to have its own.");
        }
        if (LoadCsv.Mode.REPLACE.text().equals(options.given().get("mode"))) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "With --mode replace each file would take the place of the one before. Load one file, or let the server"
                            + " read them as one load: incoming/NAME with * in it.");
        }
        if (files.stream().filter(LoadSource.STDIN::equals).count() > 1) {
            throw new CommandFailure(ExitCode.USAGE, "Standard input can be read once; name - once.");
        }
    }

    private int load(RestClient client, LoadSource source) {
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

    private LoadSource source(String file) {
        try {
            if (!file.equals(LoadSource.STDIN) && Files.isDirectory(Path.of(file))) {
                throw new CommandFailure(
                        ExitCode.USAGE, "'" + file + "' is a folder; name the files in it: " + file + "/*.csv");
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
