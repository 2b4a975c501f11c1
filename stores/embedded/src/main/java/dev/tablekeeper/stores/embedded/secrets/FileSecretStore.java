package dev.tablekeeper.stores.embedded.secrets;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.SecretStore;
import dev.tablekeeper.stores.StoreFailure;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Secrets as files of a folder, one each, as Docker and Kubernetes mount them: links within the folder are followed
 * (Kubernetes changes all secrets of a volume at once by turning its {@code ..data} link), links out of it are refused.
 */
public final class FileSecretStore implements SecretStore {
    private static final int MOST_READS = 3;

    private final Path folder;

    public FileSecretStore(Path folder) {
        this.folder = folder;
    }

    @Override
    public Optional<String> read(String name) {
        SecretStore.requireName(name);
        try {
            return readFile(name).map(SecretStore::withoutClosingLineBreak);
        } catch (AccessDeniedException e) {
            throw new StoreFailure(
                    FailureType.PERMISSION_DENIED,
                    "the file of the secret '" + name
                            + "' may not be read; let the user that Tablekeeper runs as read it",
                    e);
        } catch (CharacterCodingException e) {
            throw new StoreFailure(FailureType.DAMAGED, "the secret '" + name + "' is no text in UTF-8", e);
        } catch (IOException e) {
            throw new StoreFailure(FailureType.UNAVAILABLE, "the file of the secret '" + name + "' cannot be read", e);
        }
    }

    private Optional<String> readFile(String name) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                Path file = folder.resolve(name).toRealPath();
                if (!file.startsWith(folder.toRealPath())) {
                    throw new StoreFailure(
                            FailureType.PERMISSION_DENIED,
                            "the secret '" + name
                                    + "' is a link out of the folder of secrets; put the file itself there");
                }
                return Files.isRegularFile(file) ? Optional.of(Files.readString(file)) : Optional.empty();
            } catch (NoSuchFileException e) {
                // Not there; or the link was turned while it was followed, and then the next look finds it.
                if (attempt == MOST_READS) {
                    return Optional.empty();
                }
            }
        }
    }
}
