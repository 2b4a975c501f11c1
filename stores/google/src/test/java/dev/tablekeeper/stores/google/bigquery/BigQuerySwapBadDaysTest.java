package dev.tablekeeper.stores.google.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.bigquery.StandardTableDefinition;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Content;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableName;
import dev.tablekeeper.stores.contract.RowList;
import dev.tablekeeper.stores.google.liar.bigquery.JobFate;
import dev.tablekeeper.stores.google.liar.bigquery.JobFates;
import dev.tablekeeper.stores.swap.Swap;
import dev.tablekeeper.stores.swap.SwapBack;
import dev.tablekeeper.stores.swap.SwapResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What restores meet on BigQuery that is not as they would have it. */
@Timeout(120)
class BigQuerySwapBadDaysTest {
    private final SwapWorld world = new SwapWorld();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        threads.shutdownNow();
        world.close();
    }

    @Test
    void aColumnThatTheTableLacksIsAddedAndStaysWhenThatIsUndone() {
        world.make("people", 3);
        stage("swap", "people", column("id", ColumnType.INT64, true), column("born", ColumnType.DATE, false));

        world.swap("swap", "people");

        assertThat(names("people")).containsExactly("id", "text", "born");
        assertThat(world.swapBack("back", "swap", "people").tables().get(0).after())
                .isEqualTo(3);
        assertThat(names("people")).containsExactly("id", "text", "born");
    }

    @Test
    void whatRowsCannotDoInTheTableIsSaidAndNothingIsDone() {
        world.make("people", 3);
        stage("retyped", "people", column("id", ColumnType.STRING, true));
        assertNotPossible("retyped", "people.id is INT64 in the table, and STRING in the rows");
        stage("needed", "people", column("id", ColumnType.INT64, true), column("born", ColumnType.DATE, true));
        assertNotPossible("needed", "people.born must have a value, and is not in the table");
        stage("without", "people", column("text", ColumnType.STRING, false));
        assertNotPossible("without", "people.id must have a value, which the rows lack");
        stage("loose", "people", column("id", ColumnType.INT64, false));
        assertNotPossible("loose", "people.id must have a value in the table, and the rows may lack it");

        assertThat(names("people")).containsExactly("id", "text");
        assertThat(world.ids("people")).isEqualTo(SwapWorld.from(0, 3));
    }

    private void assertNotPossible(String staging, String why) {
        assertFails(FailureType.NOT_POSSIBLE, () -> world.swap(staging, "people"), why, "intoSuffix");
    }

    @Test
    void partitioningAndLabelsOfTheTableStay() {
        TableDefinition table = new TableDefinition(
                "days",
                "What was when",
                List.of(),
                List.of(column("day", ColumnType.DATE, false), column("text", ColumnType.STRING, false)),
                Optional.of("day"),
                List.of("text"),
                Map.of("team", "data"));
        world.warehouse.prepare(List.of(table), List.of());
        world.swaps.stage(
                SwapWorld.operation("stage"),
                "swap",
                TableName.of("days"),
                table,
                RowList.of(RowList.row(1L, "a")),
                told -> {});
        world.swap("swap", "days");

        var there = new LiveTables(world.google.client, WarehouseWorld.DATASET).require(TableName.of("days"));
        assertThat(there.getLabels()).isEqualTo(Map.of("team", "data"));
        StandardTableDefinition definition = there.getDefinition();
        assertThat(definition.getTimePartitioning().getField()).isEqualTo("day");
        assertThat(definition.getClustering().getFields()).containsExactly("text");
    }

    @Test
    void aTableThatIsMadeIsPartitionedAndDescribedAsItWasStaged() {
        TableDefinition table = new TableDefinition(
                "days",
                "What was when",
                List.of(),
                List.of(column("day", ColumnType.DATE, false)),
                Optional.of("day"),
                List.of(),
                Map.of("team", "data"));
        world.swaps.stage(
                SwapWorld.operation("stage"),
                "swap",
                TableName.of("days"),
                table,
                RowList.of(RowList.row(1L)),
                told -> {});
        world.swap("swap", "days");

        var there = new LiveTables(world.google.client, WarehouseWorld.DATASET).require(TableName.of("days"));
        assertThat(there.getDescription()).isEqualTo("What was when");
        assertThat(there.getLabels()).containsEntry("team", "data");
        assertThat(there.getExpirationTime()).isNull();
        StandardTableDefinition definition = there.getDefinition();
        assertThat(definition.getTimePartitioning().getField()).isEqualTo("day");
    }

    @Test
    void aTableThatIsMadeIsWhatBigQueryHadSaidOfIt() throws Exception {
        JsonNode said = Json.MAPPER.readTree("""
                {"kind": "bigquery#table", "description": "Of people", "labels": {"team": "data"},
                 "schema": {"fields": [{"name": "id", "type": "INTEGER", "description": "Whose",
                     "policyTags": {"names": ["projects/p/locations/l/taxonomies/1/policyTags/2"]}},
                   {"name": "gone", "type": "STRING"}]},
                 "rangePartitioning": {"field": "id", "range": {"start": "0", "end": "100", "interval": "10"}},
                 "clustering": {"fields": ["text"]}}""");
        world.swaps.stage(
                SwapWorld.operation("stage"),
                "swap",
                TableName.of("people"),
                SwapWorld.table("people"),
                Optional.of(said),
                SwapWorld.rows(0, 3),
                told -> {});
        world.swap("swap", "people");

        var there = new LiveTables(world.google.client, WarehouseWorld.DATASET).require(TableName.of("people"));
        assertThat(there.getDescription()).isEqualTo("Of people");
        assertThat(there.getLabels()).containsEntry("team", "data");
        StandardTableDefinition definition = there.getDefinition();
        assertThat(definition.getRangePartitioning().getRange().getInterval()).isEqualTo(10);
        assertThat(definition.getClustering().getFields()).containsExactly("text");
        assertThat(definition.getSchema().getFields().get("id").getDescription())
                .isEqualTo("Whose");
        assertThat(definition.getSchema().getFields().get("id").getPolicyTags().getNames())
                .hasSize(1);
        assertThat(world.ids("people")).isEqualTo(SwapWorld.from(0, 3));
    }

    @Test
    void aColumnThatIsAddedMeanwhileIsNotLost() {
        world.make("people", 3);
        world.stage("swap", "people", SwapWorld.rows(0, 1));
        // Between the look at the table and the transaction, which then fails.
        world.google.liar.fates(job -> {
            if (job.id().contains("_write_")) {
                world.warehouse.prepare(
                        List.of(TableDefinition.of(
                                "people",
                                List.of(),
                                List.of(
                                        column("id", ColumnType.INT64, true),
                                        column("text", ColumnType.STRING, false),
                                        column("late", ColumnType.STRING, false)))),
                        List.of());
            }
            return JobFate.done();
        });
        assertFails(FailureType.CONFLICT, () -> world.swap("swap", "people"));
        assertThat(world.warehouse.count("people")).isEqualTo(3);

        world.google.liar.fates(JobFates.none());
        world.swap("swap", "people");
        assertThat(world.swapBack("back", "swap", "people").tables().get(0).after())
                .isEqualTo(3);
    }

    @Test
    void twoSwapsOfOneEmptyTableAtTheSameTimeDoNotDoubleItsRows() {
        world.make("people", 0);
        world.stage("one", "people", SwapWorld.rows(0, 3));
        world.stage("two", "people", SwapWorld.rows(0, 3));
        List<CompletableFuture<SwapResult>> both = List.of("one", "two").stream()
                .map(name -> CompletableFuture.supplyAsync(() -> again(() -> world.swap(name, "people")), threads))
                .toList();
        both.forEach(CompletableFuture::join);
        assertThat(world.ids("people")).isEqualTo(SwapWorld.from(0, 3));
    }

    /** As Temporal would. */
    private static SwapResult again(java.util.function.Supplier<SwapResult> swap) {
        while (true) {
            try {
                return swap.get();
            } catch (StoreFailure e) {
                assertThat(e.type()).as(e.getMessage()).isEqualTo(FailureType.CONFLICT);
            }
        }
    }

    @Test
    void aSwapThatIsSaidToHaveFailedThoughItWasDoneIsNotDoneTwice() {
        world.make("people", 2);
        world.stage("swap", "people", SwapWorld.rows(5, 9));
        world.google.liar.fates(JobFates.whenever(
                job -> job.id().endsWith("_write_g0"), JobFate.doneButFails("backendError", "Try again")));
        int[] told = new int[1];
        // While this one looks at the tables, another does it and hears that it has failed.
        SwapResult result = world.swaps.swap(
                SwapWorld.operation("swap"),
                "swap",
                List.of(new Swap(TableName.of("people"), List.of("id", "text"))),
                List.of(),
                () -> {
                    if (++told[0] == 3) {
                        assertFails(FailureType.UNAVAILABLE, () -> world.swap("swap", "people"), "Try again");
                    }
                });

        assertThat(result.repeated()).isTrue();
        assertThat(world.ids("people")).isEqualTo(SwapWorld.from(5, 9));
        world.google.liar.fates(JobFates.none());
        world.swapBack("back", "swap", "people");
        assertThat(world.ids("people")).isEqualTo(SwapWorld.from(0, 2));
    }

    @Test
    void whatChangesBetweenTheLookAndTheUndoingIsFound() {
        world.make("people", 3);
        world.make("pets", 3);
        world.stage("swap", "people", SwapWorld.rows(0, 5));
        world.stage("swap", "pets", SwapWorld.rows(0, 5));
        world.swap("swap", "people", "pets");
        Content content = world.swaps.live(
                TableName.of("people"), SwapWorld.table("people").columns(), () -> {});
        int jobs = world.google.liar.jobs().size();
        boolean[] once = new boolean[1];
        Runnable alive = () -> {
            // When the first table was looked at, and the second is about to be.
            if (!once[0]
                    && world.google.liar.jobs().stream()
                            .skip(jobs)
                            .anyMatch(job ->
                                    job.at("/jobReference/jobId").asText().contains("_read_"))) {
                once[0] = true;
                world.sql("DELETE FROM " + Dataset.sql(WarehouseWorld.DATASET.table("people")) + " WHERE id = 4");
            }
        };
        List<SwapBack> both = List.of("people", "pets").stream()
                .map(table ->
                        new SwapBack(TableName.of(table), SwapWorld.table(table).columns(), Optional.of(content)))
                .toList();
        assertFails(
                FailureType.CHANGED_SINCE,
                () -> world.swaps.swapBack(SwapWorld.operation("back"), SwapWorld.operation("swap"), both, alive),
                "people changed since the swap",
                "it has 4 rows, not 5");
        assertThat(once[0]).isTrue();
        assertThat(world.ids("people")).isEqualTo(SwapWorld.from(0, 4));
        assertThat(world.ids("pets")).isEqualTo(SwapWorld.from(0, 5));
    }

    @Test
    void twoUndoingsOfOneSwapPutBackOnce() {
        world.make("people", 3);
        world.stage("swap", "people", SwapWorld.rows(0, 0));
        world.swap("swap", "people");
        world.swapBack("one", "swap", "people");
        assertFails(FailureType.NOT_POSSIBLE, () -> world.swapBack("two", "swap", "people"), "put back already");
        assertThat(world.ids("people")).isEqualTo(SwapWorld.from(0, 3));
    }

    @Test
    void aWriteThatBeganBeforeAHoldIsWaitedFor() {
        world.make("people", 0);
        world.google.liar.fates(JobFates.whenever(job -> job.id().contains("_write_"), JobFate.running(1_000_000)));
        CompletableFuture<Void> write = CompletableFuture.runAsync(
                () -> assertThatThrownBy(() -> world.append("write", "people", SwapWorld.rows(0, 1))), threads);
        Awaitility.await()
                .until(() -> world.google.liar.jobs().stream()
                        .anyMatch(job -> job.at("/jobReference/jobId").asText().contains("_write_")));
        CompletableFuture<Void> hold =
                CompletableFuture.runAsync(() -> world.swaps.hold("job", List.of("people")), threads);
        Awaitility.await()
                .until(() -> world.google.server.calls().stream()
                        .anyMatch(call -> call.parameter("stateFilter").isPresent()));
        assertThat(hold).isNotDone();

        String id = world.google.liar.jobs().stream()
                .map(job -> job.at("/jobReference/jobId").asText())
                .filter(job -> job.contains("_write_"))
                .findFirst()
                .orElseThrow();
        world.google.client.call(
                "stop it",
                bigQuery -> bigQuery.cancel(com.google.cloud.bigquery.JobId.newBuilder()
                        .setJob(id)
                        .setLocation(world.google.client.location())
                        .build()));
        hold.orTimeout(60, TimeUnit.SECONDS).join();
        write.join();
    }

    @Test
    void ofTwoThatHoldATableAtOnceOneIsRefused() {
        world.make("people", 0);
        List<CompletableFuture<Boolean>> both = List.of("one", "two").stream()
                .map(name -> CompletableFuture.supplyAsync(() -> holds(name), threads))
                .toList();
        assertThat(both.stream().map(CompletableFuture::join).filter(held -> held))
                .hasSizeLessThanOrEqualTo(1);
        assertThat(holds("one") ^ holds("two")).isTrue();
    }

    private boolean holds(String name) {
        try {
            world.swaps.hold(name, List.of("people"));
            return true;
        } catch (StoreFailure e) {
            assertThat(e.type()).isEqualTo(FailureType.CONFLICT);
            return false;
        }
    }

    @Test
    void rowsThatComeIntoATableThatGoesAreKept() {
        world.stage("swap", "people", SwapWorld.rows(0, 3));
        world.swap("swap", "people");
        // A write that had begun before the undoing, and is done after its transaction.
        world.google.liar.fates(job -> {
            if (job.id().contains("_write_") && job.configuration().toString().contains("tablekeeper-put-back")) {
                return new JobFate(5, JobFate.Work.AT_ONCE, Optional.empty());
            }
            return JobFate.done();
        });
        boolean[] once = new boolean[1];
        world.swaps.swapBack(
                SwapWorld.operation("back"),
                SwapWorld.operation("swap"),
                List.of(new SwapBack(
                        TableName.of("people"), SwapWorld.table("people").columns(), Optional.empty())),
                () -> {
                    if (!once[0]
                            && world.swaps
                                    .find(TableName.of("people"), List.of())
                                    .filter(live -> live.rows() == 0)
                                    .isPresent()) {
                        once[0] = true;
                        world.sql("INSERT INTO " + Dataset.sql(WarehouseWorld.DATASET.table("people"))
                                + " (id, text) VALUES (77, 'late')");
                    }
                });
        assertThat(once[0]).isTrue();
        assertThat(world.there("people")).isFalse();

        world.swapBack("again", "back", "people");
        assertThat(world.ids("people")).containsExactly(0L, 1L, 2L, 77L);
    }

    @Test
    void aTableOfTheSameNameThatSomebodyMadeSinceStays() {
        world.stage("swap", "people", SwapWorld.rows(0, 3));
        world.swap("swap", "people");
        world.swapBack("back", "swap", "people");
        world.make("people", 2);

        assertThat(world.swapBack("back", "swap", "people").repeated()).isTrue();
        assertThat(world.ids("people")).isEqualTo(SwapWorld.from(0, 2));
    }

    private void stage(String staging, String table, Column... columns) {
        world.swaps.stage(
                SwapWorld.operation(staging + ".stage"),
                staging,
                TableName.of(table),
                TableDefinition.of(table, List.of(), List.of(columns)),
                RowList.split(List.of(), 1),
                told -> {});
    }

    private static Column column(String name, ColumnType type, boolean required) {
        return Column.of(name, type, required ? Column.Mode.REQUIRED : Column.Mode.NULLABLE);
    }

    private List<String> names(String table) {
        return world.swaps.find(TableName.of(table), List.of()).orElseThrow().definition().columns().stream()
                .map(Column::name)
                .toList();
    }

    private static void assertFails(FailureType type, ThrowingCallable call, String... parts) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StoreFailure.class, failure -> {
            assertThat(failure.type()).as(failure.getMessage()).isEqualTo(type);
            for (String part : parts) {
                assertThat(failure.getMessage()).contains(part);
            }
        });
    }
}
