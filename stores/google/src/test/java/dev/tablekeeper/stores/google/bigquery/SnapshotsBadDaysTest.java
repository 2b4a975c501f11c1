package dev.tablekeeper.stores.google.bigquery;

import static dev.tablekeeper.stores.contract.RowList.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.StandardSQLTypeName;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.TableInfo;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.Column.Mode;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.contract.DelegatingObjectStore;
import dev.tablekeeper.stores.contract.RowList;
import dev.tablekeeper.stores.google.liar.Fault;
import dev.tablekeeper.stores.google.liar.Faults;
import dev.tablekeeper.stores.google.liar.bigquery.JobFate;
import dev.tablekeeper.stores.google.liar.bigquery.JobFates;
import dev.tablekeeper.stores.snapshot.ExportedFile;
import dev.tablekeeper.stores.snapshot.Snapshot;
import dev.tablekeeper.stores.snapshot.SnapshotTable;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes wrong while tables are frozen and exported, and what people do to them meanwhile. */
@Timeout(120)
class SnapshotsBadDaysTest {
    private final SnapshotWorld world = new SnapshotWorld();
    private final WarehouseWorld google = world.google;

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aTableThatIsDroppedAfterTheInstantIsFrozenAllTheSame() {
        world.writes.append("one");
        dropAfterTheChoice(WriteWorld.PEOPLE.name());

        Snapshot snapshot = world.freeze("freeze");

        SnapshotTable people = SnapshotWorld.table(snapshot, "people");
        assertThat(people.definition()).isEqualTo(WriteWorld.PEOPLE);
        assertThat(world.content(people, world.export("freeze", people)).rows()).isEqualTo(WriteWorld.ROWS);
        assertThat(world.snapshots()
                        .freeze(
                                SnapshotWorld.operation("freeze"),
                                Optional.of(List.of("people", "visits")),
                                SnapshotWorld.DESCRIBED,
                                () -> {}))
                .as("asked again, when it is not there any more")
                .isEqualTo(snapshot);
    }

    @Test
    void aTableThatIsDroppedBeforeTheInstantIsLeftOutUnlessItWasNamed() {
        dropBeforeTheChoice("visits");
        assertThat(world.freeze("all").tables()).extracting(SnapshotTable::name).containsExactly("people");

        dropBeforeTheChoice("people");
        assertFails(
                FailureType.UNKNOWN_TABLE,
                () -> world.snapshots()
                        .freeze(
                                SnapshotWorld.operation("named"),
                                Optional.of(List.of("people")),
                                SnapshotWorld.DESCRIBED,
                                () -> {}),
                "people");
    }

    @Test
    void rowsInTheStreamingBufferAreInTheBackup() {
        world.writes.append("one");
        google.liar.stream("warehouse", "people", "(7, 'streamed'), (8, 'streamed')");

        SnapshotTable people = SnapshotWorld.table(world.freeze("freeze"), "people");

        assertThat(people.rows()).isEqualTo(WriteWorld.ROWS + 2);
        assertThat(world.content(people, world.export("freeze", people)))
                .isEqualTo(RowContents.of(
                        WriteWorld.PEOPLE,
                        RowList.of(
                                row(0L, "one"),
                                row(1L, "one"),
                                row(2L, "one"),
                                row(7L, "streamed"),
                                row(8L, "streamed"))));
    }

    @Test
    void rowsThatNeitherACopyNorAQueryFindsAreAFailure() {
        world.writes.append("one");
        google.liar.stream("warehouse", "people", "(7, 'streamed')");
        AtomicInteger dropped = new AtomicInteger();
        google.liar.fates(job -> {
            // The rows that were read are gone again: the job says that it was done, and has done nothing.
            boolean read = job.id().contains("_all_");
            dropped.addAndGet(read ? 1 : 0);
            return read ? JobFate.doesNothing() : JobFate.done();
        });

        assertFails(FailureType.RECONCILIATION_FAILED, () -> world.freeze("freeze"), "people", "had 4 rows", "0 of");
        assertThat(dropped).hasValue(1);
    }

    @Test
    void columnsThatNoBackupCanHoldAreNamed() {
        make(
                "odd",
                Field.of("id", StandardSQLTypeName.INT64),
                Field.of("how_long", StandardSQLTypeName.INTERVAL),
                Field.of(
                        "inner",
                        StandardSQLTypeName.STRUCT,
                        Field.of("a", StandardSQLTypeName.STRING),
                        Field.of("since", StandardSQLTypeName.INTERVAL)));

        assertFails(
                FailureType.NOT_POSSIBLE,
                () -> world.freeze("freeze"),
                "odd.how_long is INTERVAL",
                "odd.inner.since is INTERVAL");
    }

    @Test
    void whatBigQueryKnowsOfATableIsToldBesideItsDefinition() {
        TableDefinition described = new TableDefinition(
                "described",
                "of days",
                List.of("id"),
                List.of(
                        Column.of("id", ColumnType.INT64, Mode.REQUIRED),
                        Column.of("day", ColumnType.DATE, Mode.NULLABLE)),
                Optional.of("day"),
                List.of("id"),
                Map.of("team", "data"));
        world.writes.warehouse.prepare(List.of(described), List.of());

        Snapshot snapshot = world.snapshots()
                .freeze(SnapshotWorld.operation("freeze"), Optional.empty(), List.of(described), () -> {});

        SnapshotTable table = SnapshotWorld.table(snapshot, "described");
        assertThat(table.definition()).isEqualTo(described);
        JsonNode resource = table.warehouseDefinition().orElseThrow();
        assertThat(resource.at("/kind").asText()).isEqualTo("bigquery#table");
        assertThat(resource.at("/description").asText()).isEqualTo("of days");
        assertThat(resource.at("/timePartitioning/field").asText()).isEqualTo("day");
        assertThat(resource.at("/clustering/fields/0").asText()).isEqualTo("id");
        assertThat(resource.at("/labels/team").asText()).isEqualTo("data");
        assertThat(resource.at("/schema/fields/0/mode").asText()).isEqualTo("REQUIRED");
        assertThat(resource.has("numRows")).isFalse();
    }

    @Test
    void aFrozenTableThatSomebodyDropsIsSaid() {
        world.writes.append("one");
        SnapshotTable people = SnapshotWorld.table(world.freeze("freeze"), "people");
        world.frozen().forEach(name -> drop(WarehouseWorld.DATASET.scratch(name)));

        assertFails(FailureType.SOURCE_MISSING, () -> world.export("freeze", people), "frozen of people", "anew");
    }

    @Test
    void extractedFilesThatAreRemovedTooEarlyAreSaid() {
        SnapshotTable people = frozen(2_500);
        List<ExportedFile> files = world.export("freeze", people);
        assertThat(files).hasSize(3);
        extracted().forEach(object -> google.objects.delete(object.name(), Condition.any()));

        assertThat(world.export("freeze", people))
                .as("all are where they belong")
                .isEqualTo(files);
        google.objects.delete(files.get(1).name(), Condition.any());
        assertFails(FailureType.SOURCE_MISSING, () -> world.export("freeze", people), "000000000001.avro", "staging");
    }

    @Test
    void aFileThatChangesWhileItIsCopiedIsNotCopied() {
        SnapshotTable people = frozen(2_500);
        world.export("freeze", people);
        removeExported();
        StoredObject file = extracted().get(0);
        byte[] bytes = google.objects.read(file.name()).orElseThrow();
        ObjectStore changing = new DelegatingObjectStore(google.objects) {
            @Override
            public InputStream read(StoredObject object, long offset, long length) {
                super.write(object.name(), Condition.any(), bytes);
                return super.read(object, offset, length);
            }
        };
        BigQuerySnapshots snapshots = new BigQuerySnapshots(
                google.client,
                WarehouseWorld.DATASET,
                new Jobs(google.client, WarehouseWorld.DATASET.project()),
                changing,
                Clock.systemUTC());

        assertFails(
                FailureType.SOURCE_CHANGED,
                () -> snapshots.export(SnapshotWorld.operation("freeze"), people, 0, google.objects, "b/", rows -> {}));
        assertThat(google.objects.list("b/", "", 10)).isEmpty();
    }

    @Test
    void filesThatDoNotHoldWhatTheTableHeldAreAFailureThatSaysBoth() {
        SnapshotTable people = frozen(2_500);
        List<ExportedFile> files = world.export("freeze", people);
        byte[] other = google.objects.read(files.get(0).name()).orElseThrow();
        google.objects.write(files.get(1).name(), Condition.any(), other);

        assertFails(
                FailureType.RECONCILIATION_FAILED,
                () -> world.export("freeze", people),
                "people held 2500 rows, farm-fingerprint64-sum-1 ",
                "hold 2500 rows, farm-fingerprint64-sum-1 ");
        google.objects.write(files.get(1).name(), Condition.any(), new byte[] {1, 2, 3});
        assertFails(FailureType.DAMAGED, () -> world.export("freeze", people), "part-00001.avro");
    }

    @Test
    void anExtractThatFailsIsDoneAnewWhereItsLeftoversDoNotMatter() {
        SnapshotTable people = frozen(2_500);
        google.liar.fates(JobFates.whenever(
                job -> job.id().contains("_extract_"), JobFate.doneButFails("backendError", "Try again")));
        assertFails(FailureType.UNAVAILABLE, () -> world.export("freeze", people), "_extract_");
        google.liar.fates(JobFates.none());

        assertThat(world.content(people, world.export("freeze", people)).rows()).isEqualTo(2_500);
        world.snapshots().release(SnapshotWorld.operation("freeze"));
        assertThat(extracted()).isEmpty();
        assertThat(world.frozen()).isEmpty();
    }

    @Test
    void snapshotsThatMayNotBeDroppedAreLeftToExpire() {
        world.freeze("freeze");
        google.server.lie(
                Faults.whenever(request -> request.method().equals("DELETE"), Fault.status(403, "accessDenied")));

        world.snapshots().release(SnapshotWorld.operation("freeze"));

        assertThat(world.frozen())
                .hasSize(2)
                .allSatisfy(name -> assertThat(google.client
                                .resource(WarehouseWorld.DATASET.scratch(name))
                                .orElseThrow()
                                .has("expirationTime"))
                        .isTrue());
        assertFails(FailureType.OPERATION_ABANDONED, () -> world.freeze("freeze"), "freeze");
    }

    @Test
    void manyTablesAreFrozen() {
        for (int i = 0; i < 30; i++) {
            make("t" + i, Field.of("id", StandardSQLTypeName.INT64));
        }
        assertThat(world.freeze("freeze").tables()).hasSize(32);
        assertThat(world.frozen()).hasSize(32);
    }

    private SnapshotTable frozen(int rows) {
        world.writes.write(
                "many",
                WriteWorld.PEOPLE,
                RowList.split(
                        LongStream.range(0, rows).mapToObj(id -> row(id, "p")).toList(), 10_000));
        return SnapshotWorld.table(world.freeze("freeze"), "people");
    }

    private List<StoredObject> extracted() {
        return google.objects.list("staging/freeze/", "", 100).stream()
                .filter(object -> object.name().endsWith(".avro"))
                .toList();
    }

    private void removeExported() {
        google.objects
                .list("backups/", "", 100)
                .forEach(object -> google.objects.delete(object.name(), Condition.any()));
    }

    private void dropAfterTheChoice(String table) {
        google.liar.fates(job -> {
            if (job.id().contains("_frozen_")) {
                google.liar.drop("warehouse", table);
            }
            return JobFate.done();
        });
    }

    private void dropBeforeTheChoice(String table) {
        google.liar.fates(job -> {
            if (job.id().endsWith("_freeze_g0")) {
                google.liar.drop("warehouse", table);
            }
            return JobFate.done();
        });
    }

    private void drop(TableId id) {
        google.client.call("drop " + id.getTable(), bigQuery -> bigQuery.delete(id));
    }

    private void make(String table, Field... fields) {
        google.client.call(
                "make " + table,
                bigQuery -> bigQuery.create(TableInfo.of(
                        WarehouseWorld.DATASET.table(table), StandardTableDefinition.of(Schema.of(fields)))));
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
