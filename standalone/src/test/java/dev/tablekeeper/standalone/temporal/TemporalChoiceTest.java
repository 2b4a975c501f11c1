package dev.tablekeeper.standalone.temporal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.standalone.Configuration;
import dev.tablekeeper.standalone.temporal.install.TemporalRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporalChoiceTest {
    @TempDir
    private Path folder;

    private static Optional<Path> program(Map<String, String> environment) {
        return TemporalChoice.program(Configuration.of(environment));
    }

    private TemporalConnection open(Map<String, String> environment) {
        return TemporalChoice.open(Configuration.of(environment), folder.resolve("objects"), Wire.PLAIN);
    }

    private Path program(String where) throws IOException {
        Path file = folder.resolve(where);
        Files.createDirectories(file.getParent());
        return FakeProgram.script(file, "exit 7");
    }

    @Test
    void theProgramIsTheOneThatIsSetElseTheInstalledOneElseTheOneOnPath() throws IOException {
        Path given = program("given/temporal-of-mine");
        Path installed = program("cache/tablekeeper/temporal-" + TemporalRelease.VERSION + "/temporal");
        Path onPath = program("bin/temporal");
        String path = folder.resolve("nothing") + ":" + onPath.getParent();
        String cache = folder.resolve("cache").toString();

        assertThat(program(Map.of("TABLEKEEPER_TEMPORAL", given.toString(), "XDG_CACHE_HOME", cache, "PATH", path)))
                .contains(given);
        assertThat(program(Map.of("XDG_CACHE_HOME", cache, "PATH", path))).contains(installed);
        assertThat(program(Map.of("PATH", path))).contains(onPath);
        assertThat(program(Map.of("PATH", folder.toString()))).isEmpty();
        assertThat(program(Map.of("TABLEKEEPER_TEMPORAL", "none", "XDG_CACHE_HOME", cache, "PATH", path)))
                .isEmpty();
    }

    @Test
    void aProgramThatIsNoneIsNamed() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "no program");
        for (String value : List.of("/nowhere/temporal", text.toString(), folder.toString())) {
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> open(Map.of("TABLEKEEPER_TEMPORAL", value)))
                    .withMessageContaining("TABLEKEEPER_TEMPORAL=" + value)
                    .withMessageContaining("none");
        }
    }

    @Test
    void withoutAnythingItRunsInsideAndSaysWhatThatLacks() {
        try (TemporalConnection temporal = open(Map.of())) {
            assertThat(temporal.description())
                    .contains("without a UI")
                    .contains("install-temporal")
                    .hasLineCount(1);
            assertThat(temporal.searchable()).isFalse();
        }
    }

    @Test
    void anAddressGoesBeforeAnyProgram() throws IOException {
        Map<String, String> environment = Map.of(
                "TEMPORAL_ADDRESS", "localhost:1",
                "TEMPORAL_NAMESPACE", "tables",
                "TABLEKEEPER_TEMPORAL", program("temporal").toString(),
                "TABLEKEEPER_TEMPORAL_UI", "https://temporal.example.com/ui/");
        try (TemporalConnection temporal = open(environment)) {
            assertThat(temporal.description()).contains("localhost:1").contains("namespace tables");
            assertThat(temporal.servers().clients().get(0).getOptions().getNamespace())
                    .isEqualTo("tables");
            assertThat(temporal.ui().orElseThrow().workflow("w"))
                    .isEqualTo("https://temporal.example.com/ui/namespaces/tables/workflows/w");
            assertThat(temporal.reachable()).isFalse();
        }
    }

    @Test
    void settingsThatCannotBeRightAreNamed() {
        refused(Map.of("TEMPORAL_ADDRESS", "temporal.example.com"), "TEMPORAL_ADDRESS=temporal.example.com", "7233");
        refused(Map.of("TEMPORAL_ADDRESS", "localhost:70000"), "TEMPORAL_ADDRESS=localhost:70000");
        refused(Map.of("TEMPORAL_ADDRESS", "http://localhost:7233/x"), "TEMPORAL_ADDRESS=http://localhost:7233/x");
        refused(
                Map.of("TEMPORAL_ADDRESS", "localhost:1", "TABLEKEEPER_TEMPORAL_UI", "localhost:8233"),
                "TABLEKEEPER_TEMPORAL_UI=localhost:8233");
        refused(
                Map.of("TEMPORAL_ADDRESS", "localhost:1", "TEMPORAL_TLS_SERVER_CA_CERT_PATH", "/nowhere/ca.pem"),
                "there is no file /nowhere/ca.pem",
                "TEMPORAL_TLS_SERVER_CA_CERT_PATH");
        refused(
                Map.of("TEMPORAL_ADDRESS", "localhost:1", "TEMPORAL_CONFIG_FILE", "/nowhere/temporal.toml"),
                "TEMPORAL_CONFIG_FILE");
        refused(Map.of("TEMPORAL_ADDRESS", "localhost:1", "TEMPORAL_PROFILE", "absent"), "absent", "TEMPORAL_PROFILE");
    }

    private void refused(Map<String, String> environment, String... parts) {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> open(environment))
                .satisfies(e -> assertThat(e.getMessage()).contains(parts).hasLineCount(1));
    }
}
