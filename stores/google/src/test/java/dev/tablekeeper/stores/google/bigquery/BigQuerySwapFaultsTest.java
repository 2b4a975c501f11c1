package dev.tablekeeper.stores.google.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableName;
import dev.tablekeeper.stores.google.liar.Fault;
import dev.tablekeeper.stores.google.liar.Faults;
import dev.tablekeeper.stores.google.liar.bigquery.JobFate;
import dev.tablekeeper.stores.google.liar.bigquery.JobFates;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every fault at every request, and every fate of every job, of all that a restore does to a warehouse. */
@Timeout(300)
class BigQuerySwapFaultsTest {
    private static final List<Fault> FAULTS = List.of(
            new Fault.LostAfter(),
            new Fault.Twice(),
            new Fault.LostBefore(),
            new Fault.Cut(),
            Fault.status(403, "quotaExceeded"),
            Fault.status(503, "backendError", Duration.ofSeconds(1)));

    private static final List<JobFate> FATES = List.of(
            JobFate.running(3),
            JobFate.reportedLate(2),
            JobFate.stopped(1),
            JobFate.fails("backendError", "Error encountered during execution. Retrying may solve the problem."),
            JobFate.doneButFails("backendError", "Error encountered during execution."),
            JobFate.doneButFails("internalError", "An internal error occurred").after(2));

    /** Something asked of swaps, of tables that are named after it; its answer is the same each time. */
    private enum Errand {
        STAGE {
            @Override
            String run(SwapWorld world, String name) {
                return "" + world.stage(name, name, SwapWorld.rows(0, 5));
            }

            @Override
            void check(SwapWorld world, String name) {
                assertThat(world.swaps
                                .staged(name, TableName.of(name), List.of(), () -> {})
                                .rows())
                        .isEqualTo(5);
                assertThat(world.google.objects.list("staging/", "", 1)).isEmpty();
            }
        },
        SWAP {
            @Override
            void prepare(SwapWorld world, String name) {
                world.make(name, 3);
                world.stage(name, name, SwapWorld.rows(2, 7));
                world.stage(name, name + "_new", SwapWorld.rows(0, 2));
            }

            @Override
            String run(SwapWorld world, String name) {
                return counts(world.swap(name, name, name + "_new"));
            }

            @Override
            void check(SwapWorld world, String name) {
                assertThat(world.ids(name)).isEqualTo(SwapWorld.from(2, 7));
                assertThat(world.ids(name + "_new")).isEqualTo(SwapWorld.from(0, 2));
            }
        },
        SWAP_BACK {
            @Override
            void prepare(SwapWorld world, String name) {
                SWAP.prepare(world, name);
                SWAP.run(world, name);
            }

            @Override
            String run(SwapWorld world, String name) {
                return counts(world.swapBack(name + ".back", name, name, name + "_new"));
            }

            @Override
            void check(SwapWorld world, String name) {
                assertThat(world.ids(name)).isEqualTo(SwapWorld.from(0, 3));
                assertThat(world.there(name + "_new")).isFalse();
            }
        },
        GIVE_UP {
            @Override
            void prepare(SwapWorld world, String name) {
                SWAP.prepare(world, name);
                // An attempt that has made its tables, and is gone.
                assertThatThrownBy(() -> world.swaps.swap(
                        SwapWorld.operation(name),
                        name,
                        List.of(new dev.tablekeeper.stores.swap.Swap(TableName.of(name + "_new"), List.of("id"))),
                        List.of(),
                        new DiesLate(2)));
            }

            @Override
            String run(SwapWorld world, String name) {
                return "" + world.swaps.abandon(SwapWorld.operation(name)).isPresent();
            }

            @Override
            void check(SwapWorld world, String name) {
                assertThat(world.ids(name)).isEqualTo(SwapWorld.from(0, 3));
                assertThat(world.there(name + "_new")).isFalse();
            }
        },
        HOLD {
            @Override
            void prepare(SwapWorld world, String name) {
                world.make(name, 0);
            }

            @Override
            String run(SwapWorld world, String name) {
                world.swaps.hold(name, List.of(name));
                return "";
            }

            @Override
            void check(SwapWorld world, String name) {
                assertThatThrownBy(() -> world.append(name, name, SwapWorld.rows(0, 1)))
                        .hasMessageContaining("is being restored");
            }
        },
        RELEASE {
            @Override
            void prepare(SwapWorld world, String name) {
                world.make(name, 0);
                world.swaps.hold(name, List.of(name));
            }

            @Override
            String run(SwapWorld world, String name) {
                world.swaps.release(name);
                return "";
            }

            @Override
            void check(SwapWorld world, String name) {
                world.append(name, name, SwapWorld.rows(0, 1));
            }
        },
        UNSTAGE {
            @Override
            void prepare(SwapWorld world, String name) {
                world.stage(name, name, SwapWorld.rows(0, 5));
            }

            @Override
            String run(SwapWorld world, String name) {
                world.swaps.unstage(name);
                return "";
            }

            @Override
            void check(SwapWorld world, String name) {
                assertThatThrownBy(() -> world.swaps.staged(name, TableName.of(name), List.of(), () -> {}))
                        .hasMessageContaining("nothing is staged");
            }
        };

        void prepare(SwapWorld world, String name) {}

        abstract String run(SwapWorld world, String name);

        abstract void check(SwapWorld world, String name);

        private static String counts(dev.tablekeeper.stores.swap.SwapResult result) {
            return result.tables().stream()
                    .map(table -> table.existed() + " " + table.stands() + " " + table.before() + " " + table.gone()
                            + " " + table.after())
                    .toList()
                    .toString();
        }

        /** The others make the same requests, for the most part; what is done, and heard of or not, differs. */
        List<JobFate> fates() {
            return this == SWAP_BACK ? FATES.subList(2, 5) : FATES;
        }

        List<Fault> faults() {
            return this == STAGE ? FAULTS : FAULTS.subList(0, this == SWAP ? 3 : 2);
        }
    }

    /** Says so when it is told for the nth time. */
    private static final class DiesLate implements Runnable {
        private int left;

        DiesLate(int times) {
            left = times;
        }

        @Override
        public void run() {
            if (left-- == 0) {
                throw new IllegalStateException("gone");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Errand.class)
    void oneFaultAtAnyRequestDoesNoHarm(Errand errand) {
        try (SwapWorld world = new SwapWorld()) {
            errand.prepare(world, "right");
            world.google.server.lie(Faults.none());
            String right = errand.run(world, "right");
            int calls = world.google.server.calls().size();
            errand.check(world, "right");
            for (int call = 0; call < calls; call++) {
                for (Fault fault : errand.faults()) {
                    String name = "call_" + call + "_" + FAULTS.indexOf(fault);
                    String where = errand + ", request " + call + " of " + calls + ", " + fault;
                    errand.prepare(world, name);
                    world.google.server.lie(Faults.at(call, fault));
                    Optional<String> answer = attempt(world, errand, name, where);
                    world.google.server.lie(Faults.none());
                    assertRight(world, errand, name, where, right, answer);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Errand.class)
    void noFateOfAJobDoesHarm(Errand errand) {
        try (SwapWorld world = new SwapWorld()) {
            errand.prepare(world, "right");
            int before = world.google.liar.jobs().size();
            String right = errand.run(world, "right");
            int jobs = world.google.liar.jobs().size() - before;
            for (int job = 0; job < jobs; job++) {
                for (JobFate fate : errand.fates()) {
                    String name = "job_" + job + "_" + FATES.indexOf(fate);
                    String where = errand + ", job " + job + " of " + jobs + ", " + fate;
                    errand.prepare(world, name);
                    world.google.liar.fates(JobFates.at(job, fate));
                    Optional<String> answer = attempt(world, errand, name, where);
                    world.google.liar.fates(JobFates.none());
                    assertRight(world, errand, name, where, right, answer);
                }
            }
        }
    }

    /** Asked again where trying again was said to help, and once more, as a step whose answer nobody has heard. */
    private static void assertRight(
            SwapWorld world, Errand errand, String name, String where, String right, Optional<String> answer) {
        try {
            assertThat(answer.orElseGet(() -> errand.run(world, name)))
                    .as(where)
                    .isEqualTo(right);
            assertThat(errand.run(world, name)).as(where).isEqualTo(right);
            errand.check(world, name);
        } catch (StoreFailure | AssertionError e) {
            fail(where, e);
        }
    }

    /** The answer, or nothing where trying again is said to help. */
    private static Optional<String> attempt(SwapWorld world, Errand errand, String name, String where) {
        try {
            return Optional.of(errand.run(world, name));
        } catch (StoreFailure e) {
            if (e.type().remedy() != FailureType.Remedy.WAIT) {
                fail(where, e);
            }
            return Optional.empty();
        }
    }
}
