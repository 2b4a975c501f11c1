package dev.tablekeeper.api;

import dev.tablekeeper.model.workflow.LoadCsv;
import dev.tablekeeper.model.workflow.Progress;
import io.temporal.activity.ActivityOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.Optional;

/** A load that does nothing, and ends well when it is told to. */
public final class GatedLoad implements LoadCsv {
    private final JobEnding ending = Workflow.newActivityStub(
            JobEnding.class,
            ActivityOptions.newBuilder()
                    .setStartToCloseTimeout(Duration.ofMinutes(1))
                    .build());

    @Override
    public Result load(Input input) {
        ending.end(Workflow.getInfo().getWorkflowId());
        return new Result(2, 2, 0, Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Override
    public Progress progress() {
        return new Progress("parsing", 1, 2, "bytes");
    }
}
