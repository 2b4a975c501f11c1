package dev.tablekeeper.standalone.cli.demo;

import dev.tablekeeper.standalone.cli.client.RemoteJob;
import java.util.UUID;

/** Two clean files. */
final class LoadSmallTables implements Act {
    private final String idempotencyKey = "demo-departments-" + UUID.randomUUID();
    private String departmentsJob = "";

    @Override
    public String title() {
        return "Two small tables";
    }

    @Override
    public void play(Stage stage) {
        RemoteJob departments = stage.load(Sample.DEPARTMENTS, idempotencyKey);
        departmentsJob = departments.id();
        stage.load(Sample.JOBS);
        stage.expect("rows in departments", Sample.DEPARTMENTS.loaded(), stage.rowsIn(Sample.DEPARTMENTS.table()));
        stage.expect("rows in jobs", Sample.JOBS.loaded(), stage.rowsIn(Sample.JOBS.table()));
    }

    /** The key under which departments were loaded. */
    String idempotencyKey() {
        return idempotencyKey;
    }

    /** The job that loaded departments; empty before. */
    String departmentsJob() {
        return departmentsJob;
    }
}
