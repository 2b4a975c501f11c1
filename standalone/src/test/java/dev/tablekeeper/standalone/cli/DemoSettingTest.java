package dev.tablekeeper.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.standalone.Configuration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoSettingTest {

    @Test
    void nothingOfARealServerReachesTheDemonstration() throws IOException {
        Map<String, String> users = Map.of(
                Configuration.WAREHOUSE,
                "bigquery:production.sales",
                "TABLEKEEPER_API_KEYS",
                "[]",
                "TEMPORAL_ADDRESS",
                "temporal.example.com:7233",
                Configuration.TABLES,
                "/home/ann/tables",
                "HOME",
                "/home/ann");
        Map<String, String> environment =
                DemoSetting.of(users, Path.of("/tmp/demo")).environment();
        assertThat(environment)
                .containsEntry(Configuration.WAREHOUSE, "duckdb:/tmp/demo/warehouse.duckdb")
                .containsEntry(Configuration.OBJECTS, "file:/tmp/demo/objects")
                .containsEntry(Configuration.TABLES, "/home/ann/tables")
                .containsEntry("HOME", "/home/ann")
                .containsEntry(Configuration.TEMPORAL, "none")
                .doesNotContainKeys("TABLEKEEPER_API_KEYS", "TEMPORAL_ADDRESS");
    }

    @Test
    void aTakenPortIsStoodAsideFor() throws IOException {
        try (ServerSocket taken = new ServerSocket()) {
            // Whoever has it, this test or another program: it is taken.
            takeUsualPort(taken);
            DemoSetting setting = DemoSetting.of(Map.of(), Path.of("/tmp/demo"));
            assertThat(setting.usualPort()).isFalse();
            assertThat(setting.environment().get(Configuration.LISTEN)).doesNotEndWith(":8080");
        }
    }

    private static void takeUsualPort(ServerSocket socket) {
        try {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), DemoSetting.USUAL_PORT));
        } catch (IOException e) {
            assertThat(socket.isBound()).isFalse();
        }
    }
}
