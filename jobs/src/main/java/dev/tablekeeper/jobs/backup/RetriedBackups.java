package dev.tablekeeper.jobs.backup;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.jobs.AcceptedJob;
import dev.tablekeeper.jobs.Retries;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.RestoreTables;
import dev.tablekeeper.model.workflow.UndoRestore;
import dev.tablekeeper.model.workflow.VerifyBackup;
import java.util.Optional;

/**
 * Backups, restores, drills and undoings that failed are done anew as they were asked for: what they had staged went with
 * them, and a restore that came to its swap has either swapped all or put all back.
 */
public final class RetriedBackups implements Retries.Redo {
    private final BackupPlace place;
    private final Undos undos;

    public RetriedBackups(BackupPlace place, Undos undos) {
        this.place = place;
        this.undos = undos;
    }

    @Override
    public JsonNode input(AcceptedJob failed, JobStatus end) {
        switch (failed.kind()) {
            case RESTORE ->
                requireThere(input(failed, RestoreTables.Input.class).backup());
            case VERIFY -> requireThere(input(failed, VerifyBackup.Input.class).backup());
            case UNDO -> undos.require(input(failed, UndoRestore.Input.class).restore());
            default -> {}
        }
        return failed.input();
    }

    private static <T> T input(AcceptedJob job, Class<T> type) {
        return Json.MAPPER.convertValue(job.input(), type);
    }

    private void requireThere(Optional<String> backup) {
        backup.filter(id -> !id.equals(RestoreTables.Input.LATEST)).ifPresent(place::require);
    }
}
