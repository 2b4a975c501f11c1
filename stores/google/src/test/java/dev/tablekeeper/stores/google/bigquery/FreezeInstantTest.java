package dev.tablekeeper.stores.google.bigquery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.stores.google.liar.bigquery.TestClock;
import dev.tablekeeper.stores.snapshot.Snapshot;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As of when tables are frozen, where a whole backup takes less than a millisecond of BigQuery's clock, or more. */
@Timeout(120)
class FreezeInstantTest {

    @ParameterizedTest
    @ValueSource(ints = {60, 300, 2_000})
    void itIsAfterAllThatWasAnsweredAndReadWhenItIsOver(int tickMicros) {
        TestClock clock = new TestClock(Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(tickMicros)));
        try (SnapshotWorld world = new SnapshotWorld(clock)) {
            for (int i = 0; i < 5; i++) {
                world.writes.append("write-" + i);

                Snapshot snapshot = world.freeze("freeze-" + i);

                assertThat(SnapshotWorld.table(snapshot, "people").rows()).isEqualTo((i + 1L) * WriteWorld.ROWS);
                assertThat(snapshot.instant()).isBefore(clock.instant());
                assertThat(world.freeze("freeze-" + i)).isEqualTo(snapshot);
            }
        }
    }
}
