package dev.tablekeeper.standalone.cli.demo;

import dev.tablekeeper.standalone.cli.client.RemoteJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Rows that come in a request; two of them are bad. */
final class InsertBatch implements Act {
    private static final String ROWS = """
            [
              {"id": 9201, "name": "Grace Hopper", "datetime": "2021-12-09T08:00:00Z", "department_id": 1, "job_id": 1},
              {"id": 9202, "name": "Ada Lovelace", "datetime": "2021-12-10T09:00:00+01:00", "department_id": "2", "job_id": 7},
              {"id": 1.5, "name": "Alan Turing", "datetime": "2021-06-23T08:00:00Z", "department_id": 3, "job_id": 2},
              {"id": 9204, "name": "Edsger Dijkstra", "datetime": "yesterday", "departement_id": 4, "job_id": 3}
            ]
            """;
    private static final long READ = 4;
    private static final long REJECTED = 2;

    @Override
    public String title() {
        return "An insert of four rows, two of them bad: the good ones arrive, the bad ones come back in the answer";
    }

    @Override
    public void play(Stage stage) {
        Path file = stage.folder().resolve("batch.json");
        try {
            Files.writeString(file, ROWS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long before = stage.rowsIn(Sample.EMPLOYEES.table());
        RemoteJob job = stage.insert(Sample.EMPLOYEES.table(), file);
        stage.expectCounts("the batch", job, READ, REJECTED);
        stage.expect("rows in hired_employees", before + READ - REJECTED, stage.rowsIn(Sample.EMPLOYEES.table()));
    }
}
