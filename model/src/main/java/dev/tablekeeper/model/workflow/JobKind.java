package dev.tablekeeper.model.workflow;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a job does, with the workflow type that does it and the task queue it waits in. */
public enum JobKind {
    INSERT("InsertRows", TaskQueues.INSERT),
    LOAD("LoadCsv", TaskQueues.LOAD),
    BACKUP("BackupTables", TaskQueues.BACKUP),
    RESTORE("RestoreTables", TaskQueues.BACKUP),
    VERIFY("VerifyBackup", TaskQueues.BACKUP),
    UNDO("UndoRestore", TaskQueues.BACKUP);

    private final String workflowType;
    private final String taskQueue;

    JobKind(String workflowType, String taskQueue) {
        this.workflowType = workflowType;
        this.taskQueue = taskQueue;
    }

    /** As it stands in a job's JSON and at the beginning of its id: {@code load}. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String workflowType() {
        return workflowType;
    }

    public String taskQueue() {
        return taskQueue;
    }

    /** The kind whose workflow has this type. */
    public static Optional<JobKind> ofWorkflowType(String type) {
        return Arrays.stream(values()).filter(k -> k.workflowType.equals(type)).findFirst();
    }

    public static Optional<JobKind> ofText(String text) {
        return Arrays.stream(values()).filter(k -> k.text().equals(text)).findFirst();
    }
}
