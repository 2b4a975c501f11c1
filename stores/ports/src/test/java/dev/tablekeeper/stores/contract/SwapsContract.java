package dev.tablekeeper.stores.contract;

import static dev.tablekeeper.stores.contract.RowList.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.Column.Mode;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Content;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableName;
import dev.tablekeeper.stores.WriteResult;
import dev.tablekeeper.stores.snapshot.Snapshot;
import dev.tablekeeper.stores.snapshot.SnapshotView;
import dev.tablekeeper.stores.swap.Swap;
import dev.tablekeeper.stores.swap.SwapBack;
import dev.tablekeeper.stores.swap.SwapResult;
import dev.tablekeeper.stores.swap.SwapResult.Swapped;
import dev.tablekeeper.stores.swap.Swaps.LiveTable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What every warehouse's {@link dev.tablekeeper.stores.swap.Swaps} must do. */
public abstract class SwapsContract extends BackupWorld {
    private static final TableName PEOPLE_NAME = TableName.of("people");
    private static final TableName VISITS_NAME = TableName.of("visits");

    @Test
    void aStagedTableTakesThePlaceOfTheLiveOneAndBack() {
        append("before", PEOPLE, people(0, 1_000, "p"));
        assertThat(stage("stage", "job", PEOPLE, people(500, 800, "p"))).isEqualTo(300);
        assertThat(warehouse.count("people")).isEqualTo(1_000);
        assertThat(swaps().staged("job", PEOPLE_NAME, PEOPLE.columns(), ALIVE))
                .isEqualTo(content(PEOPLE, people(500, 800, "p")));

        SwapResult swapped = swap("swap", "job", PEOPLE);
        assertThat(swapped.tables()).containsExactly(new Swapped(PEOPLE_NAME, true, true, 1_000, 700, 300));
        assertThat(swapped.repeated()).isFalse();
        assertLive(PEOPLE, people(500, 800, "p"));

        SwapResult back = swaps().swapBack(
                        operation("back"), operation("swap"), List.of(unchanged(PEOPLE, people(500, 800, "p"))), ALIVE);
        assertThat(back.tables()).containsExactly(new Swapped(PEOPLE_NAME, true, true, 300, 0, 1_000));
        assertLive(PEOPLE, people(0, 1_000, "p"));
    }

    @Test
    void writesAreDoneInTheNewTable() {
        append("before", PEOPLE, people(0, 10, "p"));
        stage("stage", "job", PEOPLE, people(0, 5, "p"));
        swap("swap", "job", PEOPLE);
        append("after", PEOPLE, people(5, 7, "p"));
        assertLive(PEOPLE, people(0, 7, "p"));
    }

    @Test
    void writesThatComeAllTheTimeAreEachInOneOfTheTwo() {
        append("before", PEOPLE, people(0, 1_000, "p"));
        stage("stage", "job", PEOPLE, people(0, 1_000, "p"));
        AtomicBoolean enough = new AtomicBoolean();
        AtomicLong next = new AtomicLong(1_000);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(
                () -> {
                    while (!enough.get()) {
                        long id = next.get();
                        append("write-" + id, PEOPLE, people(id, id + 1, "p"));
                        next.incrementAndGet();
                    }
                },
                threads);
        awaitMore(next);
        SwapResult swapped = swap("swap", "job", PEOPLE);
        awaitMore(next);
        enough.set(true);
        writer.join();

        long replaced = swapped.tables().get(0).gone();
        assertThat(swapped.tables().get(0).before()).isEqualTo(1_000 + replaced);
        assertThat(warehouse.count("people")).isEqualTo(next.get() - replaced);
    }

    private static void awaitMore(AtomicLong number) {
        long before = number.get();
        while (number.get() < before + 3) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aStageIsDoneOnce() {
        assertThat(stage("stage", "job", PEOPLE, people(0, 1_000, "p"))).isEqualTo(1_000);
        assertThat(stage("stage", "job", PEOPLE, people(0, 1_000, "p"))).isEqualTo(1_000);
        reopen();
        assertThat(stage("stage", "job", PEOPLE, people(0, 1_000, "p"))).isEqualTo(1_000);
        assertThat(swaps().staged("job", PEOPLE_NAME, PEOPLE.columns(), ALIVE).rows())
                .isEqualTo(1_000);
    }

    @Test
    void aStageIsDoneOnceWhenManyAskAtTheSameTime() {
        List<CompletableFuture<Boolean>> attempts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            attempts.add(CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return stage("stage", "job", PEOPLE, people(0, 20_000, "p")) == 20_000;
                        } catch (StoreFailure e) {
                            assertThat(e.type()).isEqualTo(FailureType.CONFLICT);
                            return true;
                        }
                    },
                    threads));
        }
        assertThat(attempts.stream().map(CompletableFuture::join)).containsOnly(true);
        assertThat(stage("stage", "job", PEOPLE, people(0, 20_000, "p"))).isEqualTo(20_000);
        assertThat(swaps().staged("job", PEOPLE_NAME, PEOPLE.columns(), ALIVE))
                .isEqualTo(content(PEOPLE, people(0, 20_000, "p")));
    }

    @Test
    void tablesAreStagedSideBySideWhileOthersWrite() {
        CountDownLatch both = new CountDownLatch(2);
        List<CompletableFuture<Long>> stages = new ArrayList<>();
        for (TableDefinition table : DESCRIBED) {
            RowSource meeting = meeting(people(0, 50_000, "p"), both);
            stages.add(CompletableFuture.supplyAsync(
                    () -> swaps().stage(
                                    operation("stage-" + table.name()),
                                    "job",
                                    TableName.of(table.name()),
                                    table,
                                    meeting,
                                    told -> {}),
                    threads));
        }
        assertThat(stages.stream().map(CompletableFuture::join)).containsExactly(50_000L, 50_000L);
    }

    /** Rows that are not given before others are read too, and a write was done. */
    private RowSource meeting(RowList rows, CountDownLatch all) {
        return new RowSource() {
            @Override
            public int splits() {
                return rows.splits();
            }

            @Override
            public RowReader open(int split) {
                if (split == 0) {
                    all.countDown();
                    try {
                        all.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
                return rows.open(split);
            }
        };
    }

    @Test
    void aStageThatFailsLeavesNothingAndCanBeDoneAgain() {
        RuntimeException broken = new IllegalStateException("broken");
        RowSource failing = new RowSource() {
            @Override
            public int splits() {
                return 1;
            }

            @Override
            public RowReader open(int split) {
                throw broken;
            }
        };
        assertThatThrownBy(() -> swaps().stage(operation("stage"), "job", PEOPLE_NAME, PEOPLE, failing, told -> {}))
                .isSameAs(broken);
        assertThatThrownBy(() -> swaps().stage(
                                operation("stage"), "job", PEOPLE_NAME, PEOPLE, people(0, 10, "p"), told -> {
                                    throw broken;
                                }))
                .isSameAs(broken);
        assertFails(
                FailureType.INVALID_REQUEST,
                () -> stage("stage", "job", PEOPLE, RowList.of(row(1L, "a"), row(null, "secret"))),
                "must have one");
        assertFails(
                FailureType.SOURCE_MISSING,
                () -> swaps().staged("job", PEOPLE_NAME, PEOPLE.columns(), ALIVE),
                "people");
        assertThat(stage("stage", "job", PEOPLE, people(0, 10, "p"))).isEqualTo(10);
    }

    @Test
    void whatIsUnstagedIsGone() {
        stage("one", "job", PEOPLE, people(0, 10, "p"));
        stage("two", "job", VISITS, people(0, 10, "p"));
        stage("three", "other", PEOPLE, people(0, 5, "p"));
        swaps().unstage("job");
        swaps().unstage("job");
        assertFails(FailureType.SOURCE_MISSING, () -> swap("swap", "job", PEOPLE), "people");
        assertThat(swaps().staged("other", PEOPLE_NAME, PEOPLE.columns(), ALIVE).rows())
                .isEqualTo(5);
    }

    @Test
    void aStageUnderWayThatIsUnstagedDoesNotComeToStand() {
        AtomicBoolean once = new AtomicBoolean();
        assertThatThrownBy(() -> swaps().stage(
                                operation("stage"), "job", PEOPLE_NAME, PEOPLE, people(0, 10, "p"), told -> {
                                    if (!once.getAndSet(true)) {
                                        swaps().unstage("job");
                                    }
                                }))
                .isInstanceOf(StoreFailure.class);
        assertFails(FailureType.SOURCE_MISSING, () -> swaps().staged("job", PEOPLE_NAME, PEOPLE.columns(), ALIVE));
        assertThat(stage("stage", "job", PEOPLE, people(0, 10, "p"))).isEqualTo(10);
    }

    @Test
    void aTableThatWasNotThereComesAndGoes() {
        TableDefinition pets = TableDefinition.of("pets", List.of(), PEOPLE.columns());
        stage("stage", "job", pets, people(0, 10, "p"));
        assertThat(swap("swap", "job", pets).tables())
                .containsExactly(new Swapped(TableName.of("pets"), false, true, 0, 0, 10));
        assertLive(pets, people(0, 10, "p"));

        SwapResult back = swaps().swapBack(
                        operation("back"), operation("swap"), List.of(unchanged(pets, people(0, 10, "p"))), ALIVE);
        assertThat(back.tables()).containsExactly(new Swapped(TableName.of("pets"), true, false, 10, 10, 0));
        assertThat(swaps().find(TableName.of("pets"), List.of())).isEmpty();
        assertFails(FailureType.UNKNOWN_TABLE, () -> swaps().live(TableName.of("pets"), pets.columns(), ALIVE), "pets");
    }

    @Test
    void aSwapIsDoneOnce() {
        append("before", PEOPLE, people(0, 10, "p"));
        stage("stage", "job", PEOPLE, people(0, 5, "p"));
        SwapResult first = swap("swap", "job", PEOPLE);
        append("after", PEOPLE, people(5, 6, "p"));
        reopen();
        assertThat(swap("swap", "job", PEOPLE)).isEqualTo(new SwapResult(first.at(), first.tables(), true));
        assertLive(PEOPLE, people(0, 6, "p"));
    }

    @Test
    void aSwapIsDoneOnceWhenManyAskAtTheSameTime() {
        append("before", PEOPLE, people(0, 10, "p"));
        stage("stage", "job", PEOPLE, people(0, 5, "p"));
        List<CompletableFuture<SwapResult>> attempts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            attempts.add(CompletableFuture.supplyAsync(() -> swap("swap", "job", PEOPLE), threads));
        }
        List<SwapResult> results =
                attempts.stream().map(CompletableFuture::join).toList();
        assertThat(results).filteredOn(result -> !result.repeated()).hasSize(1);
        assertThat(results)
                .extracting(SwapResult::tables)
                .containsOnly(results.get(0).tables());
        assertLive(PEOPLE, people(0, 5, "p"));
    }

    @Test
    void oneAfterTheOtherEachSwapCanBeTakenBack() {
        append("before", PEOPLE, people(0, 10, "p"));
        stage("stage-1", "job-1", PEOPLE, people(0, 20, "p"));
        swap("swap-1", "job-1", PEOPLE);
        stage("stage-2", "job-2", PEOPLE, people(0, 30, "p"));
        swap("swap-2", "job-2", PEOPLE);

        swaps().swapBack(
                        operation("back-2"),
                        operation("swap-2"),
                        List.of(unchanged(PEOPLE, people(0, 30, "p"))),
                        ALIVE);
        assertLive(PEOPLE, people(0, 20, "p"));
        swaps().swapBack(
                        operation("back-1"),
                        operation("swap-1"),
                        List.of(unchanged(PEOPLE, people(0, 20, "p"))),
                        ALIVE);
        assertLive(PEOPLE, people(0, 10, "p"));
        swaps().swapBack(
                        operation("back-back-1"),
                        operation("back-1"),
                        List.of(unchanged(PEOPLE, people(0, 10, "p"))),
                        ALIVE);
        assertLive(PEOPLE, people(0, 20, "p"));
    }

    @Test
    void rowsThatAreGoneAreCountedAsOftenAsTheyWereThere() {
        append("before", PEOPLE, RowList.of(row(1L, "a"), row(1L, "a"), row(1L, "a"), row(2L, null), row(3L, "c")));
        stage(
                "stage",
                "job",
                PEOPLE,
                RowList.of(row(1L, "a"), row(2L, null), row(4L, "d"), row(5L, "e"), row(6L, "f")));
        assertThat(swap("swap", "job", PEOPLE).tables()).containsExactly(new Swapped(PEOPLE_NAME, true, true, 5, 3, 5));
    }

    @Test
    void rowsAreComparedByTheColumnsThatBothHave() {
        append("before", PEOPLE, people(0, 10, "p"));
        TableDefinition narrow =
                TableDefinition.of("people", List.of(), List.of(PEOPLE.columns().get(0)));
        swaps().stage(
                        operation("stage"),
                        "job",
                        PEOPLE_NAME,
                        narrow,
                        RowList.of(row(0L), row(1L), row(100L)),
                        told -> {});
        SwapResult result = swaps().swap(
                        operation("swap"),
                        "job",
                        List.of(new Swap(PEOPLE_NAME, List.of("id", "name"))),
                        List.of(),
                        ALIVE);
        assertThat(result.tables()).containsExactly(new Swapped(PEOPLE_NAME, true, true, 10, 8, 3));
    }

    @Test
    void severalAreSwappedTogether() {
        assertThat(swaps().together()).isGreaterThanOrEqualTo(2);
        append("people", PEOPLE, people(0, 10, "p"));
        append("visits", VISITS, people(0, 10, "p"));
        stage("stage-people", "job", PEOPLE, people(0, 5, "p"));
        stage("stage-visits", "job", VISITS, people(0, 10, "p"));
        assertThat(swap("swap", "job", PEOPLE, VISITS).tables())
                .containsExactly(
                        new Swapped(PEOPLE_NAME, true, true, 10, 5, 5),
                        new Swapped(VISITS_NAME, true, true, 10, 0, 10));
    }

    @Test
    void noneIsSwappedWhereOneCannotBe() {
        append("people", PEOPLE, people(0, 10, "p"));
        append("visits", VISITS, people(0, 10, "p"));
        stage("stage-people", "job", PEOPLE, people(0, 5, "p"));
        assertFails(FailureType.SOURCE_MISSING, () -> swap("swap", "job", PEOPLE, VISITS), "visits");
        assertLive(PEOPLE, people(0, 10, "p"));
        assertLive(VISITS, people(0, 10, "p"));

        stage("stage-visits", "job", VISITS, people(0, 5, "p"));
        assertThat(swap("swap", "job", PEOPLE, VISITS).repeated()).isFalse();
        append("more", VISITS, people(5, 6, "p"));
        assertFails(
                FailureType.CHANGED_SINCE,
                () -> swaps().swapBack(
                                operation("back"),
                                operation("swap"),
                                List.of(unchanged(PEOPLE, people(0, 5, "p")), unchanged(VISITS, people(0, 5, "p"))),
                                ALIVE),
                "visits",
                "6 rows, not 5");
        assertLive(PEOPLE, people(0, 5, "p"));
        assertLive(VISITS, people(0, 6, "p"));
    }

    @Test
    void whatChangedSinceIsOnlyPutAsideOnDemand() {
        append("before", PEOPLE, people(0, 10, "p"));
        stage("stage", "job", PEOPLE, people(0, 5, "p"));
        swap("swap", "job", PEOPLE);
        append("after", PEOPLE, RowList.of(row(77L, "new")));
        SwapBack anything = new SwapBack(PEOPLE_NAME, PEOPLE.columns(), Optional.empty());

        SwapResult back = swaps().swapBack(operation("back"), operation("swap"), List.of(anything), ALIVE);
        assertThat(back.tables()).containsExactly(new Swapped(PEOPLE_NAME, true, true, 6, 1, 10));
        assertThat(swaps().swapBack(operation("back"), operation("swap"), List.of(anything), ALIVE))
                .isEqualTo(new SwapResult(back.at(), back.tables(), true));
        assertFails(
                FailureType.NOT_POSSIBLE,
                () -> swaps().swapBack(operation("twice"), operation("swap"), List.of(anything), ALIVE));
        assertLive(PEOPLE, people(0, 10, "p"));
    }

    @Test
    void whatWasKeptIsDroppedInTime() {
        append("before", PEOPLE, people(0, 10, "p"));
        stage("stage", "job", PEOPLE, people(0, 5, "p"));
        SwapResult swapped = swap("swap", "job", PEOPLE);
        assertThat(swaps().dropKept(swapped.at())).isZero();
        Instant later = swapped.at().plusMillis(1);
        assertThat(swaps().dropKept(later)).isEqualTo(1);
        assertThat(swaps().dropKept(later)).isZero();
        assertFails(
                FailureType.NOT_POSSIBLE,
                () -> swaps().swapBack(
                                operation("back"),
                                operation("swap"),
                                List.of(unchanged(PEOPLE, people(0, 5, "p"))),
                                ALIVE),
                "people",
                "dropped");
        assertLive(PEOPLE, people(0, 5, "p"));
    }

    @Test
    void aSwapThatWasGivenUpIsNotDoneAnyMore() {
        append("before", PEOPLE, people(0, 10, "p"));
        stage("stage", "job", PEOPLE, people(0, 5, "p"));
        assertThat(swaps().abandon(operation("swap"))).isEmpty();
        assertThat(swaps().abandon(operation("swap"))).isEmpty();
        assertFails(FailureType.OPERATION_ABANDONED, () -> swap("swap", "job", PEOPLE));
        assertLive(PEOPLE, people(0, 10, "p"));

        SwapResult done = swap("other", "job", PEOPLE);
        assertThat(swaps().abandon(operation("other"))).contains(new SwapResult(done.at(), done.tables(), true));
    }

    @Test
    void theSameOperationWithOtherParametersIsRefused() {
        stage("stage", "job", PEOPLE, people(0, 5, "p"));
        assertFails(
                FailureType.OPERATION_MISMATCH,
                () -> swaps().stage(
                                new Operation("stage", "other"),
                                "job",
                                PEOPLE_NAME,
                                PEOPLE,
                                people(0, 5, "p"),
                                told -> {}));
    }

    @Test
    void writesToTablesThatAreHeldAreRefusedUntilTheyAreReleased() {
        append("before", PEOPLE, people(0, 10, "p"));
        swaps().hold("job", List.of("people"));
        swaps().hold("job", List.of("people", "visits"));
        assertFails(
                FailureType.CONFLICT,
                () -> append("held", PEOPLE, people(10, 20, "p")),
                "people is being restored; the write goes on when that is done");
        assertFails(FailureType.CONFLICT, () -> append("visits", VISITS, people(0, 1, "p")));
        assertThat(append("before", PEOPLE, people(0, 10, "p")).repeated()).isTrue();
        assertFails(FailureType.CONFLICT, () -> swaps().hold("other", List.of("people")), "people");
        reopen();
        assertFails(FailureType.CONFLICT, () -> append("held", PEOPLE, people(10, 20, "p")));
        assertFails(FailureType.CONFLICT, () -> swaps().hold("other", List.of("people")));

        swaps().release("other");
        assertFails(FailureType.CONFLICT, () -> append("held", PEOPLE, people(10, 20, "p")));
        swaps().release("job");
        swaps().release("job");
        append("held", PEOPLE, people(10, 20, "p"));
        assertLive(PEOPLE, people(0, 20, "p"));
        swaps().hold("other", List.of("people"));
    }

    /** Whether a write that has begun is waited for from its first step on; else it may be refused as if it came later. */
    protected boolean waitsForWritesFromTheirBeginning() {
        return true;
    }

    @Test
    void aHoldWaitsForTheWriteUnderWay() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<WriteResult> write = CompletableFuture.supplyAsync(
                () -> warehouse.write(operation("long"), List.of(append(PEOPLE, people(0, 1_000, "p"))), told -> {
                    writing.countDown();
                    try {
                        goOn.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }),
                threads);
        writing.await();
        CompletableFuture<Void> hold =
                CompletableFuture.runAsync(() -> swaps().hold("job", List.of("people")), threads);
        CompletableFuture<WriteResult> late =
                CompletableFuture.supplyAsync(() -> append("late", PEOPLE, people(1_000, 1_001, "p")), threads);
        assertThat(hold).isNotDone();
        goOn.countDown();
        hold.join();
        boolean written = doneOrRefused(write);
        assertThat(written || !waitsForWritesFromTheirBeginning()).isTrue();

        // It came before or after the hold: it is done or refused, and not in between.
        boolean done = doneOrRefused(late);
        assertThat(warehouse.count("people")).isEqualTo((written ? 1_000 : 0) + (done ? 1 : 0));
        assertFails(FailureType.CONFLICT, () -> append("later", PEOPLE, people(2_000, 2_001, "p")));
    }

    private static boolean doneOrRefused(CompletableFuture<WriteResult> write) {
        return write.handle((result, failure) -> {
                    assertThat(failure)
                            .satisfiesAnyOf(
                                    e -> assertThat(e).isNull(),
                                    e -> assertThat(e).hasCauseInstanceOf(StoreFailure.class));
                    return failure == null;
                })
                .join();
    }

    @Test
    void anotherDatasetIsMadeWhereItIsMissing() {
        append("before", PEOPLE, people(0, 10, "p"));
        TableName elsewhere = new TableName(Optional.of("drill"), "people");
        assertThat(swaps().find(elsewhere, DESCRIBED)).isEmpty();
        swaps().stage(operation("stage"), "job", elsewhere, PEOPLE, people(0, 5, "p"), told -> {});
        SwapResult result = swaps().swap(
                        operation("swap"),
                        "job",
                        List.of(new Swap(elsewhere, List.of("id", "name"))),
                        List.of(),
                        ALIVE);

        assertThat(result.tables()).containsExactly(new Swapped(elsewhere, false, true, 0, 0, 5));
        assertThat(swaps().find(elsewhere, DESCRIBED)).contains(new LiveTable(PEOPLE, 5));
        assertThat(swaps().live(elsewhere, PEOPLE.columns(), ALIVE)).isEqualTo(content(PEOPLE, people(0, 5, "p")));
        assertLive(PEOPLE, people(0, 10, "p"));
    }

    @Test
    void viewsThatAreMissingAreMade() {
        append("before", PEOPLE, people(0, 10, "p"));
        stage("stage", "job", PEOPLE, people(0, 5, "p"));
        List<SnapshotView> views = List.of(
                new SnapshotView("of_a_view", "SELECT * FROM ${dataset}.names"),
                new SnapshotView("broken", "SELECT * FROM ${dataset}.nowhere"),
                new SnapshotView("names", "SELECT 2021 AS year, name FROM ${dataset}.people"),
                new SnapshotView("visits", "SELECT 1 AS year"));
        swaps().swap(operation("swap"), "job", List.of(new Swap(PEOPLE_NAME, List.of("id", "name"))), views, ALIVE);

        assertThat(freeze("freeze").views()).containsExactly(views.get(2), views.get(0));
        assertLive(PEOPLE, people(0, 5, "p"));
    }

    @Test
    void whatAliveThrowsStopsTheReadingAndComesOut() {
        append("before", PEOPLE, people(0, 10, "p"));
        RuntimeException stop = new IllegalStateException("stop");
        assertThatThrownBy(() -> swaps().live(PEOPLE_NAME, PEOPLE.columns(), () -> {
                    throw stop;
                }))
                .isSameAs(stop);
    }

    @Test
    void aTableIsFoundAsItIsDescribed() {
        append("before", PEOPLE, people(0, 10, "p"));
        assertThat(swaps().find(PEOPLE_NAME, DESCRIBED)).contains(new LiveTable(PEOPLE, 10));
        assertThat(swaps().find(TableName.of("nowhere"), DESCRIBED)).isEmpty();
        assertFails(
                FailureType.TABLE_CHANGED,
                () -> swaps().live(PEOPLE_NAME, List.of(Column.of("born", ColumnType.DATE, Mode.NULLABLE)), ALIVE),
                "born");
        assertFails(
                FailureType.TABLE_CHANGED,
                () -> swaps().live(PEOPLE_NAME, List.of(Column.of("id", ColumnType.DATE, Mode.NULLABLE)), ALIVE),
                "people.id is");
        assertThat(swaps().live(PEOPLE_NAME, List.of(), ALIVE).rows()).isEqualTo(10);
    }

    @Test
    void everyTypeComesBackAsItWas() {
        List<Column> columns = new ArrayList<>();
        for (ColumnType type : ColumnType.values()) {
            if (type != ColumnType.STRUCT) {
                String name = type.name().toLowerCase(Locale.ROOT);
                columns.add(Column.of("one_" + name, type, Mode.NULLABLE));
                columns.add(Column.of("many_" + name, type, Mode.REPEATED));
            }
        }
        List<Column> fields = List.copyOf(columns);
        columns.add(struct("record", Mode.NULLABLE, fields.toArray(Column[]::new)));
        columns.add(struct("records", Mode.REPEATED, fields.toArray(Column[]::new)));
        columns.add(new Column(
                "price",
                ColumnType.NUMERIC,
                Mode.NULLABLE,
                "",
                List.of(),
                OptionalInt.of(12),
                OptionalInt.of(3),
                OptionalInt.empty(),
                List.of()));
        TableDefinition table = TableDefinition.of("extremes", List.of(), columns);
        warehouse.prepare(List.of(table), List.of());
        List<List<Object>> rows = new ArrayList<>();
        int most = extremes().values().stream().mapToInt(List::size).max().orElseThrow();
        for (int i = 0; i < most; i++) {
            rows.add(extremes(fields, i));
        }
        rows.add(Collections.nCopies(columns.size(), null));
        append("extremes", table, RowList.split(rows, 3));
        List<List<Object>> before = warehouse.sample(table, 100).rows();

        Snapshot snapshot = snapshots().freeze(operation("freeze"), Optional.empty(), List.of(table), ALIVE);
        AvroFiles files = export("freeze", table(snapshot, "extremes"));
        Content content = files.content(columns);
        assertThat(content).isEqualTo(content(table, RowList.split(rows, 3)));
        assertThat(swaps().live(TableName.of("extremes"), columns, ALIVE)).isEqualTo(content);
        swaps().stage(operation("stage"), "job", TableName.of("extremes"), table, files, told -> {});
        assertThat(swaps().staged("job", TableName.of("extremes"), columns, ALIVE))
                .isEqualTo(content);
        assertThat(swap("swap", "job", table).tables())
                .containsExactly(new Swapped(TableName.of("extremes"), true, true, rows.size(), 0, rows.size()));
        assertThat(swaps().live(TableName.of("extremes"), columns, ALIVE)).isEqualTo(content);
        assertThat(warehouse.sample(table, 100).rows()).containsExactlyInAnyOrderElementsOf(before);
    }

    /** For each type the ends of its range, and what else is easily lost. */
    private static final Map<ColumnType, List<Object>> ALL = Map.ofEntries(
            Map.entry(ColumnType.INT64, List.of(Long.MIN_VALUE, Long.MAX_VALUE, 0L)),
            Map.entry(
                    ColumnType.FLOAT64,
                    List.of(
                            -0.0,
                            0.0,
                            Double.NaN,
                            Double.POSITIVE_INFINITY,
                            Double.NEGATIVE_INFINITY,
                            Double.MIN_VALUE,
                            Double.MAX_VALUE,
                            0.1)),
            Map.entry(
                    ColumnType.NUMERIC,
                    List.of(
                            new BigDecimal("99999999999999999999999999999.999999999"),
                            new BigDecimal("-99999999999999999999999999999.999999999"),
                            new BigDecimal("0.000000001"),
                            new BigDecimal("0.000000000"))),
            Map.entry(
                    ColumnType.BIGNUMERIC,
                    List.of(
                            new BigDecimal(
                                    "578960446186580977117854925043439539266.34992332820282019728792003956564819967"),
                            new BigDecimal(
                                    "-578960446186580977117854925043439539266.34992332820282019728792003956564819968"),
                            new BigDecimal("0.00000000000000000000000000000000000001"),
                            new BigDecimal("100").setScale(38))),
            Map.entry(ColumnType.BOOL, List.of(true, false)),
            Map.entry(
                    ColumnType.STRING, List.of("", " é\"'\\\t\r\n,\u2028\ufeff 👩‍👩‍👧", "NULL", "x".repeat(70_000))),
            Map.entry(ColumnType.BYTES, List.of(new byte[0], new byte[] {0, -1, 10, 13, 127, -128})),
            Map.entry(ColumnType.DATE, List.of(-719_162L, 2_932_896L)),
            Map.entry(ColumnType.TIME, List.of(0L, 86_399_999_999L)),
            Map.entry(
                    ColumnType.DATETIME,
                    List.of(-62_135_596_800_000_000L, 253_402_300_799_999_999L, -1L, 1_616_898_600_000_000L)),
            Map.entry(
                    ColumnType.TIMESTAMP,
                    List.of(-62_135_596_800_000_000L, 253_402_300_799_999_999L, -1L, 1_616_898_600_000_000L)),
            Map.entry(ColumnType.JSON, List.of("{\"a\": [1, null, 1e400, \"\\ud800\"]}", "null", "{\"a\":1,\"a\":2}")),
            Map.entry(ColumnType.GEOGRAPHY, List.of("POINT(-180 90)", "POLYGON((0 0, 1 0, 1 1, 0 0))")));

    /** By type the values that the table of all types is filled with. */
    protected Map<ColumnType, List<Object>> extremes() {
        return ALL;
    }

    private List<Object> extremes(List<Column> fields, int index) {
        List<Object> row = new ArrayList<>();
        Map<String, Object> record = new LinkedHashMap<>();
        for (Column field : fields) {
            List<Object> all = extremes().get(field.type());
            Object one = all.get(index % all.size());
            Object value = field.mode() == Mode.REPEATED ? all.subList(0, index % (all.size() + 1)) : one;
            row.add(value);
            record.put(field.name(), index % 3 == 0 && field.mode() == Mode.NULLABLE ? null : value);
        }
        row.add(record);
        row.add(Collections.nCopies(index % 3, record));
        row.add(new BigDecimal("-999999999.999"));
        return row;
    }

    protected final long stage(String operation, String staging, TableDefinition table, RowList rows) {
        return swaps().stage(operation(operation), staging, TableName.of(table.name()), table, rows, told -> {});
    }

    protected final SwapResult swap(String operation, String staging, TableDefinition... tables) {
        List<Swap> swaps = new ArrayList<>();
        for (TableDefinition table : tables) {
            swaps.add(new Swap(
                    TableName.of(table.name()),
                    table.columns().stream().map(Column::name).toList()));
        }
        return swaps().swap(operation(operation), staging, swaps, List.of(), ALIVE);
    }

    private static SwapBack unchanged(TableDefinition table, RowList rows) {
        return new SwapBack(TableName.of(table.name()), table.columns(), Optional.of(content(table, rows)));
    }

    private void assertLive(TableDefinition table, RowList rows) {
        Content live = swaps().live(TableName.of(table.name()), table.columns(), ALIVE);
        assertThat(live).isEqualTo(content(table, rows));
        assertThat(warehouse.count(table.name())).isEqualTo(rows.count());
    }
}
