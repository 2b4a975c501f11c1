package dev.tablekeeper.standalone.cli.demo;

import dev.tablekeeper.standalone.cli.client.RemoteJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/** The way back: the rejects are mended, as a person would, and loaded as they are. */
final class LoadMendedRejects implements Act {
    private static final long FIRST_NEW_ID = 9_001;

    private static final CSVFormat FORMAT = CSVFormat.RFC4180;

    /** What a person puts where a field of the column is not sound. */
    private record Mend(Predicate<String> sound, String otherwise) {}

    private static final Predicate<String> INTEGER = Pattern.compile("\\d{1,9}").asMatchPredicate();
    private static final Map<String, Mend> MENDS = Map.of(
            "name", new Mend(Pattern.compile("[^\"\\uFFFD]+").asMatchPredicate(), "Name to be asked for"),
            "datetime", new Mend(LoadMendedRejects::isInstant, "2021-06-30T12:00:00Z"),
            "department_id", new Mend(INTEGER, "1"),
            "job_id", new Mend(INTEGER, "1"),
            "_extra", new Mend(String::isEmpty, ""));

    private final LoadDirtyFile before;

    LoadMendedRejects(LoadDirtyFile before) {
        this.before = before;
    }

    @Override
    public String title() {
        return "The way back: mend the rejects and load them";
    }

    @Override
    public void play(Stage stage) {
        Path file = stage.folder().resolve("mended.csv");
        stage.command("rejects " + before.job() + " > " + file);
        long records = mend(Rejects.of(stage.client(), before.job()), file);
        stage.say("(mended: a name, a time, a number where one was missing or wrong; surplus fields removed)");
        RemoteJob job =
                stage.load(Sample.EMPLOYEES.table(), file, UUID.randomUUID().toString());
        stage.expectCounts("the mended rejects", job, records, 0);
        long rows = stage.rowsIn(Sample.EMPLOYEES.table());
        stage.expect("rows in hired_employees", Sample.EMPLOYEES.records(), rows);
        stage.say("Now all " + rows + " records of the file are in the table.");
    }

    /** Writes the rejects with their own header and every field sound; how many records. */
    private static long mend(Rejects rejects, Path file) {
        List<String> lines = new ArrayList<>();
        lines.add(FORMAT.format(rejects.header().toArray()));
        long newId = FIRST_NEW_ID;
        for (CSVRecord record : rejects.records()) {
            Mend id = new Mend(INTEGER, Long.toString(newId++));
            lines.add(FORMAT.format(rejects.header().stream()
                    .map(column -> mended(column, record, column.equals("id") ? id : MENDS.get(column)))
                    .toArray()));
        }
        try {
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rejects.records().size();
    }

    private static String mended(String column, CSVRecord record, Mend mend) {
        String field = record.isSet(column) ? record.get(column) : "";
        return mend == null || mend.sound().test(field) ? field : mend.otherwise();
    }

    private static boolean isInstant(String text) {
        try {
            Instant.parse(text);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
