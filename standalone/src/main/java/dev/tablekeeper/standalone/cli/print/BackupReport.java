package dev.tablekeeper.standalone.cli.print;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.standalone.cli.client.RemoteJob;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What became of backups, restores, drills and undoings, and what to type next. */
final class BackupReport {
    private final Terminal terminal;
    private final PrintStream out;

    BackupReport(Terminal terminal) {
        this.terminal = terminal;
        this.out = terminal.out();
    }

    boolean isAbout(RemoteJob job) {
        return switch (kind(job)) {
            case BACKUP, RESTORE, VERIFY, UNDO -> true;
            default -> false;
        };
    }

    /** Whether it is a restore that only says what it would do. */
    static boolean isDryRun(RemoteJob job) {
        return kind(job) == JobKind.RESTORE && result(job).has("changes");
    }

    /** Of a job that succeeded, below its heading. */
    void succeeded(RemoteJob job) {
        switch (kind(job)) {
            case BACKUP -> backup(result(job));
            case RESTORE -> {
                if (isDryRun(job)) {
                    dryRun(job);
                } else {
                    restore(job);
                }
            }
            case VERIFY -> verify(result(job));
            default -> undo(result(job));
        }
    }

    /** Of a restore that waits for somebody's word, below its heading. */
    void waiting(RemoteJob job) {
        out.println("Its tables are staged, and equal to the backup; nothing has been touched yet.");
        out.println("  " + terminal.program() + " approve " + job.id() + "   # puts them in place");
        out.println("  " + terminal.program() + " cancel " + job.id() + "    # leaves everything as it is");
    }

    private void backup(JsonNode result) {
        identify(result);
        TextTable tables = new TextTable("table", "rows", "files", "size");
        long rows = 0;
        long bytes = 0;
        for (JsonNode table : result.path("tables")) {
            rows += table.path("rows").asLong();
            bytes += table.path("bytes").asLong();
            tables.row(
                    table.path("table").asText(),
                    Figures.count(table.path("rows").asLong()),
                    Figures.count(table.path("files").asLong()),
                    Figures.bytes(table.path("bytes").asLong()));
        }
        tables.print(out, "  ");
        out.println("  " + Figures.count(rows, "row") + ", " + Figures.bytes(bytes) + " in all");
        int pruned = result.path("pruned").size();
        if (pruned > 0) {
            out.println("Deleted by the retention rule: " + texts(result.path("pruned")));
        }
        out.println("To prove that it restores: " + terminal.program() + " verify "
                + result.path("backup").asText());
    }

    private void dryRun(RemoteJob job) {
        JsonNode result = result(job);
        identify(result);
        TextTable changes = new TextTable("table", "rows now", "rows then", "what would change");
        List<String> possible = new ArrayList<>();
        boolean anyObstacle = false;
        boolean differs = false;
        for (JsonNode change : result.path("changes")) {
            boolean obstacle = change.hasNonNull("obstacle");
            anyObstacle |= obstacle;
            differs |= !change.path("sameContent").asBoolean();
            if (!obstacle) {
                possible.add(change.path("table").asText());
            }
            changes.row(
                    name(change),
                    change.hasNonNull("rowsNow")
                            ? Figures.count(change.path("rowsNow").asLong())
                            : "-",
                    Figures.count(change.path("rowsThen").asLong()),
                    whatWouldChange(change));
        }
        changes.print(out, "  ");
        if (!differs) {
            out.println("All is as the backup has it; there is nothing to restore.");
            return;
        }
        if (possible.isEmpty()) {
            out.println("None of them can be restored in its place; --into-suffix makes copies beside them.");
            return;
        }
        Optional<List<String>> only = anyObstacle ? Optional.of(possible) : Optional.empty();
        out.println((anyObstacle ? "To restore the others: " : "To do it: ") + command(job, only));
    }

    private static String whatWouldChange(JsonNode change) {
        List<String> parts = new ArrayList<>();
        if (change.hasNonNull("obstacle")) {
            parts.add("CANNOT BE RESTORED: " + change.path("obstacle").asText());
        } else if (!change.hasNonNull("rowsNow")) {
            parts.add("a new table");
        } else if (change.path("sameContent").asBoolean()) {
            parts.add("nothing: the same rows");
        } else {
            parts.add("other rows");
        }
        change.path("schema").forEach(difference -> parts.add(difference.asText()));
        return String.join("; ", parts);
    }

    /** What does what a dry run has shown. */
    private String command(RemoteJob job, Optional<List<String>> only) {
        JsonNode input = job.json().path("input");
        List<String> words = new ArrayList<>(List.of(
                terminal.program(), "restore", result(job).path("backup").asText()));
        List<String> tables = new ArrayList<>();
        input.path("tables").forEach(table -> tables.add(table.asText()));
        List<String> wanted = only.orElse(tables);
        if (!wanted.isEmpty()) {
            words.addAll(List.of("--tables", String.join(",", wanted)));
        }
        option(words, "--into-dataset", input.path("intoDataset"));
        option(words, "--into-suffix", input.path("intoSuffix"));
        if (input.path("approval").asBoolean()) {
            words.add("--approval");
        }
        return String.join(" ", words);
    }

    private static void option(List<String> words, String name, JsonNode value) {
        if (value.isTextual()) {
            words.addAll(List.of(name, value.asText()));
        }
    }

    private void restore(RemoteJob job) {
        JsonNode result = result(job);
        identify(result);
        TextTable tables = new TextTable("table", "rows", "rows before", "not in the backup");
        for (JsonNode table : result.path("tables")) {
            tables.row(
                    name(table),
                    Figures.count(table.path("rows").asLong()),
                    table.hasNonNull("rowsBefore")
                            ? Figures.count(table.path("rowsBefore").asLong())
                            : "-",
                    Figures.count(table.path("rowsReplaced").asLong()));
        }
        tables.print(out, "  ");
        String until = result.path("undoUntil").asText("");
        if (!until.isEmpty()) {
            long replaced = result.path("rowsReplaced").asLong();
            out.println("What was in them before is kept until " + LocalTimes.withZone(until)
                    + (replaced > 0
                            ? ", with " + Figures.count(replaced, "row") + " that the backup does not have."
                            : "."));
            out.println("To undo it until then: " + terminal.program() + " undo " + job.id());
        }
    }

    private void verify(JsonNode result) {
        identify(result);
        long rows = 0;
        TextTable tables = new TextTable("table", "rows", "fingerprint");
        for (JsonNode table : result.path("tables")) {
            rows += table.path("rows").asLong();
            tables.row(
                    table.path("table").asText(),
                    Figures.count(table.path("rows").asLong()),
                    table.path("fingerprint").asText());
        }
        tables.print(out, "  ");
        out.println("It restores: " + Figures.count(rows, "row") + " in "
                + Figures.count(result.path("tables").size(), "table")
                + " were put into a scratch place, found equal, and dropped again.");
    }

    private void undo(JsonNode result) {
        out.println("  undone           " + result.path("restore").asText());
        TextTable tables = new TextTable("table", "rows", "rows discarded");
        for (JsonNode table : result.path("tables")) {
            tables.row(
                    name(table),
                    table.hasNonNull("rows") ? Figures.count(table.path("rows").asLong()) : "(no table, as before)",
                    Figures.count(table.path("rowsDiscarded").asLong()));
        }
        tables.print(out, "  ");
    }

    private void identify(JsonNode result) {
        out.println("  backup           " + result.path("backup").asText());
        out.println("  as of            "
                + LocalTimes.withZone(result.path("instant").asText()));
    }

    /** A table, and where it went if not in its own place. */
    private static String name(JsonNode table) {
        String into = table.path("into").asText("");
        return table.path("table").asText() + (into.isEmpty() ? "" : " → " + into);
    }

    private static String texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return String.join(", ", texts);
    }

    private static JsonNode result(RemoteJob job) {
        return job.json().path("result");
    }

    /** That of a server which is newer and knows other kinds counts as a load. */
    private static JobKind kind(RemoteJob job) {
        return JobKind.ofText(job.text("kind")).orElse(JobKind.LOAD);
    }
}
