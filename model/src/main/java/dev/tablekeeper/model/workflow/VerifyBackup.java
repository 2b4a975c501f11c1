package dev.tablekeeper.model.workflow;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Proves that a backup restores: does so in a scratch place, compares, drops it, and keeps the evidence beside the backup. */
@WorkflowInterface
public interface VerifyBackup {

    @WorkflowMethod(name = "VerifyBackup")
    Result verify(Input input);

    @QueryMethod(name = "progress", description = "How far the drill is")
    Progress progress();

    /** @param backup an id; the newest complete one by default, also as {@code latest} */
    record Input(Optional<String> backup) {
        public Input {
            backup = backup == null ? Optional.empty() : backup;
        }
    }

    /** What was restored and found equal. */
    record Result(String backup, Instant instant, List<TableResult> tables) {
        public Result {
            tables = List.copyOf(tables);
        }
    }

    /** One table of it. */
    record TableResult(String table, long rows, String fingerprint) {}
}
