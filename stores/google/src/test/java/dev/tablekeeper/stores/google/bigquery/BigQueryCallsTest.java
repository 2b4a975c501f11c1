package dev.tablekeeper.stores.google.bigquery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.stores.google.liar.Faults;
import dev.tablekeeper.stores.google.liar.Request;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How often BigQuery is asked. */
@Timeout(120)
class BigQueryCallsTest {

    @Test
    void anInsertIntoOneTableTakesFourRequestsBesidesLooksAtJobs() {
        try (WriteWorld world = new WriteWorld()) {
            world.google.server.lie(Faults.none());
            world.append("one");
            List<Request> calls = world.google.server.calls();
            assertThat(calls.stream().filter(call -> !isLook(call)))
                    .as(calls.toString())
                    .hasSizeLessThanOrEqualTo(4);
            assertThat(calls.stream().filter(BigQueryCallsTest::isLook)).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void looksAtAJobBecomeRarer() {
        long pause = Jobs.FIRST_PAUSE_MILLIS;
        long waited = 0;
        int looks = 0;
        while (waited < 3_600_000) {
            waited += pause;
            looks++;
            pause = Jobs.next(pause);
        }
        assertThat(Jobs.FIRST_PAUSE_MILLIS).as("for a job of a moment").isLessThanOrEqualTo(100);
        assertThat(looks).as("looks at a job of an hour").isLessThan(750);
    }

    private static boolean isLook(Request call) {
        return call.method().equals("GET") && call.parts().contains("jobs");
    }
}
