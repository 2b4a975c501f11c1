package dev.tablekeeper.stores.google.bigquery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableName;
import dev.tablekeeper.stores.google.liar.Faults;
import dev.tablekeeper.stores.google.liar.bigquery.JobFates;
import dev.tablekeeper.stores.swap.Swap;
import dev.tablekeeper.stores.swap.SwapResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A restore of two tables at once, and then its undoing or its giving up, each by twins, of whom some die, while others
 * write into both tables all the time, and while requests are lost and doubled and jobs fail or only say so. When it is
 * quiet again, both tables are whole old or whole new, and each write's rows are in both of them or kept in both, once.
 */
@Timeout(300)
class BigQuerySwapScheduleTest {
    private static final int OLD = 4;
    private static final int NEW = 6;
    private static final long NEW_FROM = 100;
    private static final long WRITTEN_FROM = 1_000;
    private static final int WRITES = 8;
    /** After so many attempts the network is well again, so that each schedule ends. */
    private static final int ATTEMPTS = 12;

    private final SwapWorld world = new SwapWorld();
    private final Set<Long> written = ConcurrentHashMap.newKeySet();

    static LongStream seeds() {
        return Chances.seeds(1, 2, 3, 4, 5, 6);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void eachTableIsWholeOldOrWholeNewAndNoRowIsLostOrDoubled(long seed) throws Exception {
        world.make("people", OLD);
        world.make("visits", OLD);
        Random random = new Random(seed);
        world.google.server.lie(Chances.faults(random, 8));
        world.google.liar.fates(Chances.fates(random, 25));

        boolean givesUp = seed % 3 == 0;
        inParallel(
                () -> restore(random),
                () -> restore(random),
                () -> givesUp && step(random, ATTEMPTS, alive -> world.swaps.abandon(SwapWorld.operation("swap"))),
                () -> write(random, 0),
                () -> write(random, 1));
        world.google.server.lie(Faults.none());
        world.google.liar.fates(JobFates.none());
        Optional<SwapResult> swapped = settled(random);
        requireWhole(seed, swapped.isPresent() ? NEW_FROM : 0, swapped.isPresent() ? NEW : OLD, swapped);

        if (swapped.isPresent()) {
            world.google.server.lie(Chances.faults(random, 8));
            inParallel(() -> undo(random), () -> undo(random), () -> write(random, 2));
            world.google.server.lie(Faults.none());
            SwapResult back = world.swapBack("back", "swap", "people", "visits");
            requireUndone(seed, back);
        }
        world.close();
    }

    private boolean restore(Random random) {
        return step(random, ATTEMPTS, alive -> {
            world.swaps.stage(
                    SwapWorld.operation("stage.people"),
                    "job",
                    TableName.of("people"),
                    SwapWorld.table("people"),
                    SwapWorld.rows(NEW_FROM, NEW_FROM + NEW),
                    told -> alive.run());
            world.swaps.stage(
                    SwapWorld.operation("stage.visits"),
                    "job",
                    TableName.of("visits"),
                    SwapWorld.table("visits"),
                    SwapWorld.rows(NEW_FROM, NEW_FROM + NEW),
                    told -> alive.run());
            swap(alive);
        });
    }

    private SwapResult swap(Runnable alive) {
        List<Swap> asked = new ArrayList<>();
        for (String table : List.of("people", "visits")) {
            asked.add(new Swap(TableName.of(table), List.of("id", "text")));
        }
        return world.swaps.swap(SwapWorld.operation("swap"), "job", asked, List.of(), alive);
    }

    private boolean undo(Random random) {
        return step(random, ATTEMPTS, alive -> world.swapBack("back", "swap", "people", "visits"));
    }

    /** Does a step again and again until it is done, given up, or has had its attempts. */
    private static boolean step(Random random, int attempts, Consumer<Runnable> step) {
        for (int i = 0; i < attempts; i++) {
            int dies = Chances.chance(random, 30) ? random.nextInt(6) : Integer.MAX_VALUE;
            int[] told = new int[1];
            try {
                step.accept(() -> {
                    if (told[0]++ == dies) {
                        throw new Chances.Died();
                    }
                });
                return true;
            } catch (Chances.Died e) {
                // Another worker does the step again.
                told[0] = 0;
            } catch (StoreFailure e) {
                if (e.type() == FailureType.OPERATION_ABANDONED) {
                    return false;
                }
                assertThat(e.type().remedy())
                        .as(e.type() + " " + e.getMessage())
                        .isEqualTo(FailureType.Remedy.WAIT);
            }
        }
        return false;
    }

    /** One row into both tables at a time. */
    private boolean write(Random random, int writer) {
        for (int i = 0; i < WRITES; i++) {
            long id = WRITTEN_FROM + 100L * writer + i;
            if (step(random, 30, alive -> write(id))) {
                written.add(id);
            }
        }
        return true;
    }

    private void write(long id) {
        world.warehouse.write(
                SwapWorld.operation("write." + id),
                List.of(
                        world.write("people", SwapWorld.rows(id, id + 1)),
                        world.write("visits", SwapWorld.rows(id, id + 1))),
                told -> {});
    }

    /** Whether it was done: asked now, it is given up if it was not. */
    private Optional<SwapResult> settled(Random random) {
        if (random.nextBoolean()) {
            try {
                restore(new Random(0));
            } catch (StoreFailure e) {
                assertThat(e.type()).isEqualTo(FailureType.OPERATION_ABANDONED);
            }
        }
        return world.swaps.abandon(SwapWorld.operation("swap"));
    }

    private void requireWhole(long seed, long from, int rows, Optional<SwapResult> swapped) {
        List<Long> people = world.ids("people");
        assertThat(people).as("seed %s", seed).isEqualTo(world.ids("visits")).doesNotHaveDuplicates();
        assertThat(people.stream().filter(id -> id < WRITTEN_FROM))
                .as("seed %s", seed)
                .containsExactlyElementsOf(
                        LongStream.range(from, from + rows).boxed().toList());
        List<Long> there = people.stream().filter(id -> id >= WRITTEN_FROM).toList();
        if (swapped.isEmpty()) {
            assertThat(there).as("seed %s", seed).containsAll(written);
            return;
        }
        SwapResult.Swapped counts = swapped.get().tables().get(0);
        assertThat(counts.after()).as("seed %s", seed).isEqualTo(NEW);
        assertThat(counts.gone()).as("seed %s", seed).isEqualTo(counts.before());
        long kept = written.stream().filter(id -> !there.contains(id)).count();
        assertThat(counts.before()).as("seed %s", seed).isEqualTo(OLD + kept);
    }

    /** The rows of before and of all writes before the swap or since the undoing; the undoing has kept those between. */
    private void requireUndone(long seed, SwapResult back) {
        List<Long> people = world.ids("people");
        assertThat(people).as("seed %s", seed).isEqualTo(world.ids("visits")).doesNotHaveDuplicates();
        assertThat(people.stream().filter(id -> id < WRITTEN_FROM))
                .as("seed %s", seed)
                .containsExactlyElementsOf(LongStream.range(0, OLD).boxed().toList());
        long missing = written.stream().filter(id -> !people.contains(id)).count();
        assertThat(back.tables().get(0).before()).as("seed %s", seed).isEqualTo(NEW + missing);
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static void inParallel(Callable<Boolean>... work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(work.length);
        try {
            List<Future<Boolean>> running = new ArrayList<>();
            for (Callable<Boolean> one : work) {
                running.add(threads.submit(one));
            }
            for (Future<Boolean> one : running) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
