package dev.tablekeeper.stores.embedded.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.SecretStore;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.contract.SecretStoreContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSecretStoreTest extends SecretStoreContract {
    @TempDir
    private Path temp;

    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(temp.resolve("secrets"));
    }

    @Override
    protected SecretStore store() {
        return new FileSecretStore(folder);
    }

    @Override
    protected void put(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theLinksOfAKubernetesVolumeAreFollowedWhenTheyAreTurned() throws IOException {
        version("..1", "first");
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(folder.resolve("key"), Path.of("..data", "key"));
        assertThat(store().read("key")).contains("first");

        version("..2", "second");
        Path turned = Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..2"));
        Files.move(turned, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        assertThat(store().read("key")).contains("second");
    }

    @Test
    void aLinkOutOfTheFolderIsRefused() throws IOException {
        Path outside = Files.writeString(temp.resolve("outside"), "no secret of ours");
        Files.createSymbolicLink(folder.resolve("key"), outside);

        assertFails(FailureType.PERMISSION_DENIED, "key");
    }

    @Test
    void whatIsNoTextIsDamaged() throws IOException {
        Files.write(folder.resolve("key"), new byte[] {(byte) 0xff, 0});

        assertFails(FailureType.DAMAGED, "key");
    }

    @Test
    void aFolderIsNoSecretAndWithoutTheFolderThereIsNone() throws IOException {
        Files.createDirectory(folder.resolve("key"));

        assertThat(store().read("key")).isEmpty();
        assertThat(new FileSecretStore(temp.resolve("elsewhere")).read("key")).isEmpty();
    }

    private void version(String name, String text) throws IOException {
        Files.writeString(Files.createDirectory(folder.resolve(name)).resolve("key"), text);
    }

    private void assertFails(FailureType type, String name) {
        assertThatThrownBy(() -> store().read(name)).isInstanceOfSatisfying(StoreFailure.class, e -> {
            assertThat(e.type()).isEqualTo(type);
            assertThat(e.getMessage()).contains(name).doesNotContain("no secret of ours");
        });
    }
}
