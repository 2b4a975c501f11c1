package dev.tablekeeper.jobs;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectNames;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves what an ended job has taken from the incoming place to {@code loaded/{job}/} or {@code failed/{job}/}. It may be
 * cut off anywhere and repeated: only that generation is moved which the job still has the claim on, so neither a newer
 * file of the name nor one that another job has taken over is touched.
 */
public final class SetAside {
    private static final Logger LOG = LoggerFactory.getLogger(SetAside.class);
    /** It was moved before, or it is another by now: either way nothing is left to do. */
    private static final Set<FailureType> DONE =
            Set.of(FailureType.SOURCE_MISSING, FailureType.SOURCE_CHANGED, FailureType.CONDITION_FAILED);

    private final ObjectStore objects;
    private final Claims claims;

    public SetAside(ObjectStore objects, Claims claims) {
        this.objects = objects;
        this.claims = claims;
    }

    /** @param store where the object is */
    public void move(String job, JobStatus status, String table, ObjectStore store, StoredObject object) {
        String uri = store.uri(object.name());
        if (!uri.startsWith(Names.INCOMING) || !claimed(job, Claims.generation(table, uri, object.generation()))) {
            return;
        }
        String folder = status == JobStatus.SUCCEEDED ? Names.loaded(job) : Names.failed(job);
        String to = folder + uri.substring(Names.INCOMING.length());
        if (!ObjectNames.isName(to)) {
            LOG.warn("{} stays where it is: its name in {} would be too long", uri, folder);
            return;
        }
        try {
            if (store == objects) {
                objects.move(object, to);
            } else {
                carryOver(store, object, to);
            }
        } catch (StoreFailure e) {
            if (!DONE.contains(e.type())) {
                throw e;
            }
        }
    }

    private boolean claimed(String job, String generation) {
        return claims.find(generation).filter(claim -> claim.job().equals(job)).isPresent();
    }

    /**
     * From one store to another. The copy becomes visible whole, after all of this one generation was read; the original
     * goes only then, and only in that generation. Cut off before the copy, nothing has happened; between the two, a
     * repetition writes the same copy again; afterwards it finds nothing to read.
     */
    private void carryOver(ObjectStore store, StoredObject object, String to) {
        try (InputStream in = store.read(object, 0, Long.MAX_VALUE);
                ObjectWriter writer = objects.create(to, Condition.any())) {
            in.transferTo(writer);
            writer.commit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        store.delete(object.name(), Condition.generation(object.generation()));
    }
}
