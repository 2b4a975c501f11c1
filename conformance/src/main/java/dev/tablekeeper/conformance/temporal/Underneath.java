package dev.tablekeeper.conformance.temporal;

import dev.tablekeeper.standalone.Configuration;
import java.nio.file.Path;
import java.util.Map;

/**
 * Which Temporal a system runs on.
 *
 * @param variables that choose it
 */
public record Underneath(String name, Map<String, String> variables) {
    /** The one inside the process, which dies with it. */
    public static final Underneath IN_PROCESS = new Underneath("in-process", Map.of(Configuration.TEMPORAL, "none"));

    public Underneath {
        variables = Map.copyOf(variables);
    }

    /** The {@code temporal} program, which the system starts and ends itself. */
    public static Underneath program(Path program) {
        return new Underneath("program", Map.of(Configuration.TEMPORAL, program.toString()));
    }

    /** A server that others run, and that lives on; in a namespace of its own. */
    public static Underneath server(TemporalServer server) {
        return new Underneath(
                "server", Map.of("TEMPORAL_ADDRESS", server.address(), "TEMPORAL_NAMESPACE", server.freshNamespace()));
    }

    /** The namespace on a server of others. */
    public String namespace() {
        return variables.get("TEMPORAL_NAMESPACE");
    }
}
