package dev.tablekeeper.worker.flow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.jobs.AcceptedJob;
import dev.tablekeeper.jobs.JobIds;
import dev.tablekeeper.jobs.backup.BackupJobs;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.worker.Steps;
import dev.tablekeeper.worker.WorkerParts;
import java.util.List;
import java.util.Optional;

/** Writes into the job's records. */
public final class JobActivitiesImpl implements JobActivities {
    private final WorkerParts parts;

    public JobActivitiesImpl(WorkerParts parts) {
        this.parts = parts;
    }

    @Override
    public String adopt(JobKind kind, String workflowId, String firstRunId, List<String> tables, JsonNode input) {
        return parts.records()
                .accept(new AcceptedJob(
                        JobIds.ofWorkflow(kind, workflowId, firstRunId),
                        kind,
                        BackupJobs.about(parts.tables(), tables),
                        Steps.OPERATOR,
                        parts.clock().instant(),
                        input,
                        workflowId,
                        Optional.of(firstRunId)))
                .id();
    }

    @Override
    public void requestCancel(String job) {
        parts.records().requestCancel(job, parts.clock().instant());
    }
}
