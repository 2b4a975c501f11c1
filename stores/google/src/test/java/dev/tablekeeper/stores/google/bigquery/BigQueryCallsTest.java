package dev.tablekeeper.stores.google.bigquery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.stores.google.liar.Faults;
import dev.tablekeeper.stores.google.liar.Request;
import dev.tablekeeper.stores.google.liar.bigquery.JobFate;
import dev.tablekeeper.stores.google.liar.bigquery.JobFates;
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
        try (WriteWorld world = new WriteWorld()) {
            // 50 ms at first, half as much again each time: some 12 looks in 13 seconds, were they waited for.
            world.google.liar.fates(JobFates.whenever(JobFates.Inserted::load, JobFate.running(6)));
            world.google.server.lie(Faults.none());
            long begun = System.nanoTime();
            world.append("one");
            assertThat(System.nanoTime() - begun).isGreaterThan(1_000_000_000L);
        }
    }

    private static boolean isLook(Request call) {
        return call.method().equals("GET") && call.parts().contains("jobs");
    }
}
