package dev.tablekeeper.standalone.temporal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.tablekeeper.model.workflow.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {
    private static final Ports PORTS = new Ports(41_001, 41_002);

    @TempDir
    private Path folder;

    private Path database;
    private ProgramLog log;

    @BeforeEach
    void place() throws Exception {
        folder = folder.toRealPath();
        database = folder.resolve("temporal.db");
        log = new ProgramLog(folder.resolve("temporal.log"));
    }

    @AfterEach
    void leaveNothingBehind() {
        ServerProcess.of(database).forEach(ServerProcess::end);
    }

    private ServerProcess start(Path program) throws Exception {
        ServerProcess process = ServerProcess.start(new ServerCommand(program, database, PORTS), log.file());
        await().until(() -> Files.exists(folder.resolve("starts")) || !process.runs());
        return process;
    }

    private List<Long> found() {
        return ServerProcess.of(database).stream().map(ServerProcess::pid).toList();
    }

    @Test
    void aProgramIsFoundByItsDatabase() throws Exception {
        Path program = FakeProgram.waiting(folder);
        ServerProcess process = start(program);
        assertThat(found()).containsExactly(process.pid());
        assertThat(ServerProcess.of(folder.resolve("other.db"))).isEmpty();
        assertThat(ServerProcess.of(database).get(0).portsIfOurs(program, database))
                .contains(PORTS);

        assertThat(process.end()).isTrue();
        assertThat(found()).isEmpty();
    }

    @Test
    void oneThatDoesNotListenIsMadeToEnd() throws Exception {
        ServerProcess process = start(FakeProgram.waiting(folder, "trap '' TERM"));
        assertThat(process.end()).isTrue();
        assertThat(process.runs()).isFalse();
    }

    @Test
    void anOrphanThatDoesNotAnswerIsEnded() throws Exception {
        ServerProcess orphan = start(FakeProgram.waiting(folder));
        Path broken = FakeProgram.script(folder.resolve("broken"), "echo cannot do it >&2", "exit 7");

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> TemporalProgram.open(broken, database, Wire.PLAIN))
                .withMessageContaining("ended at once")
                .withMessageContaining("cannot do it")
                .withMessageContaining("temporal.log")
                .withMessageContaining("TABLEKEEPER_TEMPORAL");
        await().until(() -> !orphan.runs());
        assertThat(found()).isEmpty();
    }

    @Test
    void aProgramThatNeverAnswersIsGivenUpAndEnded() throws Exception {
        Path silent = FakeProgram.waiting(folder);
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> TemporalProgram.open(silent, database, Wire.PLAIN, Duration.ofSeconds(1)))
                .withMessageContaining("did not answer")
                .withMessageContaining("it said nothing");
        assertThat(found()).isEmpty();
    }

    @Test
    void aFileThatIsNoProgramIsSaid() throws Exception {
        Path broken = FakeProgram.script(folder.resolve("broken"));
        Files.write(broken, new byte[] {0x7f, 'E', 'L', 'F', 0, 0, 0, 0});
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> TemporalProgram.open(broken, database, Wire.PLAIN))
                .withMessageContaining("broken")
                .withMessageContaining("TABLEKEEPER_TEMPORAL");
        // The lock is free again.
        try (DatabaseLock again = DatabaseLock.take(database)) {
            assertThat(again).isNotNull();
        }
    }

    @Test
    void aSecondStartOnADatabaseIsRefused() throws Exception {
        Path broken = FakeProgram.script(folder.resolve("broken"), "exit 7");
        try (DatabaseLock held = DatabaseLock.take(database)) {
            assertThat(held).isNotNull();
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> TemporalProgram.open(broken, database, Wire.PLAIN))
                    .withMessageContaining("another process runs Temporal on " + database);
        }
    }

    @Test
    void aProgramThatEndsByItselfIsStartedAgainUntilItIsNotWanted() throws Exception {
        Path program = FakeProgram.waiting(folder);
        ServerCommand command = new ServerCommand(program, database, PORTS);
        ServerProcess first = start(program);
        try (Supervision supervision = new Supervision(first, () -> ServerProcess.start(command, log.file()), log)) {
            assertThat(supervision).isNotNull();
            assertThat(first.end()).isTrue();
            await().until(() -> Files.readAllLines(folder.resolve("starts")).size() == 2);
            assertThat(found()).hasSize(1).doesNotContain(first.pid());
        }
        assertThat(found()).isEmpty();
    }

    @Test
    void theLogSaysWhatWasSaidSinceTheLastStart() throws Exception {
        Files.writeString(log.file(), "of old\n");
        log.begin();
        assertThat(log.tail()).isEmpty();
        Files.writeString(log.file(), "of old\n\none\ntwo\nthree\n");
        assertThat(log.tail()).isEqualTo("two | three");
    }
}
