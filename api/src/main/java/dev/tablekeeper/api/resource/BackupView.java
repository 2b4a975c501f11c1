package dev.tablekeeper.api.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.jobs.backup.Backups;
import dev.tablekeeper.jobs.backup.Manifest;
import dev.tablekeeper.jobs.backup.Verification;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.JobError;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A backup in a list, in the API's JSON; what its manifest would tell is left out where that cannot be read.
 *
 * @param lastVerified when it was last restored and found equal
 * @param verification how the last drill ended
 * @param fault why the manifest cannot be read
 * @param kept why the retention rule keeps it; empty where it goes after the next backup
 */
record BackupView(
        String id,
        Optional<Instant> instant,
        Optional<String> label,
        Optional<String> job,
        Optional<List<TableView>> tables,
        Optional<Long> rows,
        Optional<Long> bytes,
        Optional<Instant> lastVerified,
        Optional<VerificationView> verification,
        Optional<String> fault,
        List<String> kept) {

    record TableView(String table, long rows, int files, long bytes) {
        static TableView of(Manifest.Table table) {
            return new TableView(table.table(), table.rows(), table.files().size(), table.bytes());
        }
    }

    record VerificationView(Instant at, boolean succeeded, String job, Optional<JobError> error) {
        static VerificationView of(Verification verification) {
            return new VerificationView(
                    verification.at(), verification.succeeded(), verification.job(), verification.error());
        }
    }

    static BackupView of(Backups.Entry entry) {
        Optional<Manifest> manifest = entry.manifest();
        return new BackupView(
                entry.id(),
                manifest.map(Manifest::instant),
                manifest.flatMap(Manifest::label),
                manifest.map(Manifest::job),
                manifest.map(m -> m.tables().stream().map(TableView::of).toList()),
                manifest.map(Manifest::rows),
                manifest.map(Manifest::bytes),
                entry.verification().flatMap(Verification::lastSucceeded),
                entry.verification().map(VerificationView::of),
                entry.fault(),
                entry.kept());
    }

    /** One backup: its manifest, with what is known of its drills. */
    static ObjectNode whole(Manifest manifest, Optional<Verification> verification) {
        ObjectNode view = Json.MAPPER.valueToTree(manifest);
        view.put("rows", manifest.rows()).put("bytes", manifest.bytes());
        verification.ifPresent(v -> {
            v.lastSucceeded().ifPresent(at -> view.put("lastVerified", at.toString()));
            view.set("verification", Json.MAPPER.valueToTree(VerificationView.of(v)));
        });
        return view;
    }
}
