package dev.tablekeeper.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.stores.Warehouse.Intake;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Backups and what is done with them. Before the numbered job a row with its number goes into {@code departments}, and
 * what the job is about is made: a backup, another row that a restore takes away again, a restore to be undone.
 */
public enum BackupCase implements JobCase {
    BACKUP(2),
    RESTORE(4),
    VERIFY(3),
    UNDO(5);

    private static final String TABLE = RowsCase.TABLE;
    private static final long STRAY = 1_000_000;

    private final int jobsEach;

    /** @param jobsEach how many jobs there are for each number, with those that prepare it */
    BackupCase(int jobsEach) {
        this.jobsEach = jobsEach;
    }

    @Override
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Intake intake() {
        return Intake.PULLED;
    }

    @Override
    public boolean onEachTemporal() {
        return this == BACKUP || this == RESTORE;
    }

    /** A drill is a restore up to the comparison. */
    @Override
    public boolean typical() {
        return this != VERIFY;
    }

    @Override
    public boolean hasWorkflow() {
        return true;
    }

    @Override
    public boolean canBeHeld() {
        return false;
    }

    @Override
    public void prepare(Client client, int number) throws IOException {
        insert(client, number, "Row " + number);
        if (this == BACKUP) {
            return;
        }
        backup(client, number);
        if (this == VERIFY) {
            return;
        }
        insert(client, STRAY + number, "Stray " + number);
        if (this == UNDO) {
            restore(client, number);
        }
    }

    private static void insert(Client client, long id, String department) throws IOException {
        client.done(
                json(
                        "/v1/tables/" + TABLE + "/rows",
                        "{\"rows\":[{\"id\":" + id + ",\"department\":\"" + department + "\"}]}"),
                "row-" + id);
    }

    /** With a label, so that none takes another's place. */
    private static Request backupOf(int number) {
        return json("/v1/backups", "{\"label\":\"number " + number + "\"}");
    }

    /** The id of the numbered backup, which is made if it was not. */
    private static String backup(Client client, int number) throws IOException {
        return client.done(backupOf(number), "backup-" + number)
                .path("result")
                .path("backup")
                .asText();
    }

    private static Request restoreOf(Client client, int number) throws IOException {
        return json("/v1/restores", "{\"backup\":\"" + backup(client, number) + "\",\"tables\":[\"" + TABLE + "\"]}");
    }

    /** The id of the numbered restore, which is done if it was not. */
    private static String restore(Client client, int number) throws IOException {
        return client.done(restoreOf(client, number), "restore-" + number)
                .path("id")
                .asText();
    }

    private static Request json(String path, String body) {
        return new Request(path, "application/json", StandardCharsets.UTF_8.encode(body));
    }

    @Override
    public Request request(Client client, int number) throws IOException {
        return switch (this) {
            case BACKUP -> backupOf(number);
            case RESTORE -> restoreOf(client, number);
            case VERIFY -> json("/v1/backups/" + backup(client, number) + "/verifications", "{}");
            case UNDO -> json("/v1/jobs/" + restore(client, number) + "/undo", "{}");
        };
    }

    @Override
    public void look(JobCheck check, String job, int number, int jobs) throws IOException {
        wholeAtAnyTime(check, jobs);
        JsonNode ended = check.ended(job);
        check.allEnd(jobs * jobsEach);
        check.expect("status", "succeeded", ended.path("status").asText());
        check.expect("table", table(jobs, this == UNDO), check.rows(TABLE));
        JsonNode result = ended.path("result");
        switch (this) {
            case BACKUP -> backedUp(check, result, number);
            case RESTORE -> {
                check.expect("rows replaced", 1L, result.path("rowsReplaced").asLong());
                check.expect("undo", true, result.has("undoUntil"));
                check.expect("rows", (long) number, result.at("/tables/0/rows").asLong());
            }
            case VERIFY -> {
                JsonNode proven =
                        check.json("/v1/backups/" + result.path("backup").asText());
                check.expect("proven", true, proven.hasNonNull("lastVerified"));
            }
            case UNDO ->
                check.expect("rows", 2L * number, result.at("/tables/0/rows").asLong());
        }
        check.nothingLeft();
        check.listed(job, jobs * jobsEach);
    }

    private static void backedUp(JobCheck check, JsonNode result, int number) throws IOException {
        check.expect(
                "rows of " + TABLE,
                (long) number,
                Stream.of(result.path("tables"))
                        .flatMap(tables -> IntStream.range(0, tables.size()).mapToObj(tables::get))
                        .filter(table -> table.path("table").asText().equals(TABLE))
                        .mapToLong(table -> table.path("rows").asLong())
                        .sum());
        JsonNode manifest = check.json("/v1/backups/" + result.path("backup").asText());
        check.expect("label", "number " + number, manifest.path("label").asText());
        int listed = check.json("/v1/backups?limit=500").path("backups").size();
        check.expect("backups", number, listed);
    }

    /** Whatever was cut off where, the table is the old one or the new one. */
    private void wholeAtAnyTime(JobCheck check, int jobs) {
        List<String> rows = check.rows(TABLE);
        boolean whole =
                rows.equals(table(jobs, true)) || rows.equals(table(jobs, false)) || rows.equals(onlyLast(jobs));
        check.expect("whole table", true, whole);
    }

    /** Restored, with the row that came since. */
    private List<String> onlyLast(int jobs) {
        List<String> rows = new ArrayList<>(table(jobs, false));
        rows.add(JobCheck.row(STRAY + jobs, "Stray " + jobs));
        rows.sort(null);
        return rows;
    }

    /** @param last whether the last number's stray row is there; those before are where restores are undone */
    private List<String> table(int jobs, boolean last) {
        IntStream strays = this == UNDO ? IntStream.rangeClosed(1, last ? jobs : jobs - 1) : IntStream.empty();
        return Stream.concat(
                        IntStream.rangeClosed(1, jobs).mapToObj(n -> JobCheck.row(n, "Row " + n)),
                        strays.mapToObj(n -> JobCheck.row(STRAY + n, "Stray " + n)))
                .sorted()
                .toList();
    }
}
