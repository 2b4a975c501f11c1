package dev.tablekeeper.stores.google.liar.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.stores.google.liar.bigquery.SqlStatement.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoogleSqlTest {
    private final Database database = new Database();
    private final GoogleSql sql = new GoogleSql("a-project", QueryParameters.none());

    @BeforeEach
    void makeTables() {
        database.execute("CREATE SCHEMA ds");
        database.execute("CREATE TABLE ds.t (id BIGINT, name VARCHAR, a STRUCT(f BIGINT, g VARCHAR[])[])");
        database.execute("INSERT INTO ds.t VALUES (1, 'x', [{'f': 7, 'g': ['p', 'q']}, {'f': 8, 'g': []}]),"
                + " (2, NULL, NULL), (2, 'y', [])");
    }

    @AfterEach
    void close() {
        database.close();
    }

    static Stream<Arguments> queries() {
        return Stream.of(
                arguments("SELECT 'it\\'s', \"a\\tb\", r'\\d', '\\u00e9', '''q'q'''", "it's,a\tb,\\d,é,q'q"),
                arguments("SELECT COUNT(*), COUNT(DISTINCT id), SUM(id), MAX(name) FROM `ds`.`t`", "3,2,5,y"),
                arguments("SELECT `t`.`id` FROM `a-project`.`ds`.`t` WHERE `t`.`name` IS NOT DISTINCT FROM 'x'", "1"),
                arguments("SELECT id FROM `a-project.ds.t` WHERE name = 'y' # comment", "2"),
                arguments("SELECT /* ' */ id FROM a-project.ds.t WHERE name = 'y' -- comment", "2"),
                arguments("SELECT IF(1 > 2, ERROR('no'), 3), IFNULL(NULL, 4), COALESCE(NULL, 5)", "3,4,5"),
                arguments("SELECT EXISTS(SELECT 1 FROM ds.t WHERE id = 9)", "false"),
                arguments(
                        "SELECT id FROM ds.t QUALIFY ROW_NUMBER() OVER (PARTITION BY id ORDER BY name DESC) = 2", "2"),
                arguments("SELECT CAST('12' AS INT64) + 1, CAST(1.50 AS NUMERIC), CAST(NULL AS STRING)", "13,1.5,null"),
                arguments("SELECT CAST(CAST('1.500' AS BIGNUMERIC) AS STRING)", "1.5"),
                arguments(
                        "SELECT CAST(CAST(100.50 AS NUMERIC) AS STRING), CAST(CAST(100 AS NUMERIC) AS STRING)",
                        "100.5,100"),
                arguments("SELECT CAST(SUM(CAST(id - 4 AS BIGNUMERIC)) AS STRING) FROM ds.t", "-7"),
                arguments(
                        "SELECT FARM_FINGERPRINT('1:13:Ada'), FARM_FINGERPRINT(CAST(NULL AS STRING))",
                        "-5702436669745056248,null"),
                arguments(
                        "SELECT FORMAT('%.16e', 1.5), BYTE_LENGTH('é'), TO_HEX(FROM_BASE64('/wAB'))",
                        "1.5000000000000000e+00,2,ff0001"),
                arguments(
                        "SELECT ARRAY_TO_STRING(ARRAY(SELECT g FROM UNNEST(e.g) AS g WITH OFFSET AS o ORDER BY o), '') FROM UNNEST((SELECT a FROM ds.t WHERE name = 'x')) AS e WHERE e.f = 8",
                        ""),
                arguments(
                        "SELECT UNIX_DATE(DATE '1969-12-31'), TIME_DIFF(TIME '00:00:01.5', TIME '00:00:00', MICROSECOND), DATETIME_DIFF(DATETIME '1970-01-02 00:00:00', DATETIME '1970-01-01 00:00:00', MICROSECOND)",
                        "-1,1500000,86400000000"),
                arguments("SELECT CAST('2021-03-28T02:30:00.5' AS DATETIME)", "2021-03-28T02:30:00.500000"),
                arguments("SELECT CAST('2021-03-28T02:30:00.000001Z' AS TIMESTAMP)", "1616898600000001"),
                arguments("SELECT EXTRACT(YEAR FROM TIMESTAMP '2021-12-31 23:30:00-01:00' AT TIME ZONE 'UTC')", "2022"),
                arguments("SELECT TO_JSON_STRING(PARSE_JSON('{\"a\" : 1}', wide_number_mode => 'round'))", "{\"a\":1}"),
                arguments("SELECT TO_JSON_STRING(name) FROM ds.t WHERE name IS NULL", "null"),
                arguments(
                        "SELECT id FROM ds.t QUALIFY ROW_NUMBER() OVER (PARTITION BY CONCAT(TO_JSON_STRING(CAST(id AS"
                                + " STRING)), ',', TO_JSON_STRING(name)) ORDER BY id) = 1 AND id = 1",
                        "1"),
                arguments("SELECT ST_ASTEXT(ST_GEOGFROMTEXT('POINT(1 2)'))", "POINT(1 2)"),
                arguments("SELECT * EXCEPT (a) FROM ds.t ORDER BY name LIMIT 1 OFFSET 0", "2,null"),
                arguments("SELECT x, o FROM UNNEST(['a', 'b']) AS x WITH OFFSET AS o ORDER BY o DESC LIMIT 1", "b,1"),
                arguments("SELECT t.id, x.f FROM ds.t AS t, UNNEST(t.a) AS x WHERE x.f > 7", "1,8"),
                arguments("SELECT t.id, x.f FROM ds.t AS t CROSS JOIN UNNEST(t.a) x WHERE x.f > 7", "1,8"),
                arguments("SELECT 2 IN UNNEST([1, 2]), 1.5, -1, 1e300", "true,1.5,-1,1.0E300"),
                arguments("WITH c AS (SELECT id FROM ds.t WHERE id = 1) SELECT id FROM c", "1"));
    }

    @ParameterizedTest
    @MethodSource("queries")
    void queriesGiveWhatTheyGiveInBigQuery(String query, String expected) {
        assertThat(rows(query)).containsExactly(expected);
    }

    @Test
    void structsAndArraysAreBuiltAnew() {
        assertThat(rows("""
                SELECT ARRAY(SELECT STRUCT(`x`.`f` + 1 AS `order`,
                    ARRAY(SELECT `y` || '!' FROM UNNEST(`x`.`g`) AS `y` WITH OFFSET AS `o1` ORDER BY `o1`) AS `g`)
                  FROM UNNEST(`s`.`a`) AS `x` WITH OFFSET AS `o0` ORDER BY `o0`) AS `a`
                FROM `ds`.`t` AS `s` ORDER BY `id`, `name`
                """)).containsExactly("[{8,[p!,q!]},{9,[]}]", "[]", "[]");
        assertThat(rows("SELECT IF(id IS NULL, NULL, STRUCT(id AS `select`, STRUCT(name) AS inner_)) AS s"
                        + " FROM ds.t WHERE name = 'x'"))
                .containsExactly("{1,{x}}");
    }

    @Test
    void columnsWithoutANameAreNumbered() throws SQLException {
        try (Session session = database.session()) {
            ResultRows rows = ResultRows.select(
                    session,
                    sql.script("SELECT COUNT(*), 1 AS `one`, 'a' FROM ds.t")
                            .get(0)
                            .sql());
            assertThat(Json.each(rows.fields())
                            .map(field -> field.get("name").asText() + " "
                                    + field.get("type").asText()))
                    .containsExactly("f0_ INTEGER", "one INTEGER", "f2_ STRING");
        }
    }

    @Test
    void theProjectsViewsAreRead() throws IOException, SQLException {
        database.execute("CREATE TABLE ds.departments (id BIGINT, department VARCHAR)");
        database.execute("CREATE TABLE ds.jobs (id BIGINT, job VARCHAR)");
        database.execute("CREATE TABLE ds.hired_employees (id BIGINT, name VARCHAR, datetime TIMESTAMPTZ,"
                + " department_id BIGINT, job_id BIGINT)");
        database.execute("INSERT INTO ds.departments VALUES (1, 'a'), (2, 'b')");
        database.execute("INSERT INTO ds.hired_employees VALUES (1, 'x', '2021-05-01 00:00:00+00', 1, 9)");
        assertThat(rows(view("departments_above_average_hires"))).containsExactly("2021,1,a,1");
        assertThat(rows(view("employees_hired_per_quarter"))).containsExactly("2021,a,(unknown),0,1,0,0");
    }

    @Test
    void statementsAreToldApart() {
        List<SqlStatement> script = sql.script("""
                BEGIN TRANSACTION;
                MERGE INTO `ds`.`t` AS t USING `ds`.`u` AS s ON t.id = s.id
                  WHEN MATCHED THEN UPDATE SET name = 'm' WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id);
                DELETE FROM `ds`.`t` AS t WHERE TRUE;
                UPDATE ds.t SET name = 'n' WHERE id = 1;
                INSERT INTO `ds`.`v` (`id`, `name`) SELECT 1, ';';
                COMMIT TRANSACTION
                """);
        assertThat(script)
                .extracting(SqlStatement::kind)
                .containsExactly(
                        Kind.BEGIN_TRANSACTION,
                        Kind.MERGE,
                        Kind.DELETE,
                        Kind.UPDATE,
                        Kind.INSERT,
                        Kind.COMMIT_TRANSACTION);
        assertThat(script.get(1).tables()).containsExactly(new TableRef("ds", "t"), new TableRef("ds", "u"));
        assertThat(script.get(4).target()).contains(new TableRef("ds", "v"));
        assertThat(script.get(3).line()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE ds.x (id INT64)",
                "SELECT SHA256('x')",
                "SELECT FORMAT('%d', 1)",
                "SELECT name LIKE 'x%' FROM ds.t",
                "SELECT 1 / 2",
                "SELECT * FROM ds.t FOR SYSTEM_TIME AS OF CURRENT_TIMESTAMP()",
                "SELECT EXTRACT(DAYOFWEEK FROM CURRENT_TIMESTAMP())",
                "SELECT STRUCT(1)",
                "SELECT * FROM other.ds.t",
                "SELECT CAST('x' AS BYTES)",
                "BEGIN SELECT 1; END"
            })
    void whatIsNotKnownIsRefused(String query) {
        assertThatThrownBy(() -> sql.script(query))
                .isInstanceOf(ApiFailure.class)
                .hasMessageStartingWith("not played: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT TO_JSON_STRING(id) FROM ds.t", "SELECT ST_GEOGFROMTEXT('x')"})
    void whatIsNotKnownOfValuesIsRefused(String query) {
        assertThatThrownBy(() -> rows(query))
                .rootCause()
                .hasMessageMatching("(?s).*(not played: TO_JSON_STRING of BIGINT|Invalid WKT).*");
    }

    @Test
    void aDeletionWithoutAConditionIsRefused() {
        assertThatThrownBy(() -> sql.script("DELETE FROM ds.t")).hasMessage("DELETE must have a WHERE clause");
    }

    private static String view(String name) throws IOException {
        return Files.readString(Path.of("../../views/" + name + ".sql")).replace("${dataset}", "`a-project`.`ds`");
    }

    private List<String> rows(String query) {
        String duck = sql.script(query).get(0).sql();
        try (Session session = database.session()) {
            ResultRows rows = ResultRows.select(session, duck);
            return Json.each(new Wire(true).rows(rows, 0, rows.rows().size()))
                    .map(row -> cells(row.get("f")))
                    .toList();
        } catch (SQLException e) {
            throw new AssertionError(duck, e);
        }
    }

    private static String cells(JsonNode cells) {
        return Json.each(cells).map(cell -> shown(cell.get("v"))).collect(Collectors.joining(","));
    }

    static String shown(JsonNode value) {
        if (value.isArray()) {
            return "[" + cells(value) + "]";
        }
        return value.isObject() ? "{" + cells(value.get("f")) + "}" : value.asText();
    }
}
