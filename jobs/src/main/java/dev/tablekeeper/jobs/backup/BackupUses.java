package dev.tablekeeper.jobs.backup;

import dev.tablekeeper.jobs.JobRecords;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.StoredObject;
import java.util.List;
import java.util.Optional;

/**
 * Keeps a backup from being deleted while a job reads it. Who reads writes down so first and then looks for a deletion;
 * who deletes writes that down first and then looks for readers. So of two that meet, one at least sees the other: the
 * deletion gives way, and a reader that sees one waits until it is over, one way or the other.
 */
public final class BackupUses {
    private static final String READERS = "jobs/backup-use/";
    private static final String DELETIONS = "jobs/backup-deletion/";
    private static final int PAGE = 500;

    private final ObjectStore objects;
    private final JobRecords records;

    public BackupUses(ObjectStore objects, JobRecords records) {
        this.objects = objects;
        this.records = records;
    }

    /**
     * From now on, until the job has ended or says {@link #done}, the backup stays. Repeatable.
     *
     * @throws Failure CONFLICT while it is being deleted
     */
    public void read(String backup, String job) {
        objects.write(reader(backup, job), Condition.any(), new byte[0]);
        if (objects.find(deletion(backup)).isPresent()) {
            throw new Failure(
                    FailureType.CONFLICT,
                    "The backup " + backup + " is being deleted; this waits to see whether it goes.");
        }
    }

    /** The job reads it no more; repeatable. */
    public void done(String backup, String job) {
        objects.delete(reader(backup, job), Condition.any());
    }

    /** A job that reads the backup, if there is one that has not ended. */
    public Optional<String> reader(String backup) {
        String prefix = READERS + backup + "/";
        String after = "";
        List<StoredObject> page;
        do {
            page = objects.list(prefix, after, PAGE);
            for (StoredObject object : page) {
                after = object.name();
                String job = object.name().substring(prefix.length());
                if (records.accepted(job).isPresent() && records.ended(job).isEmpty()) {
                    return Optional.of(job);
                }
                objects.delete(object.name(), Condition.generation(object.generation()));
            }
        } while (page.size() == PAGE);
        return Optional.empty();
    }

    /** Says that the backup is to be deleted; to be followed by a look for readers, and by {@link #over}. */
    void delete(String backup) {
        objects.write(deletion(backup), Condition.any(), new byte[0]);
    }

    /** The deletion was done, or given up. */
    void over(String backup) {
        objects.delete(deletion(backup), Condition.any());
    }

    /** The backups whose deletion was begun and is not over. */
    List<String> deletions() {
        return objects.list(DELETIONS, "", PAGE).stream()
                .map(object -> object.name().substring(DELETIONS.length()))
                .toList();
    }

    private static String reader(String backup, String job) {
        return READERS + backup + "/" + job;
    }

    private static String deletion(String backup) {
        return DELETIONS + backup;
    }
}
