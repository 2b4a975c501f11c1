package dev.tablekeeper.worker.flow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.workflow.JobKind;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;

/** The steps that have to do with the job and not with its work. Each may be repeated at any time. */
@ActivityInterface
public interface JobActivities {

    /** Writes down the job of a workflow that an operator started; returns the job's id. */
    @ActivityMethod(name = "AdoptJob")
    String adopt(JobKind kind, String workflowId, String firstRunId, List<String> tables, JsonNode input);

    /** Writes down that the job is to stop, which its steps look for. */
    @ActivityMethod(name = "RequestCancel")
    void requestCancel(String job);
}
