package dev.tablekeeper.stores.embedded.duckdb;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.duckdb.DuckDBConnection;

/**
 * One open DuckDB database and its settings: nothing is ever fetched from the network, no file but its own is touched,
 * sessions run in UTC, and NULLs sort as in BigQuery.
 */
final class Database implements AutoCloseable {
    private static final Path MEMORY = Path.of("");

    private final DuckDBConnection root;
    private final SqlFailures failures;

    private Database(DuckDBConnection root, SqlFailures failures) {
        this.root = root;
        this.failures = failures;
    }

    static Database inMemory(DuckDbSettings settings) {
        return open(MEMORY, settings);
    }

    static Database file(Path file, DuckDbSettings settings) {
        Path absolute = file.toAbsolutePath().normalize();
        if (absolute.toString().indexOf(';') >= 0) {
            throw new StoreFailure(
                    FailureType.INVALID_REQUEST, "the path of a database cannot hold a semicolon: " + file);
        }
        try {
            Files.createDirectories(absolute.getParent());
        } catch (IOException e) {
            throw new StoreFailure(
                    FailureType.UNAVAILABLE,
                    "cannot create the folder " + absolute.getParent() + " for " + file + ": " + reason(e)
                            + "; choose another folder, or let this account write there",
                    e);
        }
        return open(absolute, settings);
    }

    private static String reason(IOException e) {
        if (e instanceof FileAlreadyExistsException) {
            return "it is a file, not a folder";
        }
        return e instanceof AccessDeniedException ? "access denied" : String.valueOf(e.getMessage());
    }

    private static Database open(Path file, DuckDbSettings settings) {
        SqlFailures failures = new SqlFailures(file.equals(MEMORY) ? "the database in memory" : file.toString());
        loadLibrary();
        try {
            Connection root = DriverManager.getConnection("jdbc:duckdb:" + file, properties(file, settings));
            try (Statement statement = root.createStatement()) {
                // No property of a database: sessions begin with it.
                statement.execute("SET GLOBAL TimeZone = 'UTC'");
                return new Database(root.unwrap(DuckDBConnection.class), failures);
            } catch (SQLException e) {
                root.close();
                throw e;
            }
        } catch (SQLException e) {
            throw failures.translate("open the database", e);
        }
    }

    private static void loadLibrary() {
        try {
            NativeLibrary.load();
        } catch (LinkageError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new StoreFailure(
                    FailureType.UNAVAILABLE,
                    "DuckDB's native library cannot be loaded: " + cause.getMessage() + ". It is unpacked into "
                            + System.getProperty("java.io.tmpdir")
                            + ", which needs 100 MB and the right to run what lies there; another folder can be named with"
                            + " java -Djava.io.tmpdir=FOLDER.",
                    e);
        }
    }

    private static Properties properties(Path file, DuckDbSettings settings) {
        Properties properties = new Properties();
        properties.setProperty("threads", Integer.toString(settings.threads()));
        properties.setProperty("memory_limit", settings.memoryBytes() + "B");
        properties.setProperty("temp_directory", file.equals(MEMORY) ? "" : file + ".tmp");
        // Rows have no order of their own; keeping one would leave one thread to insert.
        properties.setProperty("preserve_insertion_order", "false");
        properties.setProperty("default_null_order", "nulls_first_on_asc_last_on_desc");
        properties.setProperty("autoinstall_known_extensions", "false");
        properties.setProperty("autoload_known_extensions", "false");
        properties.setProperty("allow_community_extensions", "false");
        properties.setProperty("enable_external_access", "false");
        return properties;
    }

    SqlFailures failures() {
        return failures;
    }

    /** Another session in the same database; the caller closes it. */
    Connection connect() throws SQLException {
        return root.duplicate();
    }

    @Override
    public void close() {
        try (root;
                Statement statement = root.createStatement()) {
            statement.execute("CHECKPOINT");
        } catch (SQLException e) {
            throw failures.translate("close the database", e);
        }
    }
}
