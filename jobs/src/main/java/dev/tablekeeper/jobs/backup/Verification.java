package dev.tablekeeper.jobs.backup;

import dev.tablekeeper.model.workflow.JobError;
import dev.tablekeeper.model.workflow.VerifyBackup;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The evidence of the last drill with a backup.
 *
 * @param at when it ended
 * @param succeeded whether everything was restored and found equal
 * @param lastSucceeded when one last did
 * @param job the drill's
 * @param tables what was restored and compared
 * @param error why it did not succeed
 */
public record Verification(
        Instant at,
        boolean succeeded,
        Optional<Instant> lastSucceeded,
        String job,
        List<VerifyBackup.TableResult> tables,
        Optional<JobError> error) {
    public Verification {
        tables = List.copyOf(tables);
    }
}
