package dev.tablekeeper.conformance;

import dev.tablekeeper.standalone.Configuration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder in which one system lives, with all that it has.
 *
 * @param environment what else its settings are, above all those that choose its Temporal
 */
public record World(Path folder, Map<String, String> environment) {
    private static final Path HOME = Path.of(System.getProperty("tablekeeper.home", "."));

    public World {
        environment = Map.copyOf(environment);
    }

    public Configuration configuration() {
        Map<String, String> settings = new HashMap<>(environment);
        settings.putAll(Map.of(
                Configuration.WAREHOUSE,
                "duckdb:" + folder.resolve("warehouse.duckdb"),
                Configuration.OBJECTS,
                "file:" + objects(),
                Configuration.TABLES,
                HOME.resolve("tables").toString(),
                Configuration.VIEWS,
                HOME.resolve("views").toString(),
                Configuration.BACKUPS,
                "file:" + folder.resolve("backups"),
                Configuration.BACKUP_AT,
                "off",
                Configuration.LISTEN,
                "127.0.0.1:0",
                Configuration.OPERATIONS_LISTEN,
                "off"));
        return Configuration.of(settings);
    }

    /** The root of the object store. */
    public Path objects() {
        return folder.resolve("objects");
    }

    /** The files below a folder of the object store, as paths relative to it. */
    public List<String> files(String below) {
        Path root = objects().resolve(below);
        while (Files.isDirectory(root)) {
            try (Stream<Path> files = Files.walk(root)) {
                return files.filter(Files::isRegularFile)
                        .map(file -> root.relativize(file).toString())
                        .sorted()
                        .toList();
            } catch (IOException | UncheckedIOException e) {
                // A folder that went while it was looked at; folders only go until they are gone.
            }
        }
        return List.of();
    }

    public static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
