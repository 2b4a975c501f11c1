package dev.tablekeeper.worker;

import dev.tablekeeper.model.workflow.TaskQueues;
import dev.tablekeeper.worker.load.LoadActivitiesImpl;
import dev.tablekeeper.worker.load.LoadCsvWorkflowImpl;
import io.temporal.client.WorkflowClient;
import io.temporal.common.converter.DataConverterException;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import io.temporal.worker.WorkflowImplementationOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The workers of one process: one for each task queue it serves. */
public final class Workers implements AutoCloseable {
    /** A cancellation reaches an activity with its next heartbeat. */
    private static final Duration HEARTBEAT = Duration.ofMillis(500);

    private static final Duration DRAIN = Duration.ofSeconds(25);

    private final WorkerFactory factory;

    private Workers(WorkerFactory factory) {
        this.factory = factory;
    }

    /** Starts serving the task queues; returns at once. */
    public static Workers start(WorkflowClient client, WorkerParts parts) {
        WorkerFactory factory = WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                        .setWorkerInterceptors(new FailureTranslation())
                        .build());
        Worker load = factory.newWorker(
                TaskQueues.LOAD,
                WorkerOptions.newBuilder()
                        .setMaxConcurrentActivityExecutionSize(
                                Runtime.getRuntime().availableProcessors())
                        .setMaxHeartbeatThrottleInterval(HEARTBEAT)
                        .setDefaultHeartbeatThrottleInterval(HEARTBEAT)
                        .build());
        load.registerWorkflowImplementationTypes(
                WorkflowImplementationOptions.newBuilder()
                        .setFailWorkflowExceptionTypes(DataConverterException.class, IllegalArgumentException.class)
                        .build(),
                LoadCsvWorkflowImpl.class);
        load.registerActivitiesImplementations(new LoadActivitiesImpl(parts));
        factory.start();
        return new Workers(factory);
    }

    /** Takes no more work, and waits a while for what is being done; what is left is done again elsewhere. */
    @Override
    public void close() {
        factory.shutdown();
        factory.awaitTermination(DRAIN.toMillis(), TimeUnit.MILLISECONDS);
        if (!factory.isTerminated()) {
            factory.shutdownNow();
            factory.awaitTermination(5, TimeUnit.SECONDS);
        }
    }
}
