package dev.tablekeeper.standalone.cli;

import dev.tablekeeper.standalone.cli.print.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** How one run of the command line ended, and what it printed. */
record Ran(int exitCode, String out, String err) {

    static Ran at(URI server, String... arguments) {
        return with(Map.of("TABLEKEEPER_URL", server.toString()), new byte[0], arguments);
    }

    static Ran with(Map<String, String> environment, byte[] stdin, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        InputStream in = new ByteArrayInputStream(stdin);
        Terminal terminal = new Terminal(
                in,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                "./tablekeeper",
                new HashMap<>(environment));
        int exitCode = Tablekeeper.run(terminal, arguments);
        return new Ran(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
