package dev.tablekeeper.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.key.KeyEntries;
import dev.tablekeeper.model.key.KeyEntry;
import dev.tablekeeper.model.key.Scope;
import dev.tablekeeper.model.table.NearestName;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.standalone.cli.print.Terminal;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "keys", description = "Makes keys for the API.", mixinStandardHelpOptions = true)
final class KeysCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    private final Terminal terminal;

    KeysCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Missing required subcommand: new");
    }

    @Command(
            name = "new",
            description = {
                "Makes a key and prints it, once, with the entry to store. Nothing is sent to a server.",
                "The entry opens the API as soon as it is in the list of keys there; the key cannot be had from it."
            },
            mixinStandardHelpOptions = true)
    int make(
            @Parameters(paramLabel = "NAME", description = "What the key is called in jobs and logs.") String name,
            @Option(
                            names = "--scopes",
                            required = true,
                            split = ",",
                            paramLabel = "SCOPE",
                            description = "What it may do: read, insert, load, backup, restore; separated by commas.")
                    List<String> scopes,
            @Option(
                            names = "--tables",
                            split = ",",
                            paramLabel = "TABLE",
                            description = "The tables it may do that with; all, if not given.")
                    List<String> tables,
            @Option(
                            names = "--requests-per-minute",
                            paramLabel = "N",
                            description = "How many requests of one kind it may make a minute; 600, if not given.")
                    Optional<Integer> requestsPerMinute,
            @Option(names = "--json", description = "Print {\"key\", \"entry\"} as JSON on standard output.")
                    boolean json) {
        String key = newKey();
        KeyEntry entry = new KeyEntry(
                name,
                Optional.of(KeyEntry.fingerprint(key)),
                Optional.empty(),
                scopes(scopes),
                tables == null ? List.of(KeyEntry.ALL_TABLES) : tables,
                requestsPerMinute.map(OptionalInt::of).orElseGet(OptionalInt::empty));
        check(entry);
        if (json) {
            ObjectNode both = Json.MAPPER.createObjectNode();
            both.put("key", key).set("entry", Json.MAPPER.<JsonNode>valueToTree(entry));
            terminal.out().println(Json.write(both));
        } else {
            terminal.out().println(key);
            terminal.out().println(Json.write(entry));
        }
        explain(name);
        return ExitCode.DONE;
    }

    /** 256 bits that nobody can guess, so that a plain hash of it gives nothing away; the prefix is for secret scanners. */
    private static String newKey() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return "tk_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private List<Scope> scopes(List<String> texts) {
        List<Scope> scopes = new ArrayList<>();
        for (String text : texts) {
            Scope scope = Scope.ofText(text.strip())
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(),
                            "there is no scope '" + text + "'" + NearestName.hint(text, Scope.texts()) + " There are "
                                    + String.join(", ", Scope.texts())));
            if (!scopes.contains(scope)) {
                scopes.add(scope);
            }
        }
        return scopes;
    }

    /** As the server will read it. */
    private void check(KeyEntry entry) {
        try {
            KeyEntries.parse("[" + Json.write(entry) + "]");
        } catch (Failure e) {
            throw new ParameterException(spec.commandLine(), e.getMessage().replaceFirst("^entry 1[^:]*: ", ""), e);
        }
    }

    private void explain(String name) {
        PrintStream err = terminal.err();
        err.println();
        err.println("The first is the key of '" + name + "': give it to whom it is for; it is shown this once.");
        err.println(
                "They send it as the header X-API-Key, the command line has it in " + ServerOptions.KEY_VARIABLE + ".");
        err.println(
                "The second is its entry: add it to the JSON list of keys, [entry, entry, …], which the server reads");
        err.println("  from the variable TABLEKEEPER_API_KEYS (read at the start), or");
        err.println(
                "  with TABLEKEEPER_SECRETS=file:FOLDER from FOLDER/tablekeeper-api-keys (read again within seconds).");
        err.println("To revoke the key, take the entry out.");
    }
}
