package dev.tablekeeper.stores.google.bigquery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.contract.AvroFiles;
import dev.tablekeeper.stores.google.liar.Faults;
import dev.tablekeeper.stores.google.liar.bigquery.JobFates;
import dev.tablekeeper.stores.snapshot.ExportedFile;
import dev.tablekeeper.stores.snapshot.Snapshot;
import dev.tablekeeper.stores.snapshot.SnapshotTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Workers back up, twice each, and release, while others write pairs of rows, requests are lost and doubled, jobs fail or only
 * say so, and workers die. What a backup holds is whole writes, the same whoever tells it, and nothing stays of what was
 * released.
 */
@Timeout(300)
class SnapshotScheduleTest {
    private static final int WORKERS = 3;
    private static final int BACKUPS = 4;
    private static final int WRITES = 8;
    private static final int ATTEMPTS = 60;

    private final SnapshotWorld world = new SnapshotWorld();
    private final Map<String, Snapshot> told = new ConcurrentHashMap<>();
    private final Map<String, List<ExportedFile>> exported = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> open = new ConcurrentLinkedQueue<>();

    static LongStream seeds() {
        return Chances.seeds(1, 2, 3);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void backupsHoldWholeWritesAndLeaveNothing(long seed) throws Exception {
        Random random = new Random(seed);
        for (int i = 0; i < WRITES; i++) {
            open.add("write-" + i);
            if (i < BACKUPS) {
                open.add("backup-" + i);
                open.add("backup-" + i);
            }
        }
        open.add("release-0");
        world.google.server.lie(Chances.faults(random, 5));
        world.google.liar.fates(Chances.fates(random, 15));
        inParallel(() -> work(random, ATTEMPTS / WORKERS));
        world.google.server.lie(Faults.none());
        world.google.liar.fates(JobFates.none());
        while (!open.isEmpty()) {
            work(new Random(seed), 1);
        }

        assertThat(told.keySet()).contains("backup-1", "backup-2", "backup-3");
        told.forEach((name, snapshot) -> assertWhole(seed, name, snapshot));
        for (int i = 0; i < BACKUPS; i++) {
            world.snapshots().release(SnapshotWorld.operation("backup-" + i));
        }
        assertThat(world.frozen()).as("seed %s", seed).isEmpty();
        for (int i = 0; i < BACKUPS; i++) {
            assertThat(world.google.objects.list("staging/backup-" + i + "/", "", 1))
                    .as("seed %s", seed)
                    .isEmpty();
        }
        world.close();
    }

    /** Both tables hold the same writes, all rows of each. */
    private void assertWhole(long seed, String name, Snapshot snapshot) {
        List<List<Long>> ids = new ArrayList<>();
        for (SnapshotTable table : snapshot.tables()) {
            List<ExportedFile> files = exported.get(name + table.name());
            if (files != null) {
                List<String> names = files.stream().map(ExportedFile::name).toList();
                ids.add(new AvroFiles(world.google.objects, table.definition(), names)
                        .longs(0).stream().sorted().toList());
            }
        }
        assertThat(ids.stream().distinct().count())
                .as("seed %s: %s holds half a write", seed, name)
                .isLessThanOrEqualTo(1);
        assertThat(ids).allMatch(all -> all.size() % WriteWorld.ROWS == 0);
    }

    private void work(Random random, int attempts) {
        for (int i = 0; i < attempts; i++) {
            String name = open.poll();
            if (name == null) {
                return;
            }
            try {
                attempt(name, Chances.chance(random, 15));
            } catch (Chances.Died e) {
                open.add(name);
            } catch (StoreFailure e) {
                boolean gone = e.type() == FailureType.OPERATION_ABANDONED || e.type() == FailureType.SOURCE_MISSING;
                if (e.type().remedy() == FailureType.Remedy.WAIT) {
                    open.add(name);
                } else if (!gone || !name.equals("backup-0")) {
                    throw e;
                }
            }
        }
    }

    private void attempt(String name, boolean dies) {
        if (name.startsWith("write")) {
            world.writes.warehouse.write(
                    SnapshotWorld.operation(name),
                    List.of(
                            world.writes.rows(name, WriteWorld.PEOPLE, TableWrite.Mode.APPEND),
                            world.writes.rows(name, WriteWorld.VISITS, TableWrite.Mode.APPEND)),
                    taken -> {});
        } else if (name.startsWith("release")) {
            world.snapshots().release(SnapshotWorld.operation("backup-0"));
        } else {
            backUp(name, dies);
        }
    }

    private void backUp(String name, boolean dies) {
        int[] calls = {0};
        Snapshot snapshot = world.snapshots()
                .freeze(SnapshotWorld.operation(name), Optional.empty(), SnapshotWorld.DESCRIBED, () -> {
                    if (dies && ++calls[0] == 3) {
                        throw new Chances.Died();
                    }
                });
        assertThat(told.merge(name, snapshot, (before, now) -> before))
                .as("what is told of %s, each time", name)
                .isEqualTo(snapshot);
        for (SnapshotTable table : snapshot.tables()) {
            List<ExportedFile> files = world.export(name, table);
            assertThat(exported.merge(name + table.name(), files, (before, now) -> before))
                    .as("the files of %s, each time", name)
                    .isEqualTo(files);
        }
    }

    private static void inParallel(Runnable work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WORKERS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                running.add(threads.submit(work));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
