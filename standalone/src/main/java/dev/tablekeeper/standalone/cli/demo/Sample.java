package dev.tablekeeper.standalone.cli.demo;

import java.util.List;
import java.util.Map;

/**
 * A sample file in {@code samples/}, and what becomes of it; {@code samples/README.md} says the same to people.
 *
 * @param records how many it has, a header aside
 * @param rejects how many of them are rejected, by code
 */
public record Sample(String table, String file, long records, Map<String, Long> rejects) {
    static final Sample DEPARTMENTS = new Sample("departments", "departments.csv", 12, Map.of());
    static final Sample JOBS = new Sample("jobs", "jobs.csv", 180, Map.of());
    static final Sample EMPLOYEES = new Sample(
            "hired_employees",
            "hired_employees.csv",
            2_000,
            Map.of(
                    "missing-value", 30L,
                    "not-an-integer", 8L,
                    "out-of-range", 3L,
                    "not-a-timestamp", 9L,
                    "too-many-fields", 5L,
                    "too-few-fields", 4L,
                    "bad-quotes", 3L,
                    "bad-encoding", 2L));
    static final Sample OTHER_DIALECT = new Sample(
            "hired_employees",
            "hired_employees_semicolon_bom.csv",
            120,
            Map.of("missing-value", 2L, "not-a-timestamp", 1L));

    public Sample {
        rejects = Map.copyOf(rejects);
    }

    public static List<Sample> all() {
        return List.of(DEPARTMENTS, JOBS, EMPLOYEES, OTHER_DIALECT);
    }

    public long rejected() {
        return rejects.values().stream().mapToLong(Long::longValue).sum();
    }

    public long loaded() {
        return records - rejected();
    }
}
