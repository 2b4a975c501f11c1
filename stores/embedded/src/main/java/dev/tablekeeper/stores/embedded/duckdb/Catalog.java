package dev.tablekeeper.stores.embedded.duckdb;

import static dev.tablekeeper.stores.embedded.duckdb.Identifiers.literal;
import static dev.tablekeeper.stores.embedded.duckdb.Identifiers.quoted;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What there is by which name, as it was when it was first asked for. Names are looked up with their case ignored, as SQL
 * does. Reading them costs tens of milliseconds where there are thousands of tables, so it is done once a schema.
 */
final class Catalog {
    private final Connection connection;
    private final Map<String, Map<String, String>> names = new HashMap<>();

    Catalog(Connection connection) {
        this.connection = connection;
    }

    /** A base table. */
    Optional<StoredTable> table(String schema, String name) throws SQLException {
        String stored = names("duckdb_tables()", "table_name", schema).get(folded(name));
        return stored == null
                ? Optional.empty()
                : Optional.of(new StoredTable(schema, stored, columns(schema, stored)));
    }

    boolean hasView(String schema, String name) throws SQLException {
        return names("duckdb_views()", "view_name", schema).containsKey(folded(name));
    }

    /** Fails with {@code NOT_POSSIBLE} where a table cannot come to a place, or cannot go from there. */
    void requireSwappable(Place place) throws SQLException {
        if (hasView(place.schema(), place.table())) {
            throw new StoreFailure(
                    FailureType.NOT_POSSIBLE,
                    place.name()
                            + " is a view, so no table can be put there: drop or rename it, or choose another place");
        }
        if (names("duckdb_indexes()", "table_name", place.schema()).containsKey(folded(place.table()))) {
            throw new StoreFailure(
                    FailureType.NOT_POSSIBLE,
                    place.name() + " has an index, and DuckDB lets no such table be put aside: drop the index, then try"
                            + " again");
        }
    }

    private Map<String, String> names(String list, String column, String schema) throws SQLException {
        String key = list + schema;
        if (!names.containsKey(key)) {
            names.put(key, read(list, column, schema));
        }
        return names.get(key);
    }

    private Map<String, String> read(String list, String column, String schema) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT " + column + " FROM " + list
                + " WHERE database_name = current_database() AND schema_name = ?")) {
            query.setString(1, schema);
            try (ResultSet rows = query.executeQuery()) {
                Map<String, String> found = new HashMap<>();
                while (rows.next()) {
                    found.put(folded(rows.getString(1)), rows.getString(1));
                }
                return found;
            }
        }
    }

    private List<StoredColumn> columns(String schema, String table) throws SQLException {
        String name = literal(quoted(schema) + "." + quoted(table));
        List<StoredColumn> columns = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT name, type, " + quoted("notnull")
                        + " FROM pragma_table_info(" + name + ") ORDER BY cid")) {
            while (rows.next()) {
                columns.add(new StoredColumn(rows.getString(1), rows.getString(2), !rows.getBoolean(3)));
            }
        }
        return columns;
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
