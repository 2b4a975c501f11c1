package dev.tablekeeper.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tablekeeper.model.json.WorkflowJson;
import dev.tablekeeper.model.workflow.TaskQueues;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Workflows that began under an earlier build go on under this one: their histories, recorded then, replay. */
class ReplayTest {
    private static final Path HISTORIES = Path.of("src", "test", "resources", "histories");

    static List<Path> histories() throws IOException {
        try (Stream<Path> files = Files.list(HISTORIES)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .map(Path::getFileName)
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("histories")
    void aRecordedHistoryReplays(Path history) throws IOException {
        String recorded = Files.readString(HISTORIES.resolve(history));
        try (TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(WorkflowJson.dataConverter())
                        .build())
                .build())) {
            Worker worker = temporal.newWorker(TaskQueues.LOAD);
            Workers.registerLoads(worker, WorkerParts.HEARTBEAT_TIMEOUT);
            Workers.registerInserts(worker, WorkerParts.HEARTBEAT_TIMEOUT);
            Workers.registerBackups(worker, WorkerParts.HEARTBEAT_TIMEOUT);

            assertThatCode(() -> WorkflowReplayer.replayWorkflowExecution(
                            WorkflowExecutionHistory.fromJson(recorded), worker))
                    .as(
                            "%s was recorded by an earlier build, and this one goes another way: jobs that are open while"
                                    + " it is deployed would get stuck. Put the change behind Workflow.getVersion. Only if"
                                    + " no build that recorded it was ever released, record anew with"
                                    + " conformance/record-histories.",
                            history)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void thereIsAHistoryOfEachWayThatAJobCanGo() throws IOException {
        assertThat(histories().stream().map(Path::toString))
                .contains(
                        "append-pulled.json",
                        "append-staged-in-several-ranges.json",
                        "backup.json",
                        "backup-started-by-an-operator.json",
                        "cancelled-while-committing.json",
                        "dry-run.json",
                        "ended-from-outside.json",
                        "insert.json",
                        "insert-cancelled.json",
                        "insert-ended-from-outside.json",
                        "insert-merge-of-several-tables.json",
                        "insert-outside-of-its-task.json",
                        "insert-started-by-an-operator.json",
                        "insert-that-failed.json",
                        "merge-pulled.json",
                        "merge-staged.json",
                        "replace-pulled.json",
                        "restore.json",
                        "restore-approved.json",
                        "restore-cancelled.json",
                        "restore-dry-run.json",
                        "restore-one-by-one.json",
                        "restore-that-failed.json",
                        "started-by-an-operator.json",
                        "too-many-rejects.json",
                        "undo.json",
                        "verify.json");
    }
}
