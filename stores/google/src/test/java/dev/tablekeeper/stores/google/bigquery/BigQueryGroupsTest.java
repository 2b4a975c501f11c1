package dev.tablekeeper.stores.google.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.Rows;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.WriteResult;
import dev.tablekeeper.stores.WriteResult.TableResult;
import dev.tablekeeper.stores.google.liar.Fault;
import dev.tablekeeper.stores.google.liar.Faults;
import dev.tablekeeper.stores.google.liar.bigquery.JobFate;
import dev.tablekeeper.stores.google.liar.bigquery.JobFates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small writes that come at the same time share jobs, and nothing else. */
@Timeout(300)
class BigQueryGroupsTest {
    private static final int WRITES = 36;
    private static final int BUSY = 2;
    /** So that the others have come before the first is done. */
    private static final Fault SLOW = new Fault.Delayed(Duration.ofMillis(30));

    private final WriteWorld world = new WriteWorld();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeEach
    void slowDown() {
        world.google.server.lie(Faults.always(SLOW));
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        world.close();
    }

    @Test
    void manyAtOnceTakeFewJobsAndEachHasItsOwnResult() throws Exception {
        List<TableResult> results = atOnce(this::append).stream()
                .map(result -> result.tables().get(0))
                .toList();

        assertThat(results).allSatisfy(result -> {
            assertThat(result.written()).isEqualTo(WriteWorld.ROWS);
            assertThat(result.after()).isEqualTo(result.before() + WriteWorld.ROWS);
        });
        // Two jobs that run side by side begin with the same rows; the members of one job follow one another.
        assertThat(results.stream().map(TableResult::before).distinct().count()).isGreaterThan(WRITES / 3);
        assertThat(world.warehouse.count("people")).isEqualTo((long) WRITES * WriteWorld.ROWS);
        assertThat(writeJobs()).as("write jobs for %s writes", WRITES).isLessThanOrEqualTo(WRITES / 4);
        assertThat(world.google.objects.list("groups/", "", 10))
                .as("what is left of claims and seals")
                .isEmpty();
    }

    @Test
    void eachIsRememberedAsIfItHadBeenWrittenAlone() throws Exception {
        List<WriteResult> results = atOnce(this::append);
        int jobs = world.google.liar.jobs().size();

        for (int i = 0; i < WRITES; i++) {
            assertThat(world.warehouse
                            .outcome(WriteWorld.operation(name(i)))
                            .orElseThrow()
                            .tables())
                    .isEqualTo(results.get(i).tables());
        }
        WriteResult again = world.append(name(0));
        assertThat(again.tables()).isEqualTo(results.get(0).tables());
        assertThat(again.repeated()).isTrue();
        assertThat(world.count(name(0), WriteWorld.PEOPLE)).isEqualTo(WriteWorld.ROWS);
        assertThat(world.google.liar.jobs().size()).isGreaterThan(jobs);
    }

    @Test
    void oneThatCannotBeWrittenDoesNotHoldUpTheOthers() throws Exception {
        int lies = 17;
        int misses = 23;
        List<Optional<FailureType>> ends = atOnce(i -> {
            TableWrite write = world.rows(name(i), WriteWorld.PEOPLE, TableWrite.Mode.APPEND);
            Rows.Staged rows = (Rows.Staged) write.rows();
            if (i == lies) {
                rows = new Rows.Staged(rows.objects(), WriteWorld.ROWS + 1);
            } else if (i == misses) {
                rows = new Rows.Staged(List.of("staging/nowhere.avro"), WriteWorld.ROWS);
            }
            try {
                world.warehouse.write(
                        WriteWorld.operation(name(i)),
                        List.of(new TableWrite(WriteWorld.PEOPLE, TableWrite.Mode.APPEND, rows)),
                        taken -> {});
                return Optional.empty();
            } catch (StoreFailure e) {
                return Optional.of(e.type());
            }
        });

        for (int i = 0; i < WRITES; i++) {
            Optional<FailureType> expected = i == lies
                    ? Optional.of(FailureType.RECONCILIATION_FAILED)
                    : i == misses ? Optional.of(FailureType.SOURCE_MISSING) : Optional.empty();
            assertThat(ends.get(i)).as(name(i)).isEqualTo(expected);
            assertThat(world.count(name(i), WriteWorld.PEOPLE))
                    .as(name(i))
                    .isEqualTo(expected.isPresent() ? 0 : WriteWorld.ROWS);
        }
    }

    @Test
    void whatIsGivenUpMeanwhileIsInTheTableOrNot() throws Exception {
        List<String> ends = atOnce(i -> {
            if (i % 2 == 1) {
                // The same operation as its neighbour's.
                return world.warehouse
                                .abandon(WriteWorld.operation(name(i - 1)))
                                .isPresent()
                        ? "done"
                        : "given up";
            }
            try {
                append(i);
                return "done";
            } catch (StoreFailure e) {
                assertThat(e.type()).as(e.getMessage()).isEqualTo(FailureType.OPERATION_ABANDONED);
                return "given up";
            }
        });

        for (int i = 0; i < WRITES; i += 2) {
            assertThat(ends.get(i)).as(name(i)).isEqualTo(ends.get(i + 1));
            assertThat(world.count(name(i), WriteWorld.PEOPLE))
                    .as(name(i))
                    .isEqualTo(ends.get(i).equals("done") ? WriteWorld.ROWS : 0);
        }
    }

    @Test
    void twinsInTwoProcessesWriteOnce() throws Exception {
        try (BigQueryWarehouse other = world.google.warehouse()) {
            IntStream.range(0, WRITES / 2).forEach(this::rows);
            atOnce(i -> (i % 2 == 0 ? world.warehouse : other)
                    .write(WriteWorld.operation(name(i / 2)), List.of(rows(i / 2)), taken -> {}));
        }

        for (int i = 0; i < WRITES / 2; i++) {
            assertThat(world.count(name(i), WriteWorld.PEOPLE)).as(name(i)).isEqualTo(WriteWorld.ROWS);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, BUSY + 1})
    void whoLeavesToComeBackFindsWhatItsGroupHasDone(int jobsWhenTheyLeave) throws Exception {
        keepBusy();
        List<Boolean> left = atOnce(i -> {
            try {
                world.warehouse.write(WriteWorld.operation(name(i)), List.of(rows(i)), taken -> {
                    if (writeJobs() >= jobsWhenTheyLeave) {
                        throw new Failure(FailureType.UNAVAILABLE, "comes back");
                    }
                });
                return false;
            } catch (Failure e) {
                assertThat(e).as(e.getMessage()).hasMessage("comes back");
                return true;
            }
        });
        assertThat(left).as("who has left").contains(true);
        await().untilAsserted(() -> assertThat(writeJobs()).isGreaterThan(BUSY));
        atOnce(this::append);

        for (int i = 0; i < WRITES; i++) {
            assertThat(world.count(name(i), WriteWorld.PEOPLE)).as(name(i)).isEqualTo(WriteWorld.ROWS);
        }
        assertThat(writeJobs()).as("write jobs for %s writes", WRITES).isLessThanOrEqualTo(WRITES / 4);
    }

    @Test
    void whoGivesUpWhileItsGroupIsWrittenIsToldWhatBecameOfIt() throws Exception {
        keepBusy();
        AtomicInteger gaveUp = new AtomicInteger();
        List<Boolean> done = atOnce(i -> {
            try {
                world.warehouse.write(WriteWorld.operation(name(i)), List.of(rows(i)), taken -> {
                    if (i % 4 == 0 && writeJobs() > BUSY) {
                        gaveUp.incrementAndGet();
                        throw new CancellationException();
                    }
                });
                return true;
            } catch (CancellationException e) {
                return false;
            }
        });

        assertThat(gaveUp).as("how many gave up").hasPositiveValue();
        for (int i = 0; i < WRITES; i++) {
            assertThat(world.count(name(i), WriteWorld.PEOPLE))
                    .as(name(i))
                    .isEqualTo(done.get(i) ? WriteWorld.ROWS : 0);
        }
    }

    /** As many writes as run at a time, and take a while; what comes now is gathered. */
    private void keepBusy() {
        world.google.liar.fates(JobFates.whenever(job -> job.id().contains("_write_"), JobFate.running(8)));
        for (int i = 0; i < BUSY; i++) {
            String busy = "busy-" + i;
            threads.execute(() -> world.append(busy));
            int jobs = i + 1;
            await().until(() -> writeJobs() == jobs);
        }
    }

    @Test
    void theSameOperationWithOtherParametersIsRefused() {
        world.append(name(0));
        TableWrite write = rows(0);

        try {
            world.warehouse.write(new Operation(name(0), "others"), List.of(write), taken -> {});
            throw new AssertionError("written");
        } catch (StoreFailure e) {
            assertThat(e.type()).isEqualTo(FailureType.OPERATION_MISMATCH);
        }
    }

    private WriteResult append(int number) {
        return world.append(name(number));
    }

    private TableWrite rows(int number) {
        return world.rows(name(number), WriteWorld.PEOPLE, TableWrite.Mode.APPEND);
    }

    private long writeJobs() {
        return world.google.liar.jobs().stream()
                .filter(job -> job.path("jobReference").path("jobId").asText().contains("_write_"))
                .count();
    }

    private static String name(int number) {
        return "write-" + number;
    }

    private interface Numbered<T> {
        T at(int number) throws Exception;
    }

    private <T> List<T> atOnce(Numbered<T> write) throws InterruptedException, ExecutionException {
        List<Callable<T>> all = IntStream.range(0, WRITES)
                .<Callable<T>>mapToObj(i -> () -> write.at(i))
                .toList();
        List<T> results = new ArrayList<>();
        for (Future<T> result : threads.invokeAll(all)) {
            results.add(result.get());
        }
        return results;
    }
}
