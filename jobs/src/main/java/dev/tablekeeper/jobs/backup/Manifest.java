package dev.tablekeeper.jobs.backup;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.row.Fingerprint;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.Content;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a backup holds. It is written last: a folder without one is no backup.
 *
 * @param formatVersion of this description and of the files; see docs/backup-format.md
 * @param instant as of when all tables are
 * @param sealedAt when the backup was complete
 * @param job that made it
 */
public record Manifest(
        int formatVersion,
        String id,
        Instant instant,
        Instant sealedAt,
        Optional<String> label,
        Product product,
        String job,
        List<Table> tables,
        List<View> views) {
    /** The version that this program writes, and the newest that it reads. */
    public static final int FORMAT_VERSION = 1;

    public Manifest {
        label = label == null ? Optional.empty() : label;
        tables = List.copyOf(tables);
        views = List.copyOf(views);
    }

    /** The program that wrote it. */
    public record Product(String name, String version) {
        /** This program. */
        public static final Product CURRENT = new Product("tablekeeper", thisVersion());

        private static String thisVersion() {
            String version = Manifest.class.getPackage().getImplementationVersion();
            return version == null ? "development" : version;
        }
    }

    /**
     * One table.
     *
     * @param warehouseDefinition what the warehouse itself said of it, where that is more than the definition holds
     */
    public record Table(
            String table,
            TableDefinition definition,
            long rows,
            Fingerprint fingerprint,
            List<File> files,
            Optional<JsonNode> warehouseDefinition) {
        public Table {
            files = List.copyOf(files);
            warehouseDefinition =
                    warehouseDefinition == null ? Optional.empty() : warehouseDefinition.filter(node -> !node.isNull());
        }

        /** One of which there is no more to say than its definition. */
        public Table(String table, TableDefinition definition, long rows, Fingerprint fingerprint, List<File> files) {
            this(table, definition, rows, fingerprint, files, Optional.empty());
        }

        public Content content() {
            return new Content(rows, fingerprint);
        }

        public long bytes() {
            return files.stream().mapToLong(File::bytes).sum();
        }
    }

    /**
     * One file.
     *
     * @param path below the backup's own folder
     * @param crc32c of its bytes: big-endian, base64
     */
    public record File(String path, long rows, long bytes, String crc32c) {}

    /** @param sql its query, with tables as <code>${dataset}.name</code> where Tablekeeper made the view */
    public record View(String view, String sql) {}

    public long rows() {
        return tables.stream().mapToLong(Table::rows).sum();
    }

    public long bytes() {
        return tables.stream().mapToLong(Table::bytes).sum();
    }

    public Optional<Table> table(String name) {
        return tables.stream().filter(table -> table.table().equals(name)).findFirst();
    }

    public List<String> tableNames() {
        return tables.stream().map(Table::table).toList();
    }
}
