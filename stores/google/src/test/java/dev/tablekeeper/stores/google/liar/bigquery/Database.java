package dev.tablekeeper.stores.google.liar.bigquery;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBScalarFunctionBuilder;

/** DuckDB in memory: a schema for each dataset, a session for each job. */
final class Database implements AutoCloseable {
    /** Functions of GoogleSQL's that DuckDB has not, or has otherwise. */
    private static final List<String> MACROS = List.of(
            // A text that is no BOOLEAN fails too, and unlike error() may stand in keys of groups and windows.
            "CREATE MACRO bq_refused(why) AS CAST(CAST(why AS BOOLEAN) AS VARCHAR)",
            macro(
                    "bq_string(x)",
                    "CASE WHEN starts_with(typeof(y), 'DECIMAL(') AND contains(CAST(y AS VARCHAR), '.')"
                            + " THEN rtrim(rtrim(CAST(y AS VARCHAR), '0'), '.') ELSE regexp_replace(CAST(y AS VARCHAR),"
                            + " '^\\{''?__(bignumeric|geography)''?: ''?(.*?)''?\\}$', '\\2', 's') END"),
            macro(
                    "bq_bignumeric(x)",
                    "CASE WHEN y IS NULL THEN NULL ELSE struct_pack(__bignumeric :="
                            + " CASE WHEN contains(bq_string(y), '.') THEN rtrim(rtrim(bq_string(y), '0'), '.')"
                            + " ELSE bq_string(y) END) END"),
            macro(
                    "bq_geography(x)",
                    "CASE WHEN y IS NULL THEN NULL"
                            + " WHEN regexp_matches(y, '^(POINT|LINESTRING|POLYGON|MULTI[A-Z]+|GEOMETRYCOLLECTION) ?\\(')"
                            + " THEN struct_pack(__geography := y)"
                            + " ELSE struct_pack(__geography := bq_refused('ST_GeogFromText failed: Invalid WKT')) END"),
            "CREATE MACRO bq_parse_json(x) AS CAST(CAST(json(x) AS VARCHAR) AS JSON)",
            macro(
                    "bq_to_json_string(x)",
                    "CASE WHEN typeof(y) IN ('JSON', 'VARCHAR', 'BOOLEAN', '\"NULL\"')"
                            + " THEN coalesce(CAST(to_json(y) AS VARCHAR), 'null')"
                            + " ELSE bq_refused('not played: TO_JSON_STRING of ' || typeof(y)) END"),
            macro("bq_format_e(x)", "CASE WHEN isnan(y) THEN 'nan' ELSE printf('%.16e', y) END"),
            macro(
                    "bq_array_to_string(x, between)",
                    "CASE WHEN len(y) = 0 THEN '' ELSE array_to_string(y, between) END"),
            "CREATE TABLE main.snapshot (taken BOOLEAN)");

    /** Takes its argument once, as y: nested calls would double otherwise. */
    private static String macro(String head, String body) {
        return "CREATE MACRO " + head + " AS list_transform([x], lambda y: " + body + ")[1]";
    }

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
        farmFingerprint();
    }

    /** What BigQuery's FARM_FINGERPRINT is said to be. */
    private void farmFingerprint() {
        try (DuckDBScalarFunctionBuilder function = DuckDBFunctions.scalarFunction()) {
            function.withName("bq_farm_fingerprint")
                    .withParameter(DuckDBColumnType.VARCHAR)
                    .withReturnType(DuckDBColumnType.BIGINT)
                    .withFunction((String text) -> text == null
                            ? null
                            : Hashing.farmHashFingerprint64()
                                    .hashString(text, StandardCharsets.UTF_8)
                                    .asLong())
                    .register(first);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
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
