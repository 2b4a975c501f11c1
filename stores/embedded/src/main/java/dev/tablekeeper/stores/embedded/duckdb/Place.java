package dev.tablekeeper.stores.embedded.duckdb;

import static dev.tablekeeper.stores.embedded.duckdb.Identifiers.quoted;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Where a table is or will be: a dataset is a schema. */
record Place(TableName name, String schema, String table) {
    private static final String MAIN = "main";
    private static final Set<String> RESERVED =
            Set.of("tablekeeper", "information_schema", "pg_catalog", "temp", "system");

    /** @throws StoreFailure {@code INVALID_REQUEST} where no user's table can be there */
    static Place of(TableName name) {
        String schema = name.dataset().orElse(MAIN);
        String folded = schema.toLowerCase(Locale.ROOT);
        if (schema.isEmpty() || RESERVED.contains(folded) || folded.startsWith(OwnNames.FROZEN)) {
            throw new StoreFailure(
                    FailureType.INVALID_REQUEST,
                    "'" + schema + "' cannot be a dataset for tables: choose another name");
        }
        if (name.table().isEmpty() || StoredTable.own(name.table())) {
            throw new StoreFailure(
                    FailureType.INVALID_REQUEST,
                    "'" + name.table() + "' cannot be a table: names that begin with " + StoredTable.OWN
                            + " are Tablekeeper's own; choose another");
        }
        return new Place(name, folded.equals(MAIN) ? MAIN : schema, name.table());
    }

    /** The table that is there. */
    Optional<StoredTable> stored(Catalog catalog) throws SQLException {
        return catalog.table(schema, table);
    }

    StoredTable require(Catalog catalog) throws SQLException {
        return stored(catalog)
                .orElseThrow(() -> new StoreFailure(FailureType.UNKNOWN_TABLE, "there is no table " + name));
    }

    /** The table that is staged for this place. */
    Optional<StoredTable> staged(Catalog catalog, String staging) throws SQLException {
        return catalog.table(schema, OwnNames.staged(staging, table));
    }

    StoredTable requireStaged(Catalog catalog, String staging) throws SQLException {
        return staged(catalog, staging)
                .orElseThrow(() -> new StoreFailure(
                        FailureType.SOURCE_MISSING, "nothing is staged for " + name + ": start the job anew"));
    }

    boolean schemaExists(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT 1 FROM duckdb_schemas() WHERE"
                + " database_name = current_database() AND lower(schema_name) = lower(?)")) {
            query.setString(1, schema);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }

    void createSchema(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS " + quoted(schema));
        }
    }
}
