package dev.tablekeeper.worker.flow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.jobs.backup.BackupJobs;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.worker.Adoption;
import dev.tablekeeper.worker.WorkerParts;
import java.util.List;

/** Writes into the job's records. */
public final class JobActivitiesImpl implements JobActivities {
    private final WorkerParts parts;

    public JobActivitiesImpl(WorkerParts parts) {
        this.parts = parts;
    }

    @Override
    public String adopt(JobKind kind, String workflowId, String firstRunId, List<String> tables, JsonNode input) {
        return Adoption.adopt(parts, kind, workflowId, firstRunId, BackupJobs.about(parts.tables(), tables), input);
    }

    @Override
    public void requestCancel(String job) {
        parts.records().requestCancel(job, parts.clock().instant());
    }
}
