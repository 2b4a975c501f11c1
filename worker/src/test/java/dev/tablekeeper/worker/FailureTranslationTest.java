package dev.tablekeeper.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.TemporalFailures;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** By the test server's clock, which leaps over what is waited for. */
class FailureTranslationTest {
    private static final String QUEUE = "faults";
    private final RuntimeException fault = new IllegalStateException("nobody expected this");
    private final RuntimeException away = new Failure(FailureType.UNAVAILABLE, "away");

    /** Does one step. */
    @WorkflowInterface
    public interface OneStep {
        @WorkflowMethod
        int run();
    }

    /** A step that may fail. */
    @ActivityInterface
    public interface Step {
        int attempt();
    }

    /** The workflow. */
    public static final class OneStepImpl implements OneStep {
        private final Step step = Workflow.newActivityStub(
                Step.class,
                ActivityOptions.newBuilder()
                        .setStartToCloseTimeout(Duration.ofDays(1))
                        .build());

        @Override
        public int run() {
            return step.attempt();
        }
    }

    private final AtomicInteger attempts = new AtomicInteger();
    private TestWorkflowEnvironment temporal;

    @BeforeEach
    void open() {
        temporal = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setWorkerFactoryOptions(WorkerFactoryOptions.newBuilder()
                        .setWorkerInterceptors(new FailureTranslation())
                        .build())
                .build());
    }

    @AfterEach
    void close() {
        temporal.close();
    }

    @Test
    void aFaultThatPassesIsNoFailure() {
        assertThat(run(attempt -> attempt <= 4 ? fault : null)).isEqualTo(5);
    }

    @Test
    void aFaultThatStaysEndsTheStepAfterAFewAttempts() {
        assertThatExceptionOfType(WorkflowFailedException.class)
                .isThrownBy(() -> run(attempt -> fault))
                .satisfies(
                        e -> assertThat(TemporalFailures.toJobError(e).type()).isEqualTo("urn:tablekeeper:internal"));
        assertThat(attempts).hasValue(5);
    }

    @Test
    void aFaultAfterManyWaitsIsTriedAsOftenAsAnyOther() {
        assertThat(run(attempt -> attempt <= 20 ? away : attempt <= 24 ? fault : null))
                .isEqualTo(25);
    }

    @Test
    void faultsWithAWaitBetweenThemAreNotInARow() {
        assertThat(run(attempt -> attempt == 12 ? null : attempt % 4 == 0 ? away : fault))
                .isEqualTo(12);
    }

    /** @param failures what each attempt, from the first on, fails with; null for nothing */
    private int run(IntFunction<RuntimeException> failures) {
        Worker worker = temporal.newWorker(QUEUE);
        worker.registerWorkflowImplementationTypes(OneStepImpl.class);
        worker.registerActivitiesImplementations((Step) () -> {
            RuntimeException failure = failures.apply(attempts.incrementAndGet());
            if (failure != null) {
                throw failure;
            }
            return attempts.get();
        });
        temporal.start();
        return temporal.getWorkflowClient()
                .newWorkflowStub(
                        OneStep.class,
                        WorkflowOptions.newBuilder().setTaskQueue(QUEUE).build())
                .run();
    }
}
