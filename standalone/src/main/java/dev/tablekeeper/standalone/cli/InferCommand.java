package dev.tablekeeper.standalone.cli;

import dev.tablekeeper.model.table.ObjectName;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.LoadCsv;
import dev.tablekeeper.standalone.cli.client.LoadSource;
import dev.tablekeeper.standalone.cli.print.DisplayText;
import dev.tablekeeper.standalone.cli.print.Terminal;
import dev.tablekeeper.standalone.infer.CsvText;
import dev.tablekeeper.standalone.infer.DefinitionYaml;
import dev.tablekeeper.standalone.infer.Inference;
import dev.tablekeeper.standalone.infer.TableInference;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.zip.ZipException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "infer",
        description = "Proposes a table definition that CSV files fit.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Reads every record, needs no server, and writes a file for the folder tables/. What it is not sure of stands"
                    + " in it as a comment, and on standard error."
        })
final class InferCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Files of one table, plain or gzip; - for standard input.")
    private List<String> files = List.of();

    @Option(names = "--table", paramLabel = "NAME", description = "The table's name (default: by the first file's).")
    private Optional<String> table = Optional.empty();

    @Option(names = "--output", paramLabel = "FILE", description = "Write a new file instead of standard output.")
    private Optional<Path> output = Optional.empty();

    @Option(
            names = "--delimiter",
            paramLabel = "CHAR",
            description = "auto (default: one of , ; tab |), tab, or a character.")
    private String delimiter = "auto";

    @Option(
            names = "--header",
            paramLabel = "WHEN",
            description = "auto (default), present or absent: whether the first record names the columns.")
    private LoadCsv.Header header = LoadCsv.Header.AUTO;

    @Option(names = "--encoding", paramLabel = "NAME", description = "The files' encoding (default UTF-8).")
    private Charset encoding = StandardCharsets.UTF_8;

    InferCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        String name = table.orElseGet(this::nameOfFile);
        ObjectName.fault(name).ifPresent(fault -> {
            throw new CommandFailure(ExitCode.USAGE, fault);
        });
        TableInference inference = new TableInference(new TableInference.Options(delimiter(), header));
        for (String file : files) {
            read(inference, file);
        }
        Inference result = inference(inference, name);
        write(DefinitionYaml.of(
                result, files.stream().map(InferCommand::fileName).collect(Collectors.joining(", "))));
        terminal.err().println(result.seen() + ".");
        result.doubts().forEach(doubt -> terminal.err().println("? " + DisplayText.printable(doubt)));
        return ExitCode.DONE;
    }

    private String nameOfFile() {
        String file = files.get(0);
        if (file.equals(LoadSource.STDIN)) {
            throw new CommandFailure(
                    ExitCode.USAGE, "Standard input has no name: say what the table is called, --table NAME");
        }
        return TableInference.tableName(fileName(file));
    }

    private String delimiter() {
        String given = delimiter.equals("tab") || delimiter.equals("\\t") ? "\t" : delimiter;
        boolean character = given.length() == 1 && given.charAt(0) < 0x7f && "\"\r\n".indexOf(given.charAt(0)) < 0;
        if (!character && !given.equals("auto")) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--delimiter is auto, tab or one ASCII character, not '" + given + "'");
        }
        return given;
    }

    private void read(TableInference inference, String file) {
        try (InputStream in = open(file)) {
            inference.read(CsvText.of(file.equals(LoadSource.STDIN) ? "standard input" : fileName(file), in, encoding));
        } catch (Failure e) {
            throw new CommandFailure(ExitCode.USAGE, about(file, e.getMessage()));
        } catch (IOException e) {
            throw unreadable(file, e);
        } catch (UncheckedIOException e) {
            throw unreadable(file, e.getCause());
        }
    }

    private static Inference inference(TableInference inference, String name) {
        try {
            return inference.table(name);
        } catch (Failure e) {
            throw new CommandFailure(ExitCode.USAGE, e.getMessage());
        }
    }

    private InputStream open(String file) throws IOException {
        if (file.equals(LoadSource.STDIN)) {
            return terminal.in();
        }
        try {
            Path path = Path.of(file);
            if (Files.isDirectory(path)) {
                throw new CommandFailure(ExitCode.USAGE, "'" + file + "' is a folder; name the files in it.");
            }
            if (!Files.exists(path)) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "There is no file '" + file + "' here"
                                + (LoadSource.SCHEME.matcher(file).matches() ? "; copy it here first." : "."));
            }
            return Files.newInputStream(path);
        } catch (InvalidPathException e) {
            throw new CommandFailure(ExitCode.USAGE, "'" + file + "' cannot be a file's name: " + e.getReason());
        }
    }

    private CommandFailure unreadable(String file, IOException e) {
        if (e instanceof CharacterCodingException) {
            return new CommandFailure(
                    ExitCode.USAGE, "'" + file + "' is not " + encoding + " throughout; say its true --encoding.");
        }
        if (e instanceof EOFException || e instanceof ZipException) {
            return new CommandFailure(ExitCode.USAGE, "'" + file + "' is a gzip file that is cut off or damaged.");
        }
        return new CommandFailure(
                ExitCode.USAGE,
                "'" + file + "' cannot be read"
                        + (e instanceof AccessDeniedException ? ": access denied" : ": " + e.getMessage()));
    }

    private static String about(String file, String message) {
        return message.contains(fileName(file)) ? message : "'" + file + "': " + message;
    }

    private static String fileName(String file) {
        return Path.of(file).getFileName() == null
                ? file
                : Path.of(file).getFileName().toString();
    }

    private void write(String yaml) {
        if (output.isEmpty()) {
            terminal.out().print(yaml);
            terminal.out().flush();
            return;
        }
        try {
            Files.writeString(output.get(), yaml, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailure(
                    ExitCode.USAGE, "'" + output.get() + "' is there already, and is left as it is; name a new file.");
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.USAGE, "'" + output.get() + "' cannot be written: " + e.getMessage());
        }
    }
}
