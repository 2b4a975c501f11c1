package dev.tablekeeper.worker.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.jobs.Job;
import dev.tablekeeper.jobs.JobRequest;
import dev.tablekeeper.jobs.Names;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.LoadCsv;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.WriteResult;
import dev.tablekeeper.stores.contract.DelegatingWarehouse;
import dev.tablekeeper.stores.embedded.files.LocalObjectStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetryTest {
    private static final Map<String, ?> NONE = Map.of();
    private static final Optional<JobRequest.Key> NO_KEY = Optional.empty();

    @TempDir
    private Path folder;

    private final AtomicBoolean full = new AtomicBoolean(true);

    @Test
    void anUploadIsLoadedByTheRetryAndThenGone() {
        try (LoadWorld world = world(Optional.empty())) {
            Job failed = world.load("departments", "1,A\n2,B\n", NONE);
            assertThat(failed.status()).isEqualTo(JobStatus.FAILED);
            assertThat(world.objects.find(Names.upload(failed.id()))).isPresent();

            Job again = retry(world, failed);
            assertThat(again.status()).as("the disk is still full").isEqualTo(JobStatus.FAILED);
            full.set(false);
            Job third = retry(world, failed);

            assertThat(third.status()).isEqualTo(JobStatus.SUCCEEDED);
            assertThat(third.retryOf()).contains(again.id());
            assertThat(world.rows("departments")).hasSize(2);
            assertThat(names(world.objects, Names.UPLOADS)).isEmpty();
            assertThat(retry(world, again).id()).isEqualTo(third.id());
            assertThat(world.rows("departments")).hasSize(2);
        }
    }

    @Test
    void aFileThatWasSetAsideIsLoadedAndSetAsideAgain() {
        try (LoadWorld world = world(Optional.empty())) {
            setAsideAndRetried(world, world.objects, "incoming/departments/a.csv");
        }
    }

    @Test
    void aFileFromAnotherStoreIsLoadedToo() {
        ObjectStore elsewhere = new LocalObjectStore(folder.resolve("elsewhere"), "incoming/");
        try (LoadWorld world = world(Optional.of(elsewhere))) {
            setAsideAndRetried(world, elsewhere, "departments/a.csv");
        }
    }

    private void setAsideAndRetried(LoadWorld world, ObjectStore store, String name) {
        store.write(name, Condition.any(), "1,A\n2,B\n");
        Job failed = stored(world, store.uri(name));
        assertThat(names(world.objects, "failed/")).containsExactly("failed/" + failed.id() + "/departments/a.csv");
        full.set(false);

        Job retried = retry(world, failed);

        assertThat(retried.status()).as("%s", retried).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(world.rows("departments")).hasSize(2);
        assertThat(names(world.objects, "failed/")).isEmpty();
        assertThat(names(world.objects, "loaded/")).containsExactly("loaded/" + retried.id() + "/departments/a.csv");
    }

    @Test
    void ofAGlobAllThatItHadTakenIsLoaded() {
        try (LoadWorld world = world(Optional.empty())) {
            world.objects.write("incoming/departments/a.csv", Condition.any(), "1,A\n");
            world.objects.write("incoming/departments/b.csv", Condition.any(), "2,B\n");
            Job failed = stored(world, "incoming/departments/*.csv");
            world.objects.write("incoming/departments/c.csv", Condition.any(), "3,C\n");
            full.set(false);

            Job retried = retry(world, failed);

            assertThat(retried.status()).as("%s", retried).isEqualTo(JobStatus.SUCCEEDED);
            assertThat(world.rows("departments")).hasSize(2);
            assertThat(names(world.objects, Names.INCOMING)).containsExactly("incoming/departments/c.csv");
        }
    }

    private LoadWorld world(Optional<ObjectStore> elsewhere) {
        UnaryOperator<Warehouse> sometimesFull = warehouse -> new DelegatingWarehouse(warehouse) {
            @Override
            public WriteResult write(Operation operation, List<TableWrite> writes, LongConsumer progress) {
                if (full.get()) {
                    throw new StoreFailure(FailureType.STORAGE_FULL, "no room");
                }
                return super.write(operation, writes, progress);
            }
        };
        return new LoadWorld(folder, UnaryOperator.identity(), sometimesFull, elsewhere);
    }

    private static Job retry(LoadWorld world, Job job) {
        return world.await(
                world.retries.retry(job, "test", NO_KEY).accepted().job().id());
    }

    private static Job stored(LoadWorld world, String uri) {
        LoadCsv.Input input = Json.MAPPER.convertValue(Map.of("table", "departments", "uri", uri), LoadCsv.Input.class);
        Job job = world.await(
                world.stored.load(input, "test", NO_KEY).accepted().job().id());
        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        return job;
    }

    private static List<String> names(ObjectStore store, String prefix) {
        return store.list(prefix, "", 100).stream().map(StoredObject::name).toList();
    }
}
