package dev.tablekeeper.standalone.cli.demo;

import java.util.Map;

/**
 * The sample files in {@code samples/}, and what becomes of each; {@code samples/README.md} says the same to people.
 */
public enum Sample {
    DEPARTMENTS("departments", "departments.csv", 12, Map.of()),
    JOBS("jobs", "jobs.csv", 180, Map.of()),
    EMPLOYEES(
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
                    "bad-encoding", 2L)),
    OTHER_DIALECT(
            "hired_employees",
            "hired_employees_semicolon_bom.csv",
            120,
            Map.of("missing-value", 2L, "not-a-timestamp", 1L));

    private final String table;
    private final String file;
    private final long records;
    private final Map<String, Long> rejects;

    Sample(String table, String file, long records, Map<String, Long> rejects) {
        this.table = table;
        this.file = file;
        this.records = records;
        this.rejects = rejects;
    }

    public String table() {
        return table;
    }

    public String file() {
        return file;
    }

    /** How many records the file has, a header aside. */
    public long records() {
        return records;
    }

    /** How many of them are rejected, by code. */
    public Map<String, Long> rejects() {
        return rejects;
    }

    public long rejected() {
        return rejects.values().stream().mapToLong(Long::longValue).sum();
    }

    public long loaded() {
        return records - rejected();
    }
}
