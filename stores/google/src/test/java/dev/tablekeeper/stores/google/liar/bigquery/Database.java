package dev.tablekeeper.stores.google.liar.bigquery;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBConnection;

/** DuckDB in memory: a schema for each dataset, a session for each job. */
final class Database implements AutoCloseable {
    /** Functions of GoogleSQL's that DuckDB has not, or has otherwise. */
    private static final List<String> MACROS = List.of(
            // A text that is no BOOLEAN fails too, and unlike error() may stand in keys of groups and windows.
            "CREATE MACRO bq_refused(why) AS CAST(CAST(why AS BOOLEAN) AS VARCHAR)",
            "CREATE MACRO bq_string(x) AS regexp_replace(CAST(x AS VARCHAR),"
                    + " '^\\{''?__(bignumeric|geography)''?: ''?(.*?)''?\\}$', '\\2', 's')",
            "CREATE MACRO bq_bignumeric(x) AS CASE WHEN x IS NULL THEN NULL ELSE struct_pack(__bignumeric :="
                    + " CASE WHEN contains(bq_string(x), '.') THEN rtrim(rtrim(bq_string(x), '0'), '.')"
                    + " ELSE bq_string(x) END) END",
            "CREATE MACRO bq_geography(x) AS CASE WHEN x IS NULL THEN NULL"
                    + " WHEN regexp_matches(x, '^(POINT|LINESTRING|POLYGON|MULTI[A-Z]+|GEOMETRYCOLLECTION) ?\\(')"
                    + " THEN struct_pack(__geography := x)"
                    + " ELSE struct_pack(__geography := bq_refused('ST_GeogFromText failed: Invalid WKT')) END",
            "CREATE MACRO bq_parse_json(x) AS CAST(CAST(json(x) AS VARCHAR) AS JSON)",
            "CREATE MACRO bq_to_json_string(x) AS CASE WHEN typeof(x) IN ('JSON', 'VARCHAR', 'BOOLEAN', '\"NULL\"')"
                    + " THEN coalesce(CAST(to_json(x) AS VARCHAR), 'null')"
                    + " ELSE bq_refused('not played: TO_JSON_STRING of ' || typeof(x)) END",
            "CREATE TABLE main.snapshot (taken BOOLEAN)");

    private final DuckDBConnection first;

    Database() {
        try {
            first = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        execute("SET GLOBAL default_null_order = 'nulls_first_on_asc_last_on_desc'");
        execute("SET GLOBAL TimeZone = 'UTC'");
        MACROS.forEach(this::execute);
    }

    Session session() {
        try {
            return new Session(first.duplicate());
        } catch (SQLException e) {
            throw new IllegalStateException("the liar is closed", e);
        }
    }

    void execute(String sql) {
        try (Session session = session()) {
            session.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public void close() {
        try {
            first.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
