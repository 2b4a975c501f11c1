package dev.tablekeeper.stores.embedded.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.StoreFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
    @TempDir
    private Path folder;

    private Path objects;

    @BeforeEach
    void name() {
        objects = folder.resolve("data/objects");
    }

    private FolderLock take() {
        return FolderLock.take(objects, "THE_FOLDER");
    }

    private Process otherProcess() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FolderHolder.class.getName(),
                        objects.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private void assertOthersAreRefused() throws IOException, InterruptedException {
        Process other = otherProcess();
        try (BufferedReader output = other.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.readLine()).isNull();
        }
        assertThat(other.waitFor()).isNotZero();
    }

    @Test
    void anotherProcessThatHoldsItIsNamedAndOneThatWasKilledIsNoObstacle() throws Exception {
        Process holder = otherProcess();
        try (BufferedReader output = holder.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.readLine()).isEqualTo("held");
            assertThatThrownBy(this::take)
                    .isInstanceOf(StoreFailure.class)
                    .hasMessage("Another Tablekeeper (process " + holder.pid() + ") works in " + objects
                            + ". Stop it, or choose another folder with THE_FOLDER.");
        } finally {
            holder.destroyForcibly().waitFor();
        }

        take().close();
    }

    @Test
    void oneProcessTakesItOnceAndAfterARefusalStillHasIt() throws Exception {
        FolderLock held = take();
        try (held) {
            assertThatThrownBy(this::take).hasMessageContaining("this very process");
            assertOthersAreRefused();
        }
        take().close();
    }

    @Test
    void aStoreBesideItNeitherListsNorFreesIt() throws Exception {
        FolderLock held = take();
        try (held) {
            LocalObjectStore store = new LocalObjectStore(objects, "");
            store.write("a", Condition.any(), "text");
            assertThat(store.list("", "", 10)).extracting("name").containsExactly("a");
            assertThat(new LocalObjectStore(objects, "").find("a")).isPresent();
            assertOthersAreRefused();
        }
    }

    @Test
    void aFileInItsPlaceIsSaidToBeOne() throws Exception {
        Files.createDirectories(objects.getParent());
        Files.writeString(objects, "text");

        assertThatThrownBy(this::take)
                .isInstanceOfSatisfying(
                        StoreFailure.class, e -> assertThat(e.type()).isEqualTo(FailureType.INVALID_REQUEST))
                .hasMessageContaining("a file, not a folder");
    }
}
