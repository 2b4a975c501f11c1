package dev.tablekeeper.stores.embedded.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.contract.ObjectStoreContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalObjectStoreTest extends ObjectStoreContract {
    @TempDir
    private Path temp;

    @Override
    protected ObjectStore open() {
        return new LocalObjectStore(root(), "");
    }

    private Path root() {
        return temp.resolve("not/made/yet/objects");
    }

    @Test
    void nothingIsMadeBeforeItIsNeeded() {
        assertThat(store.list("", "", 10)).isEmpty();
        assertThat(root()).doesNotExist();
    }

    @Test
    void filesThatOthersPutThereAreObjects() throws IOException {
        Path file = Files.writeString(
                Files.createDirectories(root().resolve("incoming/a")).resolve("b.csv"), "1\n");

        StoredObject object = store.find("incoming/a/b.csv").orElseThrow();
        assertThat(store.list("in", "", 10)).containsExactly(object);
        Files.writeString(file, "another\n");
        assertThat(store.find("incoming/a/b.csv").orElseThrow().generation()).isNotEqualTo(object.generation());
    }

    @Test
    void whatLinksLeadToIsOutOfReach() throws IOException {
        Files.createDirectories(root());
        Path outside =
                Files.writeString(Files.createDirectory(temp.resolve("outside")).resolve("secret"), "x");
        Files.createSymbolicLink(root().resolve("file"), outside);
        Files.createSymbolicLink(root().resolve("folder"), outside.getParent());

        assertThat(store.list("", "", 10)).isEmpty();
        assertThat(store.find("file")).isEmpty();
        assertThat(store.read("folder/secret")).isEmpty();
        assertThat(store.delete("folder/secret", Condition.any())).isFalse();
        refused(() -> store.write("file", Condition.any(), "y"));
        refused(() -> store.write("folder/new", Condition.any(), "y"));
        try (Stream<Path> files = Files.list(outside.getParent())) {
            assertThat(files).containsExactly(outside);
        }
        assertThat(outside).hasContent("x");
    }

    @Test
    void aFileAndAFolderCannotHaveOneName() {
        store.write("a", Condition.any(), "x");
        store.write("b/c", Condition.any(), "x");

        refused(() -> store.write("a/b", Condition.any(), "y"));
        refused(() -> store.write("b", Condition.any(), "y"));
        assertThat(store.find("a")).isPresent();
        assertThat(store.find("b/c")).isPresent();
    }

    @Test
    void aFolderThatADeleteEmptiedIsNotInTheWayOfAFile() {
        store.write("top/a/b/c", Condition.any(), "x");
        store.delete("top/a/b/c", Condition.any());

        assertThat(root().resolve("top")).isEmptyDirectory();
        store.write("top/a", Condition.any(), "y");
        assertThat(store.find("top/a")).isPresent();
    }

    @Test
    void unfinishedFilesAreNoObjectsAndGoWhenTheirWriterIsDead() throws IOException {
        try (ObjectWriter writer = store.create("a", Condition.any())) {
            writer.write("half".getBytes(StandardCharsets.UTF_8), 0, 4);
            assertThat(unfinished()).isNotEmpty();
            Path dead = root().resolve(".tmp/11111111-1111-1111-1111-111111111111.1");
            Files.writeString(dead, "left over");
            Files.createFile(root().resolve(".tmp/11111111-1111-1111-1111-111111111111.lock"));

            ObjectStore again = open();

            assertThat(dead).doesNotExist();
            assertThat(again.list("", "", 10)).isEmpty();
            refused(() -> again.find(".tmp/x"));
            refused(() -> again.write("x/.tmp/y", Condition.any(), ""));
            writer.commit();
        }
        assertThat(store.find("a")).isPresent();
        assertThat(unfinished()).isEmpty();
    }

    private List<Path> unfinished() throws IOException {
        try (Stream<Path> files = Files.list(root().resolve(".tmp"))) {
            return files.filter(file -> !file.toString().endsWith(".lock")).toList();
        }
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreFailure.class, e -> assertThat(e.type()).isEqualTo(FailureType.INVALID_REQUEST));
    }
}
