package dev.tablekeeper.model.workflow;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Backs up tables as they all are at one instant. */
@WorkflowInterface
public interface BackupTables {

    @WorkflowMethod(name = "BackupTables")
    Result backup(Input input);

    @QueryMethod(name = "progress", description = "How far the backup is")
    Progress progress();

    /**
     * What to back up; everything has a default.
     *
     * @param tables empty for all base tables, described or not, except Tablekeeper's own
     * @param label what to call it; a backup with a label is never deleted by the retention rule
     */
    record Input(List<String> tables, Optional<String> label) {
        /** The longest label. */
        public static final int MOST_LABEL = 200;

        public Input {
            tables = tables == null
                    ? List.of()
                    : tables.stream().distinct().sorted().toList();
            label = label == null ? Optional.empty() : label;
            label.filter(text -> text.isBlank() || text.length() > MOST_LABEL).ifPresent(text -> {
                throw new IllegalArgumentException("label is a text of 1 to " + MOST_LABEL + " characters");
            });
        }

        /** All tables, without a label. */
        public static Input all() {
            return new Input(List.of(), Optional.empty());
        }
    }

    /**
     * The backup that was made.
     *
     * @param backup its id
     * @param instant as of when it is
     * @param pruned the backups that the retention rule has deleted afterwards
     */
    record Result(String backup, Instant instant, List<TableResult> tables, List<String> pruned) {
        public Result {
            tables = List.copyOf(tables);
            pruned = List.copyOf(pruned);
        }
    }

    /** One table in it. */
    record TableResult(String table, long rows, long files, long bytes) {}
}
