package dev.tablekeeper.standalone.temporal;

import io.temporal.client.WorkflowOptions;
import io.temporal.common.Priority;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptor;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowClientInterceptorBase;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * First come, first served, within each priority. The SDK's test server keeps waiting tasks in a heap by their priority, and of
 * equal ones it takes one of the newest first: some would wait as long as there are others. It takes any number for a priority,
 * so each workflow gets a number of its own, which its steps inherit. Real servers have an order, and only five priorities.
 */
final class InOrder extends WorkflowClientInterceptorBase {
    private static final int USUAL = 3;
    /** Workflows of one priority and one server, which is changed for a fresh one long before. */
    private static final int BAND = 100_000_000;

    private final AtomicInteger started = new AtomicInteger();

    @Override
    public WorkflowClientCallsInterceptor workflowClientCallsInterceptor(WorkflowClientCallsInterceptor next) {
        return new WorkflowClientCallsInterceptorBase(next) {
            @Override
            public WorkflowStartOutput start(WorkflowStartInput input) {
                return super.start(new WorkflowStartInput(
                        input.getWorkflowId(),
                        input.getWorkflowType(),
                        input.getHeader(),
                        input.getArguments(),
                        numbered(input.getOptions())));
            }
        };
    }

    private WorkflowOptions numbered(WorkflowOptions options) {
        int priority = options.getPriority() == null ? 0 : options.getPriority().getPriorityKey();
        int band = (priority == 0 ? USUAL : priority) * BAND;
        return options.toBuilder()
                .setPriority(Priority.newBuilder()
                        .setPriorityKey(band + started.incrementAndGet() % BAND)
                        .build())
                .build();
    }
}
