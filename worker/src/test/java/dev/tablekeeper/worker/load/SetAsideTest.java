package dev.tablekeeper.worker.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.jobs.Job;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.LoadCsv;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.contract.DelegatingObjectStore;
import dev.tablekeeper.stores.embedded.files.LocalObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a source from the incoming place is when its job has ended. */
class SetAsideTest {
    private static final Map<String, ?> NONE = Map.of();

    @TempDir
    private Path folder;

    static Stream<Arguments> whatHasNoPlan() {
        return Stream.of(
                Arguments.of("departments", "a.csv", new byte[] {0, 1, 2, 0, 0, 7}, "not-csv"),
                Arguments.of("departments", "a.csv.gz", cutOff(), "truncated"),
                Arguments.of("departments", "a.csv", "id,name,boss\n1,A,B\n".getBytes(StandardCharsets.UTF_8), ""),
                Arguments.of("departmens", "a.csv", "1,A\n".getBytes(StandardCharsets.UTF_8), "unknown-table"));
    }

    @ParameterizedTest
    @MethodSource("whatHasNoPlan")
    void whatFailsBeforeItHasAPlanGoesToItsJobsFolder(String table, String name, byte[] content, String type) {
        try (LoadWorld world = new LoadWorld(folder)) {
            String uri = "incoming/" + table + "/deep/" + name;
            world.objects.write(uri, Condition.any(), content);

            Job job = load(world, table, uri, NONE);

            assertThat(job.status()).as("%s", job).isEqualTo(JobStatus.FAILED);
            assertThat(job.error().orElseThrow().type()).contains(type);
            assertThat(names(world.objects, "incoming/")).isEmpty();
            assertThat(names(world.objects, "failed/"))
                    .containsExactly("failed/" + job.id() + "/" + table + "/deep/" + name);
        }
    }

    @Test
    void aDryRunThatFailsLeavesTheFileWhereItIs() {
        try (LoadWorld world = new LoadWorld(folder)) {
            world.objects.write("incoming/departments/a.csv", Condition.any(), new byte[] {0, 1, 2, 0});

            Job job = load(world, "departments", "incoming/departments/a.csv", Map.of("dryRun", true));

            assertThat(job.status()).isEqualTo(JobStatus.FAILED);
            assertThat(names(world.objects, "incoming/")).hasSize(1);
        }
    }

    @Test
    void aFileThatReplacedAnotherMeanwhileIsNotMovedForIt() {
        UnaryOperator<ObjectStore> replacing = store -> new DelegatingObjectStore(store) {
            @Override
            public InputStream read(StoredObject object, long offset, long length) {
                if (object.name().endsWith("a.csv") && object.size() == 4) {
                    super.write(object.name(), Condition.any(), "9,the newer one\n");
                }
                return super.read(object, offset, length);
            }
        };
        try (LoadWorld world = new LoadWorld(folder, replacing, UnaryOperator.identity())) {
            world.objects.write("incoming/departments/a.csv", Condition.any(), "1,A\n");

            Job job = load(world, "departments", "incoming/departments/a.csv", NONE);

            assertThat(job.error().orElseThrow().type()).endsWith("source-changed");
            assertThat(world.objects.read("incoming/departments/a.csv").orElseThrow())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("9,the newer one\n");
            assertThat(names(world.objects, "failed/")).isEmpty();
        }
    }

    @Test
    void aGlobThatFailsEarlyTakesWithItWhatItHasClaimedAndNothingElse() {
        try (LoadWorld world = new LoadWorld(folder)) {
            world.objects.write("incoming/departments/a.csv", Condition.any(), "1,A\n");
            Job first = load(world, "departments", "incoming/departments/a.csv", NONE);
            world.objects.move(
                    world.objects.list("loaded/" + first.id() + "/", "", 1).get(0), "incoming/departments/a.csv");
            world.objects.write("incoming/departments/b.csv", Condition.any(), new byte[] {0, 1, 2, 0});

            Job job = load(world, "departments", "incoming/departments/*", NONE);

            assertThat(job.error().orElseThrow().type()).endsWith("not-csv");
            assertThat(names(world.objects, "incoming/")).containsExactly("incoming/departments/a.csv");
            assertThat(names(world.objects, "failed/")).containsExactly("failed/" + job.id() + "/departments/b.csv");
        }
    }

    @Test
    void aUriThatCannotBeAnObjectEndsItsJobAllTheSame() {
        try (LoadWorld world = new LoadWorld(folder)) {
            Job job = world.loadUri("departments", "incoming/departments//a.csv", NONE);

            assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        }
    }

    @Test
    void fromAFolderElsewhereItIsCarriedOverHoweverOftenThatIsCutOff() {
        AtomicInteger deletes = new AtomicInteger();
        AtomicInteger copies = new AtomicInteger();
        ObjectStore elsewhere =
                new DelegatingObjectStore(new LocalObjectStore(folder.resolve("elsewhere"), "incoming/")) {
                    @Override
                    public boolean delete(String name, Condition condition) {
                        if (deletes.incrementAndGet() <= 2) {
                            throw new StoreFailure(FailureType.UNAVAILABLE, "away before it was deleted");
                        }
                        boolean deleted = super.delete(name, condition);
                        if (deletes.get() == 3) {
                            throw new StoreFailure(FailureType.UNAVAILABLE, "away after it was deleted");
                        }
                        return deleted;
                    }
                };
        UnaryOperator<ObjectStore> objects = store -> new DelegatingObjectStore(store) {
            @Override
            public ObjectWriter create(String name, Condition condition) {
                if (name.startsWith("loaded/") && copies.incrementAndGet() <= 2) {
                    throw new StoreFailure(FailureType.UNAVAILABLE, "away before it was copied");
                }
                return super.create(name, condition);
            }
        };
        try (LoadWorld world = new LoadWorld(folder, objects, UnaryOperator.identity(), Optional.of(elsewhere))) {
            elsewhere.write("departments/a.csv", Condition.any(), "1,A\n2,B\n");

            Job job = load(world, "departments", "incoming/departments/a.csv", NONE);
            world.client.newUntypedWorkflowStub(job.id()).getResult(LoadCsv.Result.class);

            assertThat(job.status()).as("%s", job).isEqualTo(JobStatus.SUCCEEDED);
            assertThat(world.rows("departments")).hasSize(2);
            assertThat(elsewhere.find("departments/a.csv")).isEmpty();
            assertThat(names(world.objects, "loaded/")).containsExactly("loaded/" + job.id() + "/departments/a.csv");
            assertThat(world.objects
                            .read("loaded/" + job.id() + "/departments/a.csv")
                            .orElseThrow())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("1,A\n2,B\n");
        }
    }

    @Test
    void aTableNamedUploadsElsewhereIsLoadedOnceToo() {
        ObjectStore elsewhere = new LocalObjectStore(folder.resolve("elsewhere"), "incoming/");
        try (LoadWorld world =
                new LoadWorld(folder, UnaryOperator.identity(), UnaryOperator.identity(), Optional.of(elsewhere))) {
            elsewhere.write("uploads/a.csv", Condition.any(), "1,A\n");

            world.await(world.stored
                    .load(input("departments", "incoming/uploads/a.csv", NONE), "event", Optional.empty())
                    .accepted()
                    .job()
                    .id());

            assertThat(names(world.objects, "loaded/")).hasSize(1);
        }
    }

    /** As a request does: with a claim on the generation from the beginning. */
    private static Job load(LoadWorld world, String table, String uri, Map<String, ?> options) {
        return world.await(world.stored
                .load(input(table, uri, options), "test", Optional.empty())
                .accepted()
                .job()
                .id());
    }

    private static LoadCsv.Input input(String table, String uri, Map<String, ?> options) {
        Map<String, Object> input = new LinkedHashMap<>(options);
        input.put("table", table);
        input.put("uri", uri);
        return Json.MAPPER.convertValue(input, LoadCsv.Input.class);
    }

    private static List<String> names(ObjectStore store, String prefix) {
        return store.list(prefix, "", 100).stream().map(StoredObject::name).toList();
    }

    private static byte[] cutOff() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write("1,A\n2,B\n3,C\n".getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return Arrays.copyOf(bytes.toByteArray(), bytes.size() - 12);
    }
}
