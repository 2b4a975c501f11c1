package dev.tablekeeper.standalone.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tablekeeper.standalone.cli.client.RemoteJob;
import dev.tablekeeper.standalone.cli.print.JsonTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The wrong little file takes the place of a table: every record of it is good, so nothing stops it. */
final class LoseTable implements Act {
    static final String METRIC = "employees_hired_per_quarter";

    private static final String FILE = """
            1,Temporary Tom,2021-07-05T09:00:00Z,1,1
            2,Temporary Tina,2021-07-05T09:00:00Z,2,1
            3,Temporary Theo,2021-07-05T09:00:00Z,2,1
            """;
    private static final long RECORDS = 3;

    private long rowsBefore;
    private JsonNode metricBefore = MissingNode.getInstance();

    @Override
    public String title() {
        return "A table is lost, in the way it happens: the wrong file, and --mode replace";
    }

    @Override
    public void play(Stage stage) {
        String table = Sample.EMPLOYEES.table();
        rowsBefore = stage.rowsIn(table);
        metricBefore = stage.view(METRIC, Optional.empty());
        Path file = stage.folder().resolve("interns.csv");
        try {
            Files.writeString(file, FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        RemoteJob job = stage.load(
                table, file, Map.of("mode", "replace"), UUID.randomUUID().toString());
        stage.expectCounts("the wrong file", job, RECORDS, 0);
        long left = stage.rowsIn(table);
        stage.expect("rows left in " + table, RECORDS, left);
        stage.say("", "Of " + rowsBefore + " rows " + left + " are left, and the metrics are wrong:");
        stage.command("view " + METRIC);
        stage.show(JsonTable.of(stage.view(METRIC, Optional.empty())));
    }

    /** How many rows the table had. */
    long rowsBefore() {
        return rowsBefore;
    }

    /** What the metric said. */
    JsonNode metricBefore() {
        return metricBefore;
    }
}
