package dev.tablekeeper.stores.embedded.files;

import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.contract.ObjectListingContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

class LocalListingTest extends ObjectListingContract {
    private final List<Path> folders = new ArrayList<>();

    @Override
    protected ObjectStore open() {
        try {
            folders.add(Files.createTempDirectory("objects"));
            return new LocalObjectStore(folders.get(folders.size() - 1), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected void close() {
        for (Path folder : folders) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        folders.clear();
    }
}
