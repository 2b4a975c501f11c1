package dev.tablekeeper.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.standalone.Configuration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the way of a start is said in a line, with what to do. */
class StartFailuresTest {
    @TempDir
    private Path folder;

    private Map<String, String> environment;

    @BeforeEach
    void layOut() {
        environment = ServeProcess.environment(folder);
    }

    private String refused(int exitCode, String setting, String value) {
        environment.put(setting, value);
        Ran ran = Ran.with(environment, new byte[0], "serve");
        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(exitCode);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("tablekeeper: ").hasLineCount(1).doesNotContain("Exception");
        return ran.err();
    }

    @Test
    void aPortThatIsTakenIsNamedWithItsSetting() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            for (String setting : new String[] {Configuration.LISTEN, Configuration.OPERATIONS_LISTEN}) {
                layOut();
                assertThat(refused(1, setting, address)).contains(address).contains(" " + setting + "=host:port");
            }
        }
    }

    @Test
    void onePortForBothIsRefused() {
        environment.put(Configuration.LISTEN, "127.0.0.1:18080");
        assertThat(refused(2, Configuration.OPERATIONS_LISTEN, "127.0.0.1:18080"))
                .contains("TABLEKEEPER_LISTEN and TABLEKEEPER_OPERATIONS_LISTEN both say 127.0.0.1:18080");
    }

    @Test
    void anAddressThatIsNoneIsNamedWithItsSetting() {
        assertThat(refused(2, Configuration.OPERATIONS_LISTEN, "nonsense"))
                .contains("TABLEKEEPER_OPERATIONS_LISTEN='nonsense'");
        assertThat(refused(1, Configuration.OPERATIONS_LISTEN, "192.0.2.1:9090"))
                .contains("this machine has no such address")
                .contains("TABLEKEEPER_OPERATIONS_LISTEN=host:port");
    }

    @Test
    void aFileInAFoldersPlaceIsSaidToBeOne() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "text");
        assertThat(refused(2, Configuration.OBJECTS, "file:" + file))
                .contains("TABLEKEEPER_OBJECTS=file:" + file)
                .contains("a file, not a folder");
        layOut();
        assertThat(refused(1, Configuration.WAREHOUSE, "duckdb:" + file.resolve("w.duckdb")))
                .contains("TABLEKEEPER_WAREHOUSE=duckdb:" + file)
                .contains("a file, not a folder");
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamedWithItsSetting() {
        assertThat(refused(1, Configuration.OBJECTS, "file:/proc/no")).contains("TABLEKEEPER_OBJECTS=file:/proc/no");
        layOut();
        assertThat(refused(1, Configuration.WAREHOUSE, "duckdb:/proc/no/w.duckdb"))
                .contains("TABLEKEEPER_WAREHOUSE=duckdb:/proc/no/w.duckdb")
                .contains("choose another folder");
    }

    @Test
    void aFileThatIsNoDatabaseIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("w.duckdb"), "id,name\n");
        assertThat(refused(1, Configuration.WAREHOUSE, "duckdb:" + file)).contains("restore a backup");
    }

    @Test
    void aStartThatFailedHoldsNothing() throws IOException {
        Path tables = Files.createDirectories(folder.resolve("tables"));
        refused(1, Configuration.WAREHOUSE, "duckdb:/proc/no/w.duckdb");
        refused(1, Configuration.WAREHOUSE, "duckdb:/proc/no/w.duckdb");

        environment.put(Configuration.TABLES, tables.resolve("absent").toString());
        Ran ran = Ran.with(environment, new byte[0], "serve");
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("absent: there is no such folder").hasLineCount(2);
    }

    @Test
    void listeningElsewhereWithoutKeysIsRefusedWithWhatToDo() {
        assertThat(refused(2, Configuration.LISTEN, "0.0.0.0:0"))
                .contains("keys new")
                .contains("127.0.0.1");
        environment.put(Configuration.API_KEYS, "[]");
        assertThat(refused(2, Configuration.LISTEN, "0.0.0.0:0")).contains("there is no key");
    }

    @Test
    void keysThatCannotBeUnderstoodAreRefusedEntryByEntry() {
        assertThat(refused(2, Configuration.API_KEYS, "[{\"name\":\"ci\",\"sha256\":\"tk_x\",\"scopes\":[\"read\"]}]"))
                .contains("'tablekeeper-api-keys'")
                .contains("entry 1 ('ci'): 'sha256' is the SHA-256")
                .doesNotContain("tk_x");
        assertThat(refused(
                        2,
                        Configuration.API_KEYS,
                        "[{\"name\":\"flow\",\"email\":\"a@example.com\",\"scopes\":[\"read\"]}]"))
                .contains("TABLEKEEPER_AUDIENCE");
    }

    @Test
    void keysInAVariableBesideAFolderOfSecretsAreRefused() {
        environment.put(Configuration.SECRETS, "file:" + folder);
        assertThat(refused(2, Configuration.API_KEYS, "[]"))
                .contains("tablekeeper-api-keys")
                .contains("leave the variable out");
    }

    @Test
    void aNumberThatIsNoneIsNamedWithItsSetting() {
        assertThat(refused(2, Configuration.UPLOADS, "many")).contains("TABLEKEEPER_UPLOADS=many");
        assertThat(refused(2, Configuration.UPLOADS, "0")).contains("from 1 to 100");
    }

    @Test
    void aMisspeltSettingIsNamedAndTheNearestOneToo() {
        environment.put("TABLEKEEPER_LISTN", "127.0.0.1:1");
        environment.put("TABLEKEEPER_WHATEVER", "x");
        environment.put("TABLEKEEPER_API_KEY", "x");
        environment.put("TABLEKEEPER_PLACE", "off");
        environment.put(Configuration.OPERATIONS_LISTEN, "secret:tablekeeper-place");

        assertThat(Configuration.unknown(environment))
                .containsExactly(
                        "TABLEKEEPER_LISTN is no setting and has no effect; did you mean TABLEKEEPER_LISTEN?",
                        "TABLEKEEPER_WHATEVER is no setting and has no effect");
    }
}
