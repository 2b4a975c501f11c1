package dev.tablekeeper.stores.google.bigquery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.google.liar.Faults;
import dev.tablekeeper.stores.google.liar.bigquery.JobFates;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Several workers write, merge and give up, while requests are lost and doubled, jobs fail or only say so, and workers die
 * in the middle of a step that another then does again. When it is quiet again, the tables hold what was told.
 */
@Timeout(300)
class BigQueryScheduleTest {
    private static final int PROCESSES = 2;
    /** Of each process, so that its small writes wait for each other and are done in groups. */
    private static final int WORKERS = 5;

    private static final int ERRANDS = 24;
    /** After so many attempts the network is well again, so that each schedule ends. */
    private static final int ATTEMPTS = 120;

    private final WriteWorld world = new WriteWorld();
    private final List<BigQueryWarehouse> processes =
            Stream.generate(world.google::warehouse).limit(PROCESSES).toList();
    private final Map<String, Boolean> told = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> open = new ConcurrentLinkedQueue<>();

    static LongStream seeds() {
        return Chances.seeds(1, 2, 3, 5, 9, 16);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theTablesHoldWhatWasTold(long seed) throws Exception {
        Random random = new Random(seed);
        for (int i = 0; i < ERRANDS; i++) {
            String name = (i % 3 == 2 ? "merge-" : "append-") + i;
            world.rows(name, table(name), mode(name));
            // Twice: a worker that was taken for dead goes on beside the one that does its step again.
            open.add(name);
            open.add(name);
        }
        world.google.server.lie(Chances.faults(random, 10));
        world.google.storage.lie(Chances.faults(random, 5));
        world.google.liar.fates(Chances.fates(random, 20));
        inParallel(process -> work(process, random, ATTEMPTS / WORKERS / PROCESSES));
        world.google.server.lie(Faults.none());
        world.google.storage.lie(Faults.none());
        world.google.liar.fates(JobFates.none());
        while (!open.isEmpty()) {
            work(processes.get(0), new Random(seed), ERRANDS);
        }

        assertThat(told).hasSize(ERRANDS);
        told.forEach((name, done) -> {
            assertThat(world.warehouse.abandon(WriteWorld.operation(name)).isPresent())
                    .as("seed %s: what the ledger says of %s", seed, name)
                    .isEqualTo(done);
            if (name.startsWith("append")) {
                assertThat(world.count(name, WriteWorld.PEOPLE))
                        .as("seed %s: rows of %s", seed, name)
                        .isEqualTo(done ? WriteWorld.ROWS : 0);
            }
        });
        // All merges have the same keys, so one of those that were done has put its rows there last, all of them.
        List<Object> last = world.warehouse.sample(WriteWorld.VISITS, 100).rows().stream()
                .map(row -> row.get(1))
                .toList();
        List<Object> merged = told.entrySet().stream()
                .filter(entry -> entry.getValue() && entry.getKey().startsWith("merge"))
                .<Object>map(Map.Entry::getKey)
                .toList();
        assertThat(last).as("seed %s", seed).hasSize(merged.isEmpty() ? 0 : WriteWorld.ROWS);
        assertThat(merged).as("seed %s", seed).containsAll(last);
        assertThat(last.stream().distinct().count()).as("seed %s", seed).isLessThanOrEqualTo(1);
        world.close();
    }

    private void work(BigQueryWarehouse process, Random random, int attempts) {
        for (int i = 0; i < attempts; i++) {
            String name = open.poll();
            if (name == null) {
                return;
            }
            try {
                tell(name, attempt(process, name, Chances.chance(random, 10), Chances.chance(random, 15)));
            } catch (Chances.Died e) {
                open.add(name);
            } catch (StoreFailure e) {
                if (e.type() == FailureType.OPERATION_ABANDONED) {
                    tell(name, false);
                } else if (e.type().remedy() == FailureType.Remedy.WAIT) {
                    open.add(name);
                } else {
                    throw e;
                }
            }
        }
    }

    private void tell(String name, boolean done) {
        assertThat(told.merge(name, done, (before, now) -> before && now))
                .as("what is told of %s, each time", name)
                .isEqualTo(done);
    }

    private boolean attempt(BigQueryWarehouse process, String name, boolean givesUp, boolean dies) {
        if (givesUp) {
            return process.abandon(WriteWorld.operation(name)).isPresent();
        }
        TableWrite write = world.rows(name, table(name), mode(name));
        process.write(WriteWorld.operation(name), List.of(write), taken -> {
            if (dies && taken > 0) {
                throw new Chances.Died();
            }
        });
        return true;
    }

    private static TableDefinition table(String name) {
        return name.startsWith("append") ? WriteWorld.PEOPLE : WriteWorld.VISITS;
    }

    private static TableWrite.Mode mode(String name) {
        return name.startsWith("append") ? TableWrite.Mode.APPEND : TableWrite.Mode.MERGE;
    }

    private void inParallel(Consumer<BigQueryWarehouse> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WORKERS * PROCESSES);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < WORKERS * PROCESSES; i++) {
                BigQueryWarehouse process = processes.get(i % PROCESSES);
                running.add(threads.submit(() -> work.accept(process)));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
