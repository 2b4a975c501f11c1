package dev.tablekeeper.model.workflow;

/** The task queues, apart by workload, so that a flood of loads delays neither an insert nor the backup. */
public final class TaskQueues {
    public static final String INSERT = "insert";
    public static final String LOAD = "load";
    public static final String BACKUP = "backup";

    private TaskQueues() {}
}
