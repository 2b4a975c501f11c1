package dev.tablekeeper.stores.embedded.files;

import dev.tablekeeper.stores.ObjectNames;
import dev.tablekeeper.stores.StoredObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * One walk through the folders in the order of the objects' names, as far as is asked for. A folder takes part under its
 * name with a slash, since {@code a.b} comes before {@code a/b}; which name is a folder's is found out only when its turn
 * comes, so folders and files that are not reached are not looked at.
 */
final class Listing {
    private final String prefix;
    private final String after;
    private final byte[] afterBytes;
    private final int limit;
    private final List<StoredObject> found = new ArrayList<>();

    Listing(String prefix, String after, int limit) {
        this.prefix = prefix;
        this.after = after;
        this.afterBytes = after.getBytes(StandardCharsets.UTF_8);
        this.limit = limit;
    }

    /** @param above the folder's name with a slash at its end, empty for the root */
    List<StoredObject> walk(Path folder, String above) throws IOException {
        visit(folder, above);
        return found;
    }

    private void visit(Path folder, String above) throws IOException {
        PriorityQueue<Entry> entries = entries(folder, above);
        while (found.size() < limit && !entries.isEmpty()) {
            Entry entry = entries.remove();
            if (entry.isFolder()) {
                visit(entry.path, entry.name);
                continue;
            }
            Optional<PathState> state = PathState.of(entry.path);
            if (state.isEmpty()) {
                continue;
            }
            switch (state.get().kind()) {
                case FOLDER -> {
                    if (mayHoldWanted(entry.name + "/")) {
                        entries.add(new Entry(entry.name + "/", entry.path));
                    }
                }
                case OBJECT -> {
                    if (isWanted(entry)) {
                        found.add(state.get().object(entry.name));
                    }
                }
                case LINK, OTHER -> {
                    // Not of this store.
                }
            }
        }
    }

    private PriorityQueue<Entry> entries(Path folder, String above) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder)) {
            for (Path path : paths) {
                Entry entry = new Entry(above + path.getFileName(), path);
                if ((isWanted(entry) || mayHoldWanted(entry.name + "/")) && isNameable(path, entry.name)) {
                    entries.add(entry);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // Gone since it was seen, and with it what was in it.
            return new PriorityQueue<>();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return new PriorityQueue<>(entries);
    }

    private boolean isWanted(Entry entry) {
        return entry.name.startsWith(prefix) && Arrays.compareUnsigned(entry.bytes, afterBytes) > 0;
    }

    private boolean mayHoldWanted(String folder) {
        return (folder.startsWith(prefix) || prefix.startsWith(folder))
                && (after.startsWith(folder)
                        || Arrays.compareUnsigned(folder.getBytes(StandardCharsets.UTF_8), afterBytes) > 0);
    }

    /** Whether the name leads back to the file: others may have chosen one that is none, or in another encoding. */
    private static boolean isNameable(Path path, String name) {
        String last = path.getFileName().toString();
        try {
            return !last.equals(TempFolder.NAME)
                    && ObjectNames.isName(name)
                    && path.resolveSibling(last).equals(path);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** What stands in a folder, under its whole name, with a slash at the end once it is known to be a folder. */
    private static final class Entry implements Comparable<Entry> {
        private final String name;
        private final byte[] bytes;
        private final Path path;

        Entry(String name, Path path) {
            this.name = name;
            this.bytes = name.getBytes(StandardCharsets.UTF_8);
            this.path = path;
        }

        boolean isFolder() {
            return name.endsWith("/");
        }

        @Override
        public int compareTo(Entry other) {
            return Arrays.compareUnsigned(bytes, other.bytes);
        }
    }
}
