package dev.tablekeeper.stores.contract;

import static dev.tablekeeper.stores.contract.RowList.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.table.ViewDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.TableName;
import dev.tablekeeper.stores.snapshot.ExportedFile;
import dev.tablekeeper.stores.snapshot.Snapshot;
import dev.tablekeeper.stores.snapshot.SnapshotTable;
import dev.tablekeeper.stores.snapshot.SnapshotView;
import dev.tablekeeper.stores.swap.Swap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What every warehouse's {@link dev.tablekeeper.stores.snapshot.Snapshots} must do. */
public abstract class SnapshotsContract extends BackupWorld {

    @Test
    void noSnapshotHoldsHalfAWrite() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        AtomicLong written = new AtomicLong();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(
                () -> {
                    for (long pair = 0; !enough.get(); pair++) {
                        RowList one = RowList.of(row(pair, "p"));
                        warehouse.write(
                                operation("pair-" + pair),
                                List.of(append(PEOPLE, one), append(VISITS, one)),
                                told -> {});
                        written.incrementAndGet();
                    }
                },
                threads);
        try {
            for (int i = 0; i < 10; i++) {
                long before = written.get();
                while (written.get() < before + 5) {
                    Thread.onSpinWait();
                }
                long answered = written.get();
                Snapshot snapshot = freeze("freeze-" + i);

                List<Long> people =
                        export("freeze-" + i, table(snapshot, "people")).longs(0);
                List<Long> visits =
                        export("freeze-" + i, table(snapshot, "visits")).longs(0);
                assertThat(people).containsExactlyInAnyOrderElementsOf(visits).doesNotHaveDuplicates();
                // Writes come one after the other, so none is left out between others.
                assertThat(people).hasSizeGreaterThanOrEqualTo((int) answered).allMatch(id -> id < people.size());
                snapshots().release(operation("freeze-" + i));
            }
        } finally {
            enough.set(true);
            writer.join();
        }
    }

    @Test
    void writesGoOnWhileTablesAreFrozen() {
        append("before", PEOPLE, people(0, 50_000, "p"));
        List<Long> counts = new ArrayList<>();
        AtomicLong rows = new AtomicLong(50_000);
        Snapshot snapshot = snapshots().freeze(operation("freeze"), Optional.empty(), DESCRIBED, () -> {
            long id = rows.getAndIncrement();
            CompletableFuture.runAsync(() -> append("write-" + id, PEOPLE, people(id, id + 1, "p")), threads)
                    .join();
            counts.add(warehouse.count("people"));
        });
        assertThat(counts).isNotEmpty();
        assertThat(table(snapshot, "people").rows()).isBetween(50_000L, rows.get() - 1);
        assertThat(warehouse.count("people")).isEqualTo(rows.get());
    }

    @Test
    void whatIsFrozenStaysAsItWas() {
        append("before", PEOPLE, people(0, 1_000, "p"));
        Instant earliest = Instant.now();
        Snapshot snapshot = freeze("freeze");
        Instant latest = Instant.now();
        append("after", PEOPLE, people(1_000, 2_000, "p"));

        assertThat(snapshot.instant()).isBetween(earliest, latest);
        assertThat(snapshot.tables())
                .extracting(SnapshotTable::definition, SnapshotTable::rows, SnapshotTable::slices)
                .containsExactly(tuple(PEOPLE, 1_000L, 1), tuple(VISITS, 0L, 1));
        assertThat(freeze("freeze")).isEqualTo(snapshot);
        assertThat(export("freeze", table(snapshot, "people")).content(PEOPLE.columns()))
                .isEqualTo(content(PEOPLE, people(0, 1_000, "p")));
    }

    @Test
    void itOutlivesTheProcess() {
        append("before", PEOPLE, people(0, 1_000, "p"));
        Snapshot snapshot = freeze("freeze");
        append("after", PEOPLE, people(0, 1_000, "p"));
        reopen();

        assertThat(freeze("freeze")).isEqualTo(snapshot);
        assertThat(export("freeze", table(snapshot, "people")).content(PEOPLE.columns()))
                .isEqualTo(content(PEOPLE, people(0, 1_000, "p")));
    }

    @Test
    void theSameOperationWithOtherParametersIsRefused() {
        freeze("freeze");
        assertFails(
                FailureType.OPERATION_MISMATCH,
                () -> snapshots().freeze(new Operation("freeze", "other"), Optional.empty(), DESCRIBED, ALIVE));
    }

    @Test
    void manyThatFreezeTheSameAtOnceGetOneSnapshot() {
        append("before", PEOPLE, people(0, 1_000, "p"));
        List<CompletableFuture<Optional<Snapshot>>> attempts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            attempts.add(CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return Optional.of(freeze("freeze"));
                        } catch (StoreFailure e) {
                            assertThat(e.type()).isEqualTo(FailureType.CONFLICT);
                            return Optional.empty();
                        }
                    },
                    threads));
        }
        List<Snapshot> snapshots = attempts.stream()
                .map(CompletableFuture::join)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        assertThat(snapshots).hasSize(1);
        assertThat(freeze("freeze")).isEqualTo(snapshots.get(0));
    }

    @Test
    void onlyTheTablesNamedAreFrozen() {
        Snapshot snapshot = snapshots().freeze(operation("one"), Optional.of(List.of("visits")), DESCRIBED, ALIVE);
        assertThat(snapshot.tables()).extracting(SnapshotTable::name).containsExactly("visits");
        assertFails(
                FailureType.UNKNOWN_TABLE,
                () -> snapshots().freeze(operation("two"), Optional.of(List.of("people", "nowhere")), DESCRIBED, ALIVE),
                "nowhere");
    }

    @Test
    void aTableIsAsItIsWhereNothingOrSomethingElseIsSaid() {
        append("before", PEOPLE, people(0, 10, "p"));
        Snapshot bare = snapshots().freeze(operation("bare"), Optional.empty(), List.of(), ALIVE);
        Snapshot wrong = snapshots()
                .freeze(
                        operation("wrong"),
                        Optional.empty(),
                        List.of(TableDefinition.of("people", List.of(), VISITS.columns())),
                        ALIVE);
        for (Snapshot snapshot : List.of(bare, wrong)) {
            SnapshotTable people = table(snapshot, "people");
            assertThat(people.definition().columns()).isEqualTo(PEOPLE.columns());
            assertThat(people.definition().key()).isEmpty();
        }
        assertThat(export("bare", table(bare, "people")).content(PEOPLE.columns()))
                .isEqualTo(content(PEOPLE, people(0, 10, "p")));
    }

    @Test
    void whatIsOursIsNotFrozen() {
        append("before", PEOPLE, people(0, 10, "p"));
        swaps().stage(operation("stage"), "job", TableName.of("people"), PEOPLE, people(0, 5, "p"), told -> {});
        swaps().swap(
                        operation("swap"),
                        "job",
                        List.of(new Swap(TableName.of("people"), List.of("id", "name"))),
                        List.of(),
                        ALIVE);
        swaps().stage(operation("again"), "job", TableName.of("people"), PEOPLE, people(0, 5, "p"), told -> {});
        swaps().hold("job", List.of("people"));
        freeze("first");

        assertThat(freeze("second").tables()).extracting(SnapshotTable::name).containsExactly("people", "visits");
    }

    @Test
    void viewsAreToldAsTheyWereGiven() {
        ViewDefinition view = new ViewDefinition(
                "names", "", "SELECT 2021 AS year, name FROM ${dataset}.people -- as is", List.of("name"));
        warehouse.prepare(DESCRIBED, List.of(view));
        assertThat(freeze("freeze").views()).containsExactly(new SnapshotView("names", view.sql()));
        reopen();
        assertThat(freeze("again").views()).containsExactly(new SnapshotView("names", view.sql()));
    }

    @Test
    void anEmptyTableHasOneFileWithoutRows() {
        AvroFiles files = export("freeze", table(freeze("freeze"), "visits"));
        assertThat(files.names()).hasSize(1);
        assertThat(files.longs(0)).isEmpty();
    }

    @Test
    void filesThatAreThereAreKept() {
        append("before", PEOPLE, people(0, 1_000, "p"));
        SnapshotTable people = table(freeze("freeze"), "people");
        List<ExportedFile> first = snapshots().export(operation("freeze"), people, 0, objects, "b/", rows -> {});
        StoredObject written = objects.find(first.get(0).name()).orElseThrow();

        assertThat(snapshots().export(operation("freeze"), people, 0, objects, "b/", rows -> {}))
                .isEqualTo(first);
        assertThat(objects.find(first.get(0).name())).contains(written);
    }

    @Test
    void twoThatExportTheSameAtOnceBothSucceed() {
        append("before", PEOPLE, people(0, 20_000, "p"));
        SnapshotTable people = table(freeze("freeze"), "people");
        List<CompletableFuture<List<ExportedFile>>> attempts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            attempts.add(CompletableFuture.supplyAsync(
                    () -> snapshots().export(operation("freeze"), people, 0, objects, "b/", rows -> {}), threads));
        }
        assertThat(attempts.stream().map(CompletableFuture::join).distinct()).hasSize(1);
    }

    @Test
    void aStoreThatIsFullFailsTheExportWhichCanBeDoneAgain() {
        append("before", PEOPLE, people(0, 20_000, "p"));
        SnapshotTable people = table(freeze("freeze"), "people");
        StoreFailure full = new StoreFailure(FailureType.STORAGE_FULL, "full");
        DelegatingObjectStore filling = new DelegatingObjectStore(objects) {
            @Override
            public ObjectWriter create(String name, Condition condition) {
                return new DelegatingObjectWriter(super.create(name, condition)) {
                    @Override
                    public void write(byte[] bytes, int offset, int length) {
                        throw full;
                    }
                };
            }
        };
        assertThatThrownBy(() -> snapshots().export(operation("freeze"), people, 0, filling, "b/", rows -> {}))
                .isSameAs(full);
        assertThat(objects.list("b/", "", 10)).isEmpty();
        assertThat(export("freeze", people).content(PEOPLE.columns()))
                .isEqualTo(content(PEOPLE, people(0, 20_000, "p")));
    }

    @Test
    void whatProgressThrowsStopsTheExportAndComesOut() {
        append("before", PEOPLE, people(0, 5_000, "p"));
        SnapshotTable people = table(freeze("freeze"), "people");
        RuntimeException stop = new IllegalStateException("stop");
        assertThatThrownBy(() -> snapshots().export(operation("freeze"), people, 0, objects, "b/", rows -> {
                    throw stop;
                }))
                .isSameAs(stop);
        assertThat(objects.list("b/", "", 10)).isEmpty();
    }

    @Test
    void whatAliveThrowsStopsTheFreezeAndComesOut() {
        RuntimeException stop = new IllegalStateException("stop");
        assertThatThrownBy(() -> snapshots().freeze(operation("freeze"), Optional.empty(), DESCRIBED, () -> {
                    throw stop;
                }))
                .isSameAs(stop);
        assertThat(freeze("freeze").tables()).hasSize(2);
    }

    @Test
    void whatWasReleasedIsGone() {
        append("before", PEOPLE, people(0, 10, "p"));
        Snapshot snapshot = freeze("freeze");
        snapshots().release(operation("freeze"));
        snapshots().release(operation("freeze"));

        assertFails(
                FailureType.SOURCE_MISSING,
                () -> snapshots().export(operation("freeze"), table(snapshot, "people"), 0, objects, "b/", rows -> {}),
                "people");
        assertThat(freeze("other").tables()).hasSize(2);
    }

    @Test
    void whatIsReleasedBeforeItIsFrozenIsNotFrozenAnyMore() {
        snapshots().release(operation("late"));
        assertFails(FailureType.OPERATION_ABANDONED, () -> freeze("late"));
    }

    @Test
    void aFreezeUnderWayThatIsReleasedDoesNotComeToStand() {
        append("before", PEOPLE, people(0, 10, "p"));
        AtomicLong calls = new AtomicLong();
        assertThatThrownBy(() -> snapshots().freeze(operation("freeze"), Optional.empty(), DESCRIBED, () -> {
                    // The first is told before it has begun.
                    if (calls.incrementAndGet() == 2) {
                        CompletableFuture.runAsync(() -> snapshots().release(operation("freeze")), threads)
                                .join();
                    }
                }))
                .isInstanceOf(StoreFailure.class);
        assertFails(FailureType.OPERATION_ABANDONED, () -> freeze("freeze"));
    }
}
