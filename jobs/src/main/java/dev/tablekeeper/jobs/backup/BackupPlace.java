package dev.tablekeeper.jobs.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.tablekeeper.jobs.Hashes;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where backups lie, each in a folder of its own; the only place that knows these paths. */
public final class BackupPlace {
    private static final Pattern ID = Pattern.compile("\\d{8}t\\d{6}z-[0-9a-f]{8}");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd't'HHmmss'z'").withZone(ZoneOffset.UTC);
    private static final int SHORT = 8;
    private static final int PAGE = 1_000;

    private final ObjectStore store;

    /** @param store has nothing but backups */
    public BackupPlace(ObjectStore store) {
        this.store = store;
    }

    /** The id of a job's backup as of that instant. */
    public static String id(Instant instant, String job) {
        return TIME.format(instant) + "-"
                + Hashes.sha256(job.getBytes(StandardCharsets.UTF_8)).substring(0, SHORT);
    }

    public static boolean isId(String id) {
        return ID.matcher(id).matches();
    }

    /** The part of an id that is the second of its instant; sorts as instants do. */
    static String second(String id) {
        return id.substring(0, id.indexOf('-'));
    }

    /** The place itself, to write files to and to read them from. */
    public ObjectStore store() {
        return store;
    }

    /** What the names of a table's files begin with. */
    public static String folder(String id, String table) {
        return id + "/" + table + "/";
    }

    /** The name of a file, from its path in the manifest. */
    public static String file(String id, String path) {
        return id + "/" + path;
    }

    /** The path of a file in the manifest, from its name. */
    public static String path(String id, String name) {
        return name.substring(id.length() + 1);
    }

    private static String manifestName(String id) {
        return id + "/manifest.json";
    }

    private static String verificationName(String id) {
        return id + "/verification.json";
    }

    /** The folders that there are, whole backups or not, oldest first. */
    public List<String> folders() {
        List<String> ids = new ArrayList<>();
        String after = "";
        while (true) {
            List<StoredObject> next = store.list("", after, 1);
            if (next.isEmpty()) {
                return ids;
            }
            String name = next.get(0).name();
            int slash = name.indexOf('/');
            if (slash < 0) {
                after = name;
                continue;
            }
            String folder = name.substring(0, slash);
            if (isId(folder)) {
                ids.add(folder);
            }
            // The character after the slash: past all that is in the folder.
            after = folder + (char) ('/' + 1);
        }
    }

    /** Whether it is a backup: a folder with a manifest. */
    public boolean complete(String id) {
        return isId(id) && store.find(manifestName(id)).isPresent();
    }

    /**
     * The manifest of a backup.
     *
     * @return empty where there is no such backup
     * @throws Failure BACKUP_DAMAGED, or NOT_POSSIBLE where a newer program wrote it
     */
    public Optional<Manifest> find(String id) {
        if (!isId(id)) {
            return Optional.empty();
        }
        return store.read(manifestName(id)).map(bytes -> {
            Manifest manifest = ManifestJson.read(bytes, store.uri(manifestName(id)));
            if (!manifest.id().equals(id)) {
                throw new Failure(
                        FailureType.BACKUP_DAMAGED,
                        "The manifest " + store.uri(manifestName(id)) + " is that of another backup, " + manifest.id()
                                + ". Restore from another backup.");
            }
            return manifest;
        });
    }

    /** @throws Failure UNKNOWN_BACKUP where there is none; else as {@link #find} */
    public Manifest require(String id) {
        return find(id).orElseThrow(() -> new Failure(
                FailureType.UNKNOWN_BACKUP, "There is no complete backup '" + id + "'. GET /v1/backups lists them."));
    }

    /** Makes the folder a backup; a repetition with the same manifest does nothing. */
    public void seal(Manifest manifest) {
        byte[] bytes = ManifestJson.write(manifest);
        try {
            store.write(manifestName(manifest.id()), Condition.absent(), bytes);
        } catch (StoreFailure e) {
            if (e.type() != FailureType.CONDITION_FAILED) {
                throw e;
            }
            if (!require(manifest.id()).equals(manifest)) {
                throw new Failure(
                        FailureType.INTERNAL, "the backup " + manifest.id() + " has another manifest already");
            }
        }
    }

    /** The evidence of the last drill, if there was one that can be read. */
    public Optional<Verification> verification(String id) {
        return store.read(verificationName(id)).flatMap(bytes -> {
            try {
                return Optional.of(Json.MAPPER.readValue(bytes, Verification.class));
            } catch (IOException e) {
                return Optional.empty();
            }
        });
    }

    /** Keeps the evidence of a drill in the place of an earlier one's. */
    public void keep(String id, Verification verification) {
        try {
            String text = Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(verification);
            store.write(verificationName(id), Condition.any(), text + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** When something was last written into a folder. */
    Optional<Instant> lastWritten(String id) {
        return objects(id).stream().map(StoredObject::updated).max(Instant::compareTo);
    }

    /** Deletes the manifest first, so that what is left when this is cut off is no backup any more. */
    void delete(String id) {
        store.delete(manifestName(id), Condition.any());
        for (StoredObject object : objects(id)) {
            store.delete(object.name(), Condition.any());
        }
    }

    private List<StoredObject> objects(String id) {
        List<StoredObject> all = new ArrayList<>();
        List<StoredObject> page;
        do {
            String after = all.isEmpty() ? "" : all.get(all.size() - 1).name();
            page = store.list(id + "/", after, PAGE);
            all.addAll(page);
        } while (page.size() == PAGE);
        return all;
    }
}
