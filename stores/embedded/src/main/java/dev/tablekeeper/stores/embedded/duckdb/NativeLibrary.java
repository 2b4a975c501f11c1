package dev.tablekeeper.stores.embedded.duckdb;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DuckDB's native library. The driver unpacks it into the temporary folder at each start, some 70 MB, and would leave it
 * there when the process is killed. Once it is loaded nobody needs its name any more, so it is deleted at once; the system
 * keeps the content for as long as the process has it loaded.
 *
 * <p>What was left by one that was killed before that goes too. It is safe to delete what others have loaded, and no one
 * waits between writing the library and loading it; so what was last written a while ago is loaded or left over.
 */
final class NativeLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);
    private static final String DRIVER = "org.duckdb.DuckDBNative";
    private static final String FILES = "libduckdb_java*.so";
    private static final Path LOADED = Path.of("/proc/self/maps");
    private static final Duration LOADED_OR_LEFT = Duration.ofMinutes(1);

    private static boolean loaded;

    private NativeLibrary() {}

    /** @throws LinkageError where the system does not load it */
    static synchronized void load() {
        if (loaded) {
            return;
        }
        Path folder = Path.of(System.getProperty("java.io.tmpdir"));
        Set<Path> before = list(folder);
        if (unlinksWhatIsLoaded()) {
            before.stream().filter(NativeLibrary::old).forEach(NativeLibrary::delete);
        }
        try {
            Class.forName(DRIVER);
        } catch (ClassNotFoundException e) {
            throw new NoClassDefFoundError(DRIVER);
        }
        loaded = true;
        if (unlinksWhatIsLoaded()) {
            Set<Path> since = list(folder);
            since.removeAll(before);
            since.stream().filter(file -> mine(file, since.size())).forEach(NativeLibrary::delete);
        }
    }

    /** On Windows a file that is loaded cannot be deleted; there the driver does as it does. */
    private static boolean unlinksWhatIsLoaded() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return system.startsWith("linux") || system.startsWith("mac");
    }

    private static Set<Path> list(Path folder) {
        Set<Path> files = new HashSet<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, FILES)) {
            found.forEach(files::add);
        } catch (IOException e) {
            LOG.debug("{} cannot be listed: {}", folder, e.toString());
        }
        return files;
    }

    private static boolean old(Path file) {
        try {
            Instant written = Files.getLastModifiedTime(file).toInstant();
            return written.isBefore(Instant.now().minus(LOADED_OR_LEFT));
        } catch (IOException e) {
            return false;
        }
    }

    /** Another process may have unpacked its own meanwhile; where that cannot be told apart, all are left. */
    private static boolean mine(Path file, int candidates) {
        if (!Files.isReadable(LOADED)) {
            return candidates == 1;
        }
        try (Stream<String> maps = Files.lines(LOADED)) {
            String path = file.toRealPath().toString();
            return maps.anyMatch(line -> line.endsWith(path));
        } catch (IOException e) {
            return false;
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("{} stays: {}", file, e.toString());
        }
    }
}
