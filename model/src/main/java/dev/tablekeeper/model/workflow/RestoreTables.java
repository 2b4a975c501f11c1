package dev.tablekeeper.model.workflow;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Puts tables back as a backup has them: staged, compared, swapped, and undoable for a day. */
@WorkflowInterface
public interface RestoreTables {
    /** The phase of one that waits for somebody's word. */
    String WAITING = "waiting for approval";

    @WorkflowMethod(name = "RestoreTables")
    Result restore(Input input);

    @QueryMethod(name = "progress", description = "How far the restore is")
    Progress progress();

    /**
     * Lets a restore that waits for approval go on.
     *
     * @param by who says so
     */
    @UpdateMethod(
            name = "approve",
            description = "Lets a restore that waits for approval swap its tables. Argument: who says so, as a text")
    String approve(String by);

    @UpdateValidatorMethod(updateName = "approve")
    void checkApprove(String by);

    /** Stops the restore; what it has staged goes, and no table is touched. */
    @UpdateMethod(
            name = "cancel",
            description = "Stops the restore before it touches a table. Argument: who says so, as a text")
    String cancel(String by);

    @UpdateValidatorMethod(updateName = "cancel")
    void checkCancel(String by);

    /**
     * What to restore; everything has a default.
     *
     * @param backup an id, or {@code latest} for the newest complete one
     * @param asOf the newest complete backup that is not later than this; not together with {@code backup}
     * @param tables empty for all that the backup has
     * @param intoDataset another dataset to restore into; its tables of these names are replaced
     * @param intoSuffix what to put behind each table's name
     * @param approval whether somebody has to say yes before tables are swapped
     * @param approvalTimeout how long to wait for that
     * @param dryRun only says what would change; without {@code backup} and {@code asOf} it is the default
     */
    record Input(
            Optional<String> backup,
            Optional<Instant> asOf,
            List<String> tables,
            Optional<String> intoDataset,
            Optional<String> intoSuffix,
            Boolean approval,
            Duration approvalTimeout,
            Boolean dryRun) {
        public static final String LATEST = "latest";
        private static final Pattern DATASET = Pattern.compile("[a-z][a-z0-9_]{0,99}");
        private static final Pattern SUFFIX = Pattern.compile("[a-z0-9_]{1,50}");
        private static final Duration LONGEST = Duration.ofDays(90);

        public Input {
            backup = backup == null ? Optional.empty() : backup;
            asOf = asOf == null ? Optional.empty() : asOf;
            tables = tables == null
                    ? List.of()
                    : tables.stream().distinct().sorted().toList();
            intoDataset = intoDataset == null ? Optional.empty() : intoDataset;
            intoSuffix = intoSuffix == null ? Optional.empty() : intoSuffix;
            approval = approval != null && approval;
            approvalTimeout = approvalTimeout == null ? Duration.ofDays(7) : approvalTimeout;
            dryRun = dryRun == null ? backup.isEmpty() && asOf.isEmpty() : dryRun;
            if (backup.isPresent() && asOf.isPresent()) {
                throw new IllegalArgumentException("backup and asOf both say which backup it is; keep one");
            }
            if (backup.isEmpty() && asOf.isEmpty() && !dryRun) {
                throw new IllegalArgumentException(
                        "dryRun is false, and neither backup nor asOf says what to restore; backup may be latest");
            }
            if (intoDataset.filter(name -> !DATASET.matcher(name).matches()).isPresent()) {
                throw new IllegalArgumentException(
                        "intoDataset is a dataset's name, of small letters, digits and _, and begins with a letter");
            }
            if (intoSuffix.filter(text -> !SUFFIX.matcher(text).matches()).isPresent()) {
                throw new IllegalArgumentException("intoSuffix is 1 to 50 small letters, digits and _, such as _copy");
            }
            if (approvalTimeout.isNegative() || approvalTimeout.isZero() || approvalTimeout.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        "approvalTimeout is a duration such as P7D or PT12H, " + LONGEST.toDays() + " days at most");
            }
        }

        /** The newest backup, without doing it. */
        public static Input dryRunOfLatest() {
            return new Input(
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    null,
                    null,
                    null);
        }

        /** The same of these tables. */
        public Input withTables(List<String> these) {
            return new Input(backup, asOf, these, intoDataset, intoSuffix, approval, approvalTimeout, dryRun);
        }

        /** Whether the tables themselves are replaced, not copies made beside them. */
        public boolean inPlace() {
            return intoDataset.isEmpty() && intoSuffix.isEmpty();
        }
    }

    /**
     * What was, or in a dry run would be, restored.
     *
     * @param backup its id
     * @param instant as of when it is
     * @param tables what was restored; empty in a dry run
     * @param rowsReplaced how many rows that the backup does not have were in the tables, and are in the kept copies now
     * @param undoUntil how long it can be undone
     * @param changes in a dry run: what would change
     */
    record Result(
            String backup,
            Instant instant,
            List<TableResult> tables,
            Optional<Long> rowsReplaced,
            Optional<Instant> undoUntil,
            Optional<List<Change>> changes) {
        public Result {
            tables = tables == null ? List.of() : List.copyOf(tables);
        }
    }

    /**
     * One table that was restored.
     *
     * @param into where, if not in its own place
     * @param rows how many it has now, as in the backup
     * @param rowsBefore how many were in it before; empty where there was no table
     * @param rowsReplaced how many of those the backup does not have
     */
    record TableResult(String table, Optional<String> into, long rows, Optional<Long> rowsBefore, long rowsReplaced) {}

    /**
     * What a restore would do to one table.
     *
     * @param into where, if not in its own place
     * @param rowsNow empty where there is no table
     * @param rowsThen in the backup
     * @param sameContent whether table and backup hold the same rows; empty where there is no table, or its columns differ
     * @param schema how the table's columns differ from the backup's, one sentence each
     * @param obstacle why it cannot be restored
     */
    record Change(
            String table,
            Optional<String> into,
            Optional<Long> rowsNow,
            long rowsThen,
            Optional<Boolean> sameContent,
            List<String> schema,
            Optional<String> obstacle) {
        public Change {
            schema = List.copyOf(schema);
        }
    }
}
