package dev.tablekeeper.stores.google.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.tuple;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Content;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.contract.RowList;
import dev.tablekeeper.stores.google.liar.Fault;
import dev.tablekeeper.stores.google.liar.LiarServer;
import dev.tablekeeper.stores.google.liar.bigquery.JobFate;
import dev.tablekeeper.stores.google.liar.bigquery.JobFates;
import dev.tablekeeper.stores.snapshot.ExportedFile;
import dev.tablekeeper.stores.snapshot.Snapshot;
import dev.tablekeeper.stores.snapshot.SnapshotTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every fault at every request, of BigQuery's and of Cloud Storage's, and every fate of every job of a backup. */
@Timeout(300)
class SnapshotFaultsTest {
    private static final List<Fault> FAULTS = List.of(
            new Fault.LostAfter(),
            new Fault.Cut(),
            new Fault.Twice(),
            Fault.status(503, "backendError", Duration.ofSeconds(1)));

    private static final List<JobFate> FATES = List.of(
            JobFate.running(2),
            JobFate.reportedLate(2),
            JobFate.stopped(1),
            JobFate.fails("backendError", "Error encountered during execution. Retrying may solve the problem."),
            JobFate.fails("quotaExceeded", "Quota exceeded"),
            JobFate.doneButFails("backendError", "Error encountered during execution."),
            JobFate.doneButFails("internalError", "An internal error occurred").after(2));

    private static final RowList ROWS = RowList.split(
            LongStream.range(0, 1_100).mapToObj(id -> RowList.row(id, "p")).toList(), 1_000);

    private enum Where {
        BIGQUERY,
        STORAGE;

        LiarServer server(SnapshotWorld world) {
            return this == BIGQUERY ? world.google.server : world.google.storage;
        }

        /** What else goes wrong with objects is tried where they are read and written. */
        List<Fault> faults() {
            return this == BIGQUERY ? FAULTS : FAULTS.subList(0, 2);
        }
    }

    /** Requests of the steps themselves are counted, those of whoever looks at what they did are not. */
    private boolean stepping;

    private int requests;

    @ParameterizedTest
    @EnumSource(Where.class)
    void oneFaultAtAnyRequestDoesNoHarm(Where where) {
        try (SnapshotWorld world = open()) {
            lie(where.server(world), -1, Fault.none());
            backUp(world, "right", "without faults");
            int calls = requests;
            for (int call = 0; call < calls; call++) {
                for (Fault fault : where.faults()) {
                    lie(where.server(world), call, fault);
                    backUp(
                            world,
                            "call-" + call + "-" + FAULTS.indexOf(fault),
                            where + ", request " + call + " of " + calls + ", " + fault);
                }
            }
        }
    }

    private void lie(LiarServer server, int at, Fault fault) {
        requests = 0;
        server.lie((call, request) -> stepping && requests++ == at ? fault : Fault.none());
    }

    @Test
    void noFateOfAJobDoesHarm() {
        try (SnapshotWorld world = open()) {
            int before = world.google.liar.jobs().size();
            backUp(world, "right", "without faults");
            int jobs = world.google.liar.jobs().size() - before;
            for (int job = 0; job < jobs; job++) {
                for (JobFate fate : FATES) {
                    world.google.liar.fates(JobFates.at(job, fate));
                    backUp(world, "job-" + job + "-" + FATES.indexOf(fate), "job " + job + " of " + jobs + ", " + fate);
                }
            }
        }
    }

    private static SnapshotWorld open() {
        SnapshotWorld world = new SnapshotWorld();
        world.writes.write("many", WriteWorld.PEOPLE, ROWS);
        return world;
    }

    /** Freezes, exports and lets go, each step again where that is said to help, and once more as if nobody had heard. */
    private void backUp(SnapshotWorld world, String name, String where) {
        try {
            Snapshot snapshot = tried(where, () -> world.freeze(name));
            List<String> frozen = world.frozen();
            assertThat(world.freeze(name)).as(where).isEqualTo(snapshot);
            assertThat(world.frozen()).as(where).isEqualTo(frozen);
            assertThat(snapshot.tables())
                    .as(where)
                    .extracting(SnapshotTable::definition, SnapshotTable::rows)
                    .containsExactly(tuple(WriteWorld.PEOPLE, ROWS.count()), tuple(WriteWorld.VISITS, 0L));
            List<Content> contents = new ArrayList<>();
            for (SnapshotTable table : snapshot.tables()) {
                List<ExportedFile> files = tried(where, () -> world.export(name, table));
                assertThat(world.export(name, table)).as(where).isEqualTo(files);
                contents.add(world.content(table, files));
            }
            assertThat(contents)
                    .as(where)
                    .containsExactly(
                            RowContents.of(WriteWorld.PEOPLE, ROWS), RowContents.of(WriteWorld.VISITS, RowList.of()));
            tried(where, () -> released(world, name));
            assertThat(released(world, name)).isTrue();
            assertThat(world.frozen()).as(where).isEmpty();
            assertThat(world.google.objects.list("staging/" + name + "/", "", 1))
                    .as(where)
                    .isEmpty();
        } catch (StoreFailure e) {
            fail(where, e);
        }
    }

    private static boolean released(SnapshotWorld world, String name) {
        world.snapshots().release(SnapshotWorld.operation(name));
        return true;
    }

    /** Once more where trying again is said to help. */
    private <T> T tried(String where, Supplier<T> step) {
        stepping = true;
        try {
            return step.get();
        } catch (StoreFailure e) {
            if (e.type().remedy() != FailureType.Remedy.WAIT) {
                fail(where, e);
            }
            return step.get();
        } finally {
            stepping = false;
        }
    }
}
