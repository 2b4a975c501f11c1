package dev.tablekeeper.stores.google.cloudstorage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.google.liar.Fault;
import dev.tablekeeper.stores.google.liar.Faults;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Many faults in a row, and a caller that tries again whenever it is told to. */
class CloudStorageBadNetworkTest {

    @Provide
    Arbitrary<List<Fault>> faults() {
        return Arbitraries.frequency(
                        Tuple.of(5, Fault.none()),
                        Tuple.of(2, new Fault.LostBefore()),
                        Tuple.of(3, new Fault.LostAfter()),
                        Tuple.of(2, new Fault.Cut()),
                        Tuple.of(2, new Fault.Twice()),
                        Tuple.of(2, Fault.status(503, "backendError")))
                .list()
                .ofMaxSize(20);
    }

    @Property(tries = 200)
    void inTheEndAllIsAsItWouldHaveBeen(@ForAll Errand errand, @ForAll("faults") List<Fault> faults) {
        String answer;
        Map<String, String> contents;
        try (ErrandWorld world = new ErrandWorld()) {
            answer = world.run(errand);
            contents = world.contents();
        }
        try (ErrandWorld world = new ErrandWorld()) {
            world.storage.server().lie((call, request) -> call < faults.size() ? faults.get(call) : Fault.none());

            for (int attempt = 1; ; attempt++) {
                try {
                    assertThat(world.run(errand)).isEqualTo(answer);
                    break;
                } catch (StoreFailure e) {
                    if (e.type() == FailureType.CONDITION_FAILED && attempt > 1) {
                        // Done by an attempt whose outcome was open.
                        break;
                    }
                    assertThat(e.type().remedy()).as(e.toString()).isEqualTo(FailureType.Remedy.WAIT);
                }
            }
            world.storage.server().lie(Faults.none());
            assertThat(world.contents()).isEqualTo(contents);
        }
    }
}
