package dev.tablekeeper.standalone.cli;

import dev.tablekeeper.standalone.cli.print.Terminal;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which server is spoken to, and whether its replies are shown as they are. */
final class ServerOptions {
    static final String DEFAULT_SERVER = "http://127.0.0.1:8080";
    static final String URL_VARIABLE = "TABLEKEEPER_URL";
    static final String KEY_VARIABLE = "TABLEKEEPER_API_KEY";

    private static final List<String> SCHEMES = List.of("http", "https");

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The server; otherwise " + URL_VARIABLE + ", or " + DEFAULT_SERVER
                    + ". The key it wants is in " + KEY_VARIABLE + ".")
    private Optional<String> server = Optional.empty();

    @Option(
            names = "--json",
            description = "Print the reply's body on standard output, everything else on standard error.")
    boolean json;

    URI server(Terminal terminal) {
        String text = server.or(() -> terminal.variable(URL_VARIABLE))
                .orElse(DEFAULT_SERVER)
                .strip();
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null && SCHEMES.contains(uri.getScheme()) && uri.getQuery() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new CommandFailure(
                ExitCode.USAGE,
                "The server's address is like " + DEFAULT_SERVER + " or https://tablekeeper.example.com, not '" + text
                        + "'. (--server, " + URL_VARIABLE + ")");
    }
}
