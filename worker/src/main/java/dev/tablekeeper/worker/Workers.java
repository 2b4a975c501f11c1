package dev.tablekeeper.worker;

import dev.tablekeeper.model.workflow.TaskQueues;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.worker.backup.BackupActivitiesImpl;
import dev.tablekeeper.worker.backup.BackupTablesWorkflowImpl;
import dev.tablekeeper.worker.flow.JobActivitiesImpl;
import dev.tablekeeper.worker.insert.InsertActivitiesImpl;
import dev.tablekeeper.worker.insert.InsertRowsWorkflowImpl;
import dev.tablekeeper.worker.load.LoadActivitiesImpl;
import dev.tablekeeper.worker.load.LoadCsvWorkflowImpl;
import dev.tablekeeper.worker.restore.RestoreActivitiesImpl;
import dev.tablekeeper.worker.restore.RestoreTablesWorkflowImpl;
import dev.tablekeeper.worker.restore.UndoActivitiesImpl;
import dev.tablekeeper.worker.restore.UndoRestoreWorkflowImpl;
import dev.tablekeeper.worker.restore.VerifyActivitiesImpl;
import dev.tablekeeper.worker.restore.VerifyBackupWorkflowImpl;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.common.RetryOptions;
import io.temporal.common.converter.DataConverterException;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import io.temporal.worker.WorkflowImplementationOptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The workers of one process, for one server or for several at once. */
public final class Workers {
    /** A cancellation reaches an activity with its next heartbeat. */
    private static final Duration HEARTBEAT = Duration.ofMillis(500);

    // With what the API and the stores take at the end, these stay below the half minute that operators are promised.
    private static final Duration DRAIN = Duration.ofSeconds(15);
    private static final Duration HURRY = Duration.ofSeconds(3);
    private static final RetryOptions RETRY = RetryOptions.newBuilder()
            .setInitialInterval(Duration.ofMillis(200))
            .setBackoffCoefficient(2)
            .setMaximumInterval(Duration.ofMinutes(1))
            .build();

    /** Within a workflow task; what takes longer goes on outside of it, and finds done what was done. */
    private static final Duration SOON = Duration.ofSeconds(30);

    private static final int INSERTS_AT_ONCE = 32;

    /** Where a commit is a wait for a service: those that wait at the same time can share a job of it. */
    private static final int COMMITS_AT_ONCE = 32;

    /** So that a swap, or a word that a job is to stop, does not wait for exports. */
    private static final int STEPS_BESIDE_LONG_ONES = 2;

    private final Set<Serving> servings = ConcurrentHashMap.newKeySet();
    private final LoadActivitiesImpl load;
    private final InsertActivitiesImpl insert;
    private final JobActivitiesImpl job;
    private final BackupActivitiesImpl backup;
    private final RestoreActivitiesImpl restore;
    private final VerifyActivitiesImpl verify;
    private final UndoActivitiesImpl undo;
    private final Duration heartbeatTimeout;
    private final int loadsAtOnce;

    public Workers(WorkerParts parts) {
        load = new LoadActivitiesImpl(parts);
        insert = new InsertActivitiesImpl(parts);
        job = new JobActivitiesImpl(parts);
        backup = new BackupActivitiesImpl(parts);
        restore = new RestoreActivitiesImpl(parts);
        verify = new VerifyActivitiesImpl(parts);
        undo = new UndoActivitiesImpl(parts);
        heartbeatTimeout = parts.heartbeatTimeout();
        loadsAtOnce = Runtime.getRuntime().availableProcessors()
                + (parts.warehouse().intake() == Warehouse.Intake.STAGED ? COMMITS_AT_ONCE : 0);
    }

    /**
     * Starts serving the task queues of a server; returns when polling has begun.
     *
     * @throws io.grpc.StatusRuntimeException where the server cannot be reached
     */
    public Serving serve(WorkflowClient client) {
        StepsUnderWay steps = new StepsUnderWay();
        WorkerFactory factory = WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                        .setWorkerInterceptors(steps, new FailureTranslation())
                        .build());
        Worker loads = factory.newWorker(
                TaskQueues.LOAD,
                WorkerOptions.newBuilder()
                        .setMaxConcurrentActivityExecutionSize(loadsAtOnce)
                        .setMaxHeartbeatThrottleInterval(HEARTBEAT)
                        .setDefaultHeartbeatThrottleInterval(HEARTBEAT)
                        .build());
        registerLoads(loads, heartbeatTimeout);
        loads.registerActivitiesImplementations(load);
        Worker inserts = factory.newWorker(
                TaskQueues.INSERT,
                WorkerOptions.newBuilder()
                        .setMaxConcurrentLocalActivityExecutionSize(INSERTS_AT_ONCE)
                        .setMaxHeartbeatThrottleInterval(HEARTBEAT)
                        .setDefaultHeartbeatThrottleInterval(HEARTBEAT)
                        .build());
        registerInserts(inserts, heartbeatTimeout);
        inserts.registerActivitiesImplementations(insert);
        Worker backups = factory.newWorker(
                TaskQueues.BACKUP,
                WorkerOptions.newBuilder()
                        .setMaxConcurrentActivityExecutionSize(
                                Runtime.getRuntime().availableProcessors() + STEPS_BESIDE_LONG_ONES)
                        .setMaxHeartbeatThrottleInterval(HEARTBEAT)
                        .setDefaultHeartbeatThrottleInterval(HEARTBEAT)
                        .build());
        registerBackups(backups, heartbeatTimeout);
        backups.registerActivitiesImplementations(job, backup, restore, verify, undo);
        factory.start();
        Serving serving = new Serving(factory, steps);
        servings.add(serving);
        return serving;
    }

    /** Loads, as every worker of ours runs them; who only replays them needs nothing else. */
    static void registerLoads(Worker worker, Duration heartbeatTimeout) {
        worker.registerWorkflowImplementationTypes(options(heartbeatTimeout), LoadCsvWorkflowImpl.class);
    }

    /** Inserts, as every worker of ours runs them. */
    static void registerInserts(Worker worker, Duration heartbeatTimeout) {
        worker.registerWorkflowImplementationTypes(options(heartbeatTimeout), InsertRowsWorkflowImpl.class);
    }

    /** Backups, restores, drills and undoings, as every worker of ours runs them. */
    static void registerBackups(Worker worker, Duration heartbeatTimeout) {
        worker.registerWorkflowImplementationTypes(
                options(heartbeatTimeout),
                BackupTablesWorkflowImpl.class,
                RestoreTablesWorkflowImpl.class,
                VerifyBackupWorkflowImpl.class,
                UndoRestoreWorkflowImpl.class);
    }

    private static WorkflowImplementationOptions options(Duration heartbeatTimeout) {
        return WorkflowImplementationOptions.newBuilder()
                .setFailWorkflowExceptionTypes(DataConverterException.class, IllegalArgumentException.class)
                .setDefaultActivityOptions(ActivityOptions.newBuilder()
                        .setStartToCloseTimeout(Duration.ofHours(12))
                        .setHeartbeatTimeout(heartbeatTimeout)
                        .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                        .setRetryOptions(RETRY)
                        .build())
                .setDefaultLocalActivityOptions(LocalActivityOptions.newBuilder()
                        .setStartToCloseTimeout(SOON)
                        .setRetryOptions(
                                RetryOptions.newBuilder().setMaximumAttempts(1).build())
                        .build())
                .build();
    }

    /** How many steps of jobs are being done now, for whichever server. */
    public int stepsUnderWay() {
        return servings.stream().mapToInt(Serving::stepsUnderWay).sum();
    }

    /** What serves one server, until it is closed. */
    public final class Serving implements AutoCloseable {
        private final WorkerFactory factory;
        private final StepsUnderWay steps;

        private Serving(WorkerFactory factory, StepsUnderWay steps) {
            this.factory = factory;
            this.steps = steps;
        }

        /** How many steps of jobs are being done now. */
        public int stepsUnderWay() {
            return steps.count();
        }

        /** How many steps of jobs were begun so far. */
        public long stepsBegun() {
            return steps.begun();
        }

        /** Takes no more work, and waits a while for what is being done; what is left is done again elsewhere. */
        @Override
        public void close() {
            factory.shutdown();
            factory.awaitTermination(DRAIN.toMillis(), TimeUnit.MILLISECONDS);
            if (!factory.isTerminated()) {
                factory.shutdownNow();
                factory.awaitTermination(HURRY.toMillis(), TimeUnit.MILLISECONDS);
            }
            servings.remove(this);
        }
    }
}
