package dev.tablekeeper.worker.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.jobs.Job;
import dev.tablekeeper.jobs.Jobs;
import dev.tablekeeper.jobs.Names;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.LoadCsv;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.WriteResult;
import dev.tablekeeper.stores.contract.DelegatingObjectStore;
import dev.tablekeeper.stores.contract.DelegatingWarehouse;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Workflows that somebody ends in Temporal, over the head of their job; records that somebody spoils. */
class EndedFromOutsideTest {
    private static final byte[] CSV = "1,A\nx,B\n3,C\n".getBytes(StandardCharsets.UTF_8);
    private static final Map<String, ?> ANY_REJECTS = Map.of("maxRejected", "100%");

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @ParameterizedTest
    @EnumSource(Warehouse.Intake.class)
    void aLoadThatIsTerminatedBeforeItsCommitFailsAndCommitsNothingAnyMore(
            Warehouse.Intake intake, @TempDir Path folder) throws Exception {
        try (LoadWorld world = new LoadWorld(folder, UnaryOperator.identity(), haltBeforeWrite(intake))) {
            String id = world.accept("departments", CSV, ANY_REJECTS);
            reached.await();
            world.client.newUntypedWorkflowStub(id).terminate("wrong file");

            assertThat(world.sweeper.sweep()).isEqualTo(1);
            // The attempt is still there, and goes on before or after the commit is given up.
            goOn.countDown();
            Job job = world.await(id);

            if (job.status() == JobStatus.SUCCEEDED) {
                assertThat(world.result(job).rowsLoaded()).isEqualTo(2);
                assertThat(world.rows("departments")).hasSize(2);
            } else {
                assertThat(job.status()).isEqualTo(JobStatus.FAILED);
                assertThat(job.error().orElseThrow().type()).isEqualTo("urn:tablekeeper:terminated");
                assertThat(job.error().orElseThrow().detail()).contains("wrong file");
                assertThat(world.rows("departments")).isEmpty();
            }
            assertThat(world.sweeper.sweep()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Warehouse.Intake.class)
    void aLoadThatIsTerminatedAfterItsCommitHasSucceeded(Warehouse.Intake intake, @TempDir Path folder)
            throws Exception {
        UnaryOperator<ObjectStore> haltBeforeEnd = store -> new DelegatingObjectStore(store) {
            @Override
            public ObjectWriter create(String name, Condition condition) {
                if (name.endsWith("ended.json")) {
                    halt();
                }
                return super.create(name, condition);
            }
        };
        UnaryOperator<Warehouse> taking = warehouse -> new DelegatingWarehouse(warehouse) {
            @Override
            public Intake intake() {
                return intake;
            }
        };
        try (LoadWorld world = new LoadWorld(folder, haltBeforeEnd, taking)) {
            String id = world.accept("departments", CSV, ANY_REJECTS);
            reached.await();
            world.client.newUntypedWorkflowStub(id).terminate("impatient");

            world.sweeper.sweep();
            goOn.countDown();
            Job job = world.await(id);

            assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
            assertThat(world.result(job).rowsLoaded()).isEqualTo(2);
            assertThat(world.rejects(job).lines()).hasSize(2);
            assertThat(world.rows("departments")).hasSize(2);
        }
    }

    @Test
    void anOperatorsWorkflowThatIsTerminatedEndsItsJobThoughItsIdIsInUseAgain(@TempDir Path folder) throws Exception {
        try (LoadWorld world =
                new LoadWorld(folder, UnaryOperator.identity(), haltBeforeWrite(Warehouse.Intake.PULLED))) {
            world.objects.write(Names.INCOMING + "departments/a.csv", Condition.absent(), "1,A\n");
            world.objects.write(Names.INCOMING + "departments/b.csv", Condition.absent(), "2,B\n");
            start(world, "my load", "a.csv");
            reached.await();
            world.client.newUntypedWorkflowStub("my load").terminate("");
            goOn.countDown();
            start(world, "my load", "b.csv");
            world.client.newUntypedWorkflowStub("my load").getResult(LoadCsv.Result.class);

            world.sweeper.sweep();

            List<Job> jobs = world.jobs
                    .list(new Jobs.Filter(Optional.empty(), Optional.empty(), Optional.empty()), 10, Optional.empty())
                    .jobs();
            assertThat(jobs).hasSize(2);
            for (Job job : jobs) {
                assertThat(world.await(job.id()).status().ended()).isTrue();
            }
            long succeeded = jobs.stream()
                    .filter(job -> world.await(job.id()).status() == JobStatus.SUCCEEDED)
                    .count();
            assertThat(world.rows("departments")).hasSize((int) succeeded);
        }
    }

    @ParameterizedTest
    @EnumSource(Warehouse.Intake.class)
    void aJobWhoseEndGotGarbledEndsAgainAsItDid(Warehouse.Intake intake, @TempDir Path folder) {
        UnaryOperator<Warehouse> taking = warehouse -> new DelegatingWarehouse(warehouse) {
            @Override
            public Intake intake() {
                return intake;
            }
        };
        try (LoadWorld world = new LoadWorld(folder, UnaryOperator.identity(), taking)) {
            Job first = world.load("departments", CSV, ANY_REJECTS);
            Job other = world.load("departments", CSV, ANY_REJECTS);
            String ended = "jobs/record/" + first.id() + "/ended.json";
            String rejects = world.rejects(first);
            world.objects.write(ended, Condition.any(), "{\"id\":\"loa");
            world.objects.write(
                    "jobs/record/" + other.id() + "/accepted.json", Condition.any(), new byte[] {0, 0, 0, 0});

            assertThat(world.jobs.find(other.id())).isEmpty();
            assertThat(world.jobs.find(first.id()).orElseThrow().status().ended())
                    .isFalse();
            world.sweeper.sweep();
            Job again = world.await(first.id());

            assertThat(again.status()).isEqualTo(JobStatus.SUCCEEDED);
            assertThat(again.result()).isEqualTo(first.result());
            assertThat(world.rejects(again)).isEqualTo(rejects);
            assertThat(world.rows("departments")).hasSize(4);
            assertThat(world.objects.find("damaged/" + ended)).isPresent();
        }
    }

    private void start(LoadWorld world, String workflowId, String file) {
        WorkflowClient client = world.client;
        client.newUntypedWorkflowStub(
                        "LoadCsv",
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(workflowId)
                                .setTaskQueue("load")
                                .build())
                .start(Json.MAPPER
                        .createObjectNode()
                        .put("table", "departments")
                        .put("uri", Names.INCOMING + "departments/" + file));
    }

    private UnaryOperator<Warehouse> haltBeforeWrite(Warehouse.Intake intake) {
        return warehouse -> new DelegatingWarehouse(warehouse) {
            @Override
            public Intake intake() {
                return intake;
            }

            @Override
            public WriteResult write(Operation operation, List<TableWrite> writes, LongConsumer progress) {
                halt();
                return super.write(operation, writes, progress);
            }
        };
    }

    private void halt() {
        reached.countDown();
        try {
            goOn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
