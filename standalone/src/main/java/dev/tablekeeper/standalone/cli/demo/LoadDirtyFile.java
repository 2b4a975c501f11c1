package dev.tablekeeper.standalone.cli.demo;

import dev.tablekeeper.standalone.cli.client.RemoteJob;
import dev.tablekeeper.standalone.cli.print.TextTable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.csv.CSVRecord;

/** A file with every kind of bad record. */
final class LoadDirtyFile implements Act {
    private String job = "";

    @Override
    public String title() {
        return "A dirty file: good rows arrive, bad ones are handed back";
    }

    @Override
    public void play(Stage stage) {
        RemoteJob ended = stage.load(Sample.EMPLOYEES);
        job = ended.id();
        Rejects rejects = Rejects.of(stage.client(), job);
        stage.say("", "One of each kind:");
        show(stage, rejects);
        stage.expect("rejects by code", new TreeMap<>(Sample.EMPLOYEES.rejects()), rejects.byCode());
        stage.expect("rows in hired_employees", Sample.EMPLOYEES.loaded(), stage.rowsIn(Sample.EMPLOYEES.table()));
    }

    /** The job whose rejects there are to mend; empty before. */
    String job() {
        return job;
    }

    private static void show(Stage stage, Rejects rejects) {
        Map<String, CSVRecord> examples = new LinkedHashMap<>();
        rejects.records().forEach(r -> examples.putIfAbsent(r.get("_code"), r));
        Map<String, Long> counts = rejects.byCode();
        TextTable table = new TextTable("code", "records", "line", "reason");
        examples.forEach((code, r) -> table.row(code, counts.get(code).toString(), r.get("_line"), r.get("_reason")));
        stage.show(table);
    }
}
