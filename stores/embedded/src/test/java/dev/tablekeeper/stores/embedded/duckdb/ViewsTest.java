package dev.tablekeeper.stores.embedded.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.model.table.TableDefinitions;
import dev.tablekeeper.model.table.ViewDefinition;
import dev.tablekeeper.model.table.ViewDefinitions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The shipped views, run on DuckDB in a session whose time zone is far from UTC. */
class ViewsTest {
    private static final ViewDefinitions VIEWS =
            ViewDefinitions.load(Path.of("../../views"), TableDefinitions.load(Path.of("../../tables")));
    private static final String UNKNOWN = "(unknown)";

    private Connection connection;
    private int employees;

    @BeforeEach
    @BeforeTry
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:duckdb:");
        run("SET TimeZone = 'Asia/Kolkata'");
        run("CREATE SCHEMA demo");
        run("CREATE TABLE demo.departments (id BIGINT, department VARCHAR)");
        run("CREATE TABLE demo.jobs (id BIGINT, job VARCHAR)");
        run("CREATE TABLE demo.hired_employees"
                + " (id BIGINT, name VARCHAR, datetime TIMESTAMPTZ, department_id BIGINT, job_id BIGINT)");
    }

    @AfterEach
    @AfterTry
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void viewsCanBeMadeAndReadThroughTheirNames() throws SQLException {
        department(1, "Legal");
        job(1, "Clerk");
        hire("2021-01-01T00:00:00Z", 1, 1);
        for (ViewDefinition view : VIEWS.all()) {
            run("CREATE VIEW demo." + view.name() + " AS " + view.sqlFor("demo"));
        }
        assertThat(query("SELECT year, q1 FROM demo.employees_hired_per_quarter WHERE year = 2021"))
                .containsExactly("2021|1");
    }

    @Test
    void hiresAreCountedInTheirQuarterByDepartmentAndJob() throws SQLException {
        department(1, "Legal");
        department(2, "Sales");
        job(1, "Clerk");
        job(2, "Chief");
        hire("2021-01-05T10:00:00Z", 1, 1);
        hire("2021-03-31T10:00:00Z", 1, 1);
        hire("2021-04-01T10:00:00Z", 1, 1);
        hire("2021-09-01T10:00:00Z", 1, 2);
        hire("2021-12-01T10:00:00Z", 2, 1);
        hire("2022-12-01T10:00:00Z", 2, 1);

        assertThat(perQuarter())
                .containsExactly(
                        "2021|Legal|Chief|0|0|1|0",
                        "2021|Legal|Clerk|2|1|0|0",
                        "2021|Sales|Clerk|0|0|0|1",
                        "2022|Sales|Clerk|0|0|0|1");
    }

    @Test
    void yearsAndQuartersTurnAtMidnightUtc() throws SQLException {
        department(1, "Legal");
        job(1, "Clerk");
        hire("2020-12-31T23:59:59.999999Z", 1, 1);
        hire("2021-01-01T00:00:00Z", 1, 1);
        hire("2021-03-31T23:59:59.999999Z", 1, 1);
        hire("2021-04-01T00:00:00Z", 1, 1);
        hire("2021-07-01T01:00:00+05:30", 1, 1);

        assertThat(perQuarter()).containsExactly("2020|Legal|Clerk|0|0|0|1", "2021|Legal|Clerk|2|2|0|0");
        department(2, "Sales");
        assertThat(aboveAverage()).containsExactly("2020|1|Legal|1", "2021|1|Legal|4");
    }

    @Test
    void hiresOfAnUnknownDepartmentOrJobStandUnderUnknown() throws SQLException {
        department(1, "Legal");
        job(1, "Clerk");
        hire("2021-01-05T10:00:00Z", 99, 1);
        hire("2021-01-05T10:00:00Z", 98, 1);
        hire("2021-01-05T10:00:00Z", 1, 99);
        hire("2021-01-05T10:00:00Z", 99, 99);

        assertThat(perQuarter())
                .containsExactly(
                        "2021|(unknown)|(unknown)|1|0|0|0",
                        "2021|(unknown)|Clerk|2|0|0|0",
                        "2021|Legal|(unknown)|1|0|0|0");
    }

    @Test
    void departmentsOfOneNameAreOneLineByQuarterAndTwoByHires() throws SQLException {
        department(1, "Legal");
        department(2, "Legal");
        department(3, "Sales");
        job(1, "Clerk");
        job(2, "Clerk");
        hire("2021-01-05T10:00:00Z", 1, 1);
        hire("2021-04-05T10:00:00Z", 2, 2);

        assertThat(perQuarter()).containsExactly("2021|Legal|Clerk|1|1|0|0");
        assertThat(aboveAverage()).containsExactly("2021|1|Legal|1", "2021|2|Legal|1");
    }

    @Test
    void anIdThatIsThereTwiceDoublesNothing() throws SQLException {
        department(1, "Legal");
        department(1, "Legal");
        department(1, "Law");
        department(2, "Sales");
        job(1, "Clerk");
        job(1, "Clerk");
        hire("2021-01-05T10:00:00Z", 1, 1);
        hire("2021-01-06T10:00:00Z", 1, 1);
        hire("2021-01-06T10:00:00Z", 2, 1);

        assertThat(perQuarter()).containsExactly("2021|Law|Clerk|2|0|0|0", "2021|Sales|Clerk|1|0|0|0");
        assertThat(aboveAverage()).containsExactly("2021|1|Law|2");
    }

    @Test
    void theMeanIsOverAllDepartmentsWithThoseThatHiredNobody() throws SQLException {
        department(1, "Legal");
        department(2, "Sales");
        hire("2021-01-05T10:00:00Z", 1, 1);
        hire("2021-01-05T10:00:00Z", 2, 1);
        assertThat(aboveAverage()).as("both are at the mean, none above it").isEmpty();

        department(3, "Idle");
        assertThat(aboveAverage()).containsExactly("2021|1|Legal|1", "2021|2|Sales|1");
    }

    @Test
    void theMeanIsNotRounded() throws SQLException {
        department(1, "Legal");
        department(2, "Sales");
        department(3, "Idle");
        hires(5, 1);
        hires(4, 2);
        hires(4, 3);
        assertThat(aboveAverage()).as("5 is above 13/3, 4 is not").containsExactly("2021|1|Legal|5");
    }

    @Test
    void unknownDepartmentsCountNeitherForTheMeanNorAboveIt() throws SQLException {
        department(1, "Legal");
        department(2, "Sales");
        hires(2, 1);
        hires(1, 2);
        hires(50, 99);

        assertThat(aboveAverage()).containsExactly("2021|1|Legal|2");
    }

    @Test
    void mostHiresComeFirstThenTheLowestIdInEachYear() throws SQLException {
        for (int id = 1; id <= 6; id++) {
            department(id, "D" + id);
        }
        hires(3, 4);
        hires(3, 2);
        hires(5, 3);
        hire("2020-01-05T10:00:00Z", 6, 1);

        assertThat(aboveAverage()).containsExactly("2020|6|D6|1", "2021|3|D3|5", "2021|2|D2|3", "2021|4|D4|3");
    }

    @Test
    void emptyTablesGiveNoRows() throws SQLException {
        assertThat(perQuarter()).isEmpty();
        assertThat(aboveAverage()).isEmpty();
        hire("2021-01-05T10:00:00Z", 1, 1);
        assertThat(perQuarter()).containsExactly("2021|(unknown)|(unknown)|1|0|0|0");
        assertThat(aboveAverage()).isEmpty();
    }

    @Property(tries = 30)
    void theViewsAgreeWithPlainCounting(@ForAll("hires") List<Hire> hires) throws SQLException {
        Map<Long, String> departments = Map.of(1L, "Legal", 2L, "Sales", 3L, "Idle", 4L, "Sales");
        Map<Long, String> jobs = Map.of(1L, "Clerk", 2L, "Chief");
        for (Map.Entry<Long, String> d : departments.entrySet()) {
            department(d.getKey(), d.getValue());
        }
        for (Map.Entry<Long, String> j : jobs.entrySet()) {
            job(j.getKey(), j.getValue());
        }
        Map<String, long[]> quarters = new TreeMap<>();
        Map<Integer, Map<Long, Long>> byDepartment = new TreeMap<>();
        for (Hire hire : hires) {
            hire(hire.at().toString(), hire.department(), hire.job());
            ZonedDateTime at = hire.at().atZone(ZoneOffset.UTC);
            String line = at.getYear() + "|" + departments.getOrDefault(hire.department(), UNKNOWN) + "|"
                    + jobs.getOrDefault(hire.job(), UNKNOWN);
            quarters.computeIfAbsent(line, l -> new long[4])[(at.getMonthValue() - 1) / 3]++;
            if (departments.containsKey(hire.department())) {
                byDepartment
                        .computeIfAbsent(at.getYear(), y -> new TreeMap<>())
                        .merge(hire.department(), 1L, Long::sum);
            }
        }
        List<String> above = new ArrayList<>();
        byDepartment.forEach((year, counts) -> {
            double mean = counts.values().stream().mapToLong(c -> c).sum() / (double) departments.size();
            counts.entrySet().stream()
                    .filter(c -> c.getValue() > mean)
                    .sorted(Map.Entry.<Long, Long>comparingByValue()
                            .reversed()
                            .thenComparing(Map.Entry.comparingByKey()))
                    .forEach(c -> above.add(
                            year + "|" + c.getKey() + "|" + departments.get(c.getKey()) + "|" + c.getValue()));
        });

        assertThat(perQuarter())
                .containsExactlyInAnyOrderElementsOf(quarters.entrySet().stream()
                        .map(q -> q.getKey()
                                + Arrays.stream(q.getValue())
                                        .mapToObj(n -> "|" + n)
                                        .collect(Collectors.joining()))
                        .toList());
        assertThat(aboveAverage()).isEqualTo(above);
    }

    @Provide
    Arbitrary<List<Hire>> hires() {
        Arbitrary<Instant> instants = Arbitraries.longs()
                .between(
                        Instant.parse("2019-12-30T00:00:00Z").getEpochSecond(),
                        Instant.parse("2022-01-02T00:00:00Z").getEpochSecond())
                .map(Instant::ofEpochSecond);
        return Combinators.combine(
                        instants,
                        Arbitraries.longs().between(1, 5),
                        Arbitraries.longs().between(1, 3))
                .as(Hire::new)
                .list()
                .ofMaxSize(40);
    }

    record Hire(Instant at, long department, long job) {}

    private List<String> perQuarter() throws SQLException {
        return rows("employees_hired_per_quarter");
    }

    private List<String> aboveAverage() throws SQLException {
        return rows("departments_above_average_hires");
    }

    private List<String> rows(String name) throws SQLException {
        ViewDefinition view = VIEWS.find(name).orElseThrow();
        return query("SELECT * FROM (" + view.sqlFor("demo") + "\n) ORDER BY " + String.join(", ", view.orderBy()));
    }

    private List<String> query(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    values.add(result.getString(i));
                }
                rows.add(String.join("|", values));
            }
        }
        return rows;
    }

    private void department(long id, String name) throws SQLException {
        run("INSERT INTO demo.departments VALUES (" + id + ", '" + name + "')");
    }

    private void job(long id, String name) throws SQLException {
        run("INSERT INTO demo.jobs VALUES (" + id + ", '" + name + "')");
    }

    private void hire(String at, long department, long job) throws SQLException {
        employees++;
        run("INSERT INTO demo.hired_employees VALUES (" + employees + ", 'E', '" + at + "', " + department + ", " + job
                + ")");
    }

    private void hires(int count, long department) throws SQLException {
        for (int i = 0; i < count; i++) {
            hire("2021-06-01T00:00:00Z", department, 1);
        }
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
