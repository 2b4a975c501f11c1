package dev.tablekeeper.bench;

import dev.tablekeeper.standalone.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Where and how a benchmark serves: all data in a folder of its own, on a free port. */
final class BenchSetting {
    private BenchSetting() {}

    static Configuration configuration(Path folder, String tables, String views) {
        return configuration(folder, tables, views, "none");
    }

    /** @param temporal the {@code temporal} program, or {@code none} for the in-process server */
    static Configuration configuration(Path folder, String tables, String views, String temporal) {
        Map<String, String> environment = new HashMap<>();
        environment.put(Configuration.WAREHOUSE, "duckdb:" + folder.resolve("warehouse.duckdb"));
        environment.put(Configuration.OBJECTS, "file:" + folder.resolve("objects"));
        environment.put(Configuration.BACKUPS, "file:" + folder.resolve("backups"));
        environment.put(Configuration.BACKUP_AT, Configuration.OFF);
        environment.put(Configuration.TABLES, tables);
        environment.put(Configuration.VIEWS, views);
        environment.put(Configuration.LISTEN, "127.0.0.1:0");
        environment.put("TABLEKEEPER_OPERATIONS_LISTEN", "off");
        environment.put("TABLEKEEPER_TEMPORAL", temporal);
        return Configuration.of(environment);
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
