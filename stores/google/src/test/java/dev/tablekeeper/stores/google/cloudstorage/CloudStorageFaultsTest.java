package dev.tablekeeper.stores.google.cloudstorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.google.liar.Fault;
import dev.tablekeeper.stores.google.liar.Faults;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every fault, at every request of everything that is asked of a store. */
@Timeout(120)
class CloudStorageFaultsTest {
    /** Each kind once; which statuses count as which is GoogleFailuresTest's. */
    private static final List<Fault> FAULTS = List.of(
            new Fault.LostBefore(),
            new Fault.LostAfter(),
            new Fault.Cut(),
            new Fault.Twice(),
            Fault.status(429, "rateLimitExceeded", Duration.ofSeconds(1)),
            Fault.status(403, "rateLimitExceeded"),
            Fault.status(503, "backendError"));

    private static final List<Fault> LASTING =
            List.of(new Fault.LostAfter(), new Fault.Cut(), Fault.status(503, "backendError"));

    private record Right(String answer, Map<String, String> contents, int calls) {}

    private static Right right(Errand errand) {
        try (ErrandWorld world = new ErrandWorld()) {
            String answer = world.run(errand);
            int calls = world.calls();
            return new Right(answer, world.contents(), calls);
        }
    }

    @ParameterizedTest
    @EnumSource(Errand.class)
    void oneFaultAtAnyRequestDoesNoHarm(Errand errand) {
        Right right = right(errand);
        for (int call = 0; call < right.calls(); call++) {
            for (Fault fault : FAULTS) {
                String where = errand + ", request " + call + " of " + right.calls() + ", " + fault;
                try (ErrandWorld world = new ErrandWorld()) {
                    world.storage.server().lie(Faults.at(call, fault));
                    Optional<String> answer = attempt(world, errand, where);
                    if (answer.isEmpty()) {
                        world.storage.server().lie(Faults.none());
                        answer = again(world, errand, where);
                    }
                    assertThat(answer).as(where).contains(right.answer());
                    assertThat(world.contents()).as(where).isEqualTo(right.contents());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Errand.class)
    void aFaultThatStaysIsAFailureThatWaitsAfterAFewTries(Errand errand) {
        Right right = right(errand);
        for (int first = 0; first < right.calls(); first++) {
            for (Fault fault : LASTING) {
                String where = errand + ", from request " + first + " of " + right.calls() + " on, " + fault;
                int from = first;
                try (ErrandWorld world = new ErrandWorld()) {
                    world.storage.server().lie((call, request) -> call >= from ? fault : Fault.none());
                    Optional<String> answer = attempt(world, errand, where);
                    assertThat(world.calls()).as(where).isLessThanOrEqualTo(right.calls() + 25);
                    if (answer.isEmpty()) {
                        world.storage.server().lie(Faults.none());
                        answer = again(world, errand, where);
                    }
                    assertThat(answer).as(where).contains(right.answer());
                    assertThat(world.contents()).as(where).isEqualTo(right.contents());
                }
            }
        }
    }

    /** The answer, or nothing where trying again is said to help. */
    private static Optional<String> attempt(ErrandWorld world, Errand errand, String where) {
        try {
            return Optional.of(world.run(errand));
        } catch (StoreFailure e) {
            if (e.type().remedy() != FailureType.Remedy.WAIT) {
                fail(where, e);
            }
            return Optional.empty();
        }
    }

    /** A write under a condition that was done the first time says so by the condition: it is there already. */
    private static Optional<String> again(ErrandWorld world, Errand errand, String where) {
        try {
            return Optional.of(world.run(errand));
        } catch (StoreFailure e) {
            if (e.type() != FailureType.CONDITION_FAILED) {
                fail(where, e);
            }
            assertThat(errand.name()).as(where).containsAnyOf("IF_ABSENT", "A_GENERATION");
            return Optional.of(right(errand).answer());
        }
    }
}
