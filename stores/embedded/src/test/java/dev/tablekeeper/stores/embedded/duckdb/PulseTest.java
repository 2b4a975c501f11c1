package dev.tablekeeper.stores.embedded.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PulseTest {
    private static final String LONG = "SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b";

    @Test
    void whatTheListenerThrowsEndsALongStatementAndComesOut() throws SQLException {
        RuntimeException enough = new IllegalStateException("enough");
        AtomicInteger told = new AtomicInteger();
        try (Database database = Database.inMemory(DuckDbSettings.defaults());
                Connection connection = database.connect()) {
            assertThatThrownBy(() -> Pulse.execute(connection, LONG, () -> {
                        if (told.incrementAndGet() == 3) {
                            throw enough;
                        }
                    }))
                    .isSameAs(enough);
        }
        assertThat(told).hasValue(3);
    }

    /** One that waited for a beat each time would take minutes. */
    @Test
    void shortStatementsDoNotWaitForIt() throws SQLException {
        try (Database database = Database.inMemory(DuckDbSettings.defaults());
                Connection connection = database.connect()) {
            for (int i = 0; i < 2_000; i++) {
                Pulse.execute(connection, "SELECT 1", () -> {});
            }
        }
    }
}
