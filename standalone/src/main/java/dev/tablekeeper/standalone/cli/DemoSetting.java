package dev.tablekeeper.standalone.cli;

import dev.tablekeeper.standalone.Configuration;
import dev.tablekeeper.standalone.temporal.TemporalChoice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The environment in which the demonstration serves: what the user has set for a real server must not reach it.
 *
 * @param usualPort whether it is the one that clients try by themselves
 */
record DemoSetting(Map<String, String> environment, boolean usualPort) {
    static final int USUAL_PORT = 8080;

    private static final String OURS = "TABLEKEEPER_";
    private static final Set<String> KEPT = Set.of(Configuration.TABLES, Configuration.VIEWS);

    DemoSetting {
        environment = Map.copyOf(environment);
    }

    /** All data in {@code folder}, listening on this machine only, on a port that is free. */
    static DemoSetting of(Map<String, String> users, Path folder) throws IOException {
        Map<String, String> environment = new HashMap<>(users);
        environment
                .keySet()
                .removeIf(name ->
                        (name.startsWith(OURS) || name.startsWith(Configuration.TEMPORALS)) && !KEPT.contains(name));
        int port = freePort();
        environment.put(Configuration.WAREHOUSE, "duckdb:" + folder.resolve("warehouse.duckdb"));
        environment.put(Configuration.OBJECTS, "file:" + folder.resolve("objects"));
        environment.put(Configuration.BACKUPS, "file:" + folder.resolve("backups"));
        environment.put(Configuration.BACKUP_AT, Configuration.OFF);
        environment.put(Configuration.TEMPORAL, TemporalChoice.NO_PROGRAM);
        environment.put(Configuration.LISTEN, "127.0.0.1:" + port);
        environment.put(Configuration.OPERATIONS_LISTEN, Configuration.OFF);
        return new DemoSetting(environment, port == USUAL_PORT);
    }

    private static int freePort() throws IOException {
        try {
            return bound(USUAL_PORT);
        } catch (IOException e) {
            return bound(0);
        }
    }

    private static int bound(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket.getLocalPort();
        }
    }
}
