package dev.tablekeeper.stores.google.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableWrite;
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

/** Every fault at every request, and every fate of every job, of everything that changes a warehouse. */
@Timeout(300)
class BigQueryFaultsTest {
    private static final List<Fault> FAULTS = List.of(
            new Fault.LostBefore(),
            new Fault.LostAfter(),
            new Fault.Cut(),
            new Fault.Twice(),
            Fault.status(429, "rateLimitExceeded", Duration.ofSeconds(1)),
            Fault.status(403, "quotaExceeded"),
            Fault.status(500, "internalError"),
            Fault.status(503, "backendError", Duration.ofSeconds(1)));

    private static final List<JobFate> FATES = List.of(
            JobFate.running(3),
            JobFate.reportedLate(2),
            JobFate.stopped(1),
            JobFate.fails("backendError", "Error encountered during execution. Retrying may solve the problem."),
            JobFate.fails("quotaExceeded", "Quota exceeded: Your table exceeded quota"),
            JobFate.fails(
                    "resourcesExceeded",
                    "Resources exceeded during query execution: Too many DML statements outstanding against table"
                            + " a-project:warehouse.people, limit is 20."),
            JobFate.fails("rateLimitExceeded", "Exceeded rate limits: too many table update operations"),
            JobFate.doneButFails("backendError", "Error encountered during execution."),
            JobFate.doneButFails("internalError", "An internal error occurred").after(2));

    /** Something that is asked of a warehouse, as the operation of this name; its answer is the same each time it is asked. */
    private enum Errand {
        APPEND {
            @Override
            String run(WriteWorld world, String name) {
                return write(world, name, TableWrite.Mode.APPEND);
            }
        },
        REPLACE {
            @Override
            String run(WriteWorld world, String name) {
                return write(world, name, TableWrite.Mode.REPLACE);
            }
        },
        MERGE {
            @Override
            String run(WriteWorld world, String name) {
                return write(world, name, TableWrite.Mode.MERGE);
            }
        },
        TWO_TABLES {
            @Override
            String run(WriteWorld world, String name) {
                return ""
                        + world.warehouse
                                .write(
                                        WriteWorld.operation(name),
                                        List.of(
                                                world.rows(name, WriteWorld.PEOPLE, TableWrite.Mode.APPEND),
                                                world.rows(name, WriteWorld.VISITS, TableWrite.Mode.MERGE)),
                                        taken -> {})
                                .tables()
                                .size();
            }
        },
        GIVE_UP {
            @Override
            String run(WriteWorld world, String name) {
                return "" + world.warehouse.abandon(WriteWorld.operation(name)).isPresent();
            }
        };

        abstract String run(WriteWorld world, String name);

        private static String write(WriteWorld world, String name, TableWrite.Mode mode) {
            var table = world.warehouse
                    .write(WriteWorld.operation(name), List.of(world.rows(name, WriteWorld.PEOPLE, mode)), taken -> {})
                    .tables()
                    .get(0);
            return table.written() + " written, " + table.superseded() + " superseded";
        }

        /** The other writes make the same requests as an append; what is done, and heard of or not, differs. */
        List<Fault> faults() {
            return this == APPEND || this == GIVE_UP ? FAULTS : FAULTS.subList(1, 4);
        }

        List<JobFate> fates() {
            return this == REPLACE || this == MERGE ? FATES.subList(FATES.size() - 2, FATES.size()) : FATES;
        }

        long people() {
            return this == GIVE_UP ? 0 : WriteWorld.ROWS;
        }

        long visits() {
            return this == TWO_TABLES ? WriteWorld.ROWS : 0;
        }
    }

    @ParameterizedTest
    @EnumSource(Errand.class)
    void oneFaultAtAnyRequestDoesNoHarm(Errand errand) {
        try (WriteWorld world = new WriteWorld()) {
            world.google.server.lie(Faults.none());
            String right = errand.run(world, "right");
            int calls = world.google.server.calls().size();
            for (int call = 0; call < calls; call++) {
                for (Fault fault : errand.faults()) {
                    String name = "call-" + call + "-" + FAULTS.indexOf(fault);
                    String where = errand + ", request " + call + " of " + calls + ", " + fault;
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
        try (WriteWorld world = new WriteWorld()) {
            world.google.liar.fates(JobFates.none());
            int before = world.google.liar.jobs().size();
            String right = errand.run(world, "right");
            int jobs = world.google.liar.jobs().size() - before;
            for (int job = 0; job < jobs; job++) {
                for (JobFate fate : errand.fates()) {
                    String name = "job-" + job + "-" + FATES.indexOf(fate);
                    String where = errand + ", job " + job + " of " + jobs + ", " + fate;
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
            WriteWorld world, Errand errand, String name, String where, String right, Optional<String> answer) {
        try {
            assertThat(answer.orElseGet(() -> errand.run(world, name)))
                    .as(where)
                    .isEqualTo(right);
            assertThat(errand.run(world, name)).as(where).isEqualTo(right);
        } catch (StoreFailure e) {
            fail(where, e);
        }
        assertThat(world.count(name, WriteWorld.PEOPLE)).as(where).isEqualTo(errand.people());
        assertThat(world.count(name, WriteWorld.VISITS)).as(where).isEqualTo(errand.visits());
    }

    /** The answer, or nothing where trying again is said to help. */
    private static Optional<String> attempt(WriteWorld world, Errand errand, String name, String where) {
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
