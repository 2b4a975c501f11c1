package dev.tablekeeper.bench;

import dev.tablekeeper.standalone.temporal.TemporalChoice;
import dev.tablekeeper.standalone.temporal.TemporalConnection;
import dev.tablekeeper.standalone.temporal.Wire;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The least that any job costs on a Temporal: one workflow with one local activity that does nothing, started eagerly. */
final class BareWorkflow implements AutoCloseable {
    private static final String QUEUE = "bare";

    private final Path folder;
    private final TemporalConnection temporal;
    private final WorkflowClient client;
    private final WorkerFactory workers;

    /** The workflow. */
    @WorkflowInterface
    public interface Bare {
        @WorkflowMethod
        String run();
    }

    /** Its only step. */
    @ActivityInterface
    public interface Step {
        String step();
    }

    /** The workflow's code. */
    public static final class BareImpl implements Bare {
        private final Step step = Workflow.newLocalActivityStub(
                Step.class,
                LocalActivityOptions.newBuilder()
                        .setStartToCloseTimeout(Duration.ofSeconds(10))
                        .build());

        @Override
        public String run() {
            return step.step();
        }
    }

    private BareWorkflow(Path folder, TemporalConnection temporal) {
        this.folder = folder;
        this.temporal = temporal;
        this.client = temporal.servers().clients().get(0);
        this.workers = WorkerFactory.newInstance(client);
        Worker worker = workers.newWorker(QUEUE);
        worker.registerWorkflowImplementationTypes(BareImpl.class);
        worker.registerActivitiesImplementations((Step) () -> "done");
        workers.start();
    }

    /** @param temporal the {@code temporal} program, or {@code none} for the in-process server; one of its own */
    static BareWorkflow on(String temporal) throws IOException {
        Path folder = Files.createTempDirectory("tablekeeper-bench");
        Path objects = Files.createDirectories(folder.resolve("objects"));
        return new BareWorkflow(
                folder,
                TemporalChoice.open(
                        BenchSetting.configuration(folder, "tables", "views", temporal), objects, Wire.PLAIN));
    }

    /** From the start to the answer. */
    void once() {
        client.newWorkflowStub(
                        Bare.class,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(QUEUE)
                                .setDisableEagerExecution(false)
                                .build())
                .run();
    }

    @Override
    public void close() throws IOException {
        workers.shutdownNow();
        workers.awaitTermination(5, TimeUnit.SECONDS);
        temporal.close();
        BenchSetting.delete(folder);
    }
}
