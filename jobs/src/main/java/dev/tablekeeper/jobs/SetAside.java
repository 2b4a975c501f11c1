package dev.tablekeeper.jobs;

import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.LoadCsv;
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

    /**
     * Also moves what a failed job had set aside, once a retry has loaded it.
     *
     * @param store where the object is
     */
    public void move(String job, JobStatus status, String table, ObjectStore store, StoredObject object) {
        String uri = store.uri(object.name());
        String to = destination(job, status, uri);
        if (to.isEmpty() || !claimed(job, Claims.generation(table, uri, object.generation()))) {
            return;
        }
        if (!ObjectNames.isName(to)) {
            LOG.warn("{} stays where it is: the name {} would be too long", uri, to);
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

    /**
     * Moves what a load has taken, going by its record: what its source means now and it has the claim on. What cannot be
     * named or looked at, for which it may have failed, cannot be moved either.
     *
     * @param alive told after each object
     */
    public void moveAll(AcceptedJob job, JobStatus status, Sources sources, Runnable alive) {
        LoadCsv.Input input = Json.MAPPER.convertValue(job.input(), LoadCsv.Input.class);
        if (input.dryRun() || !input.uri().startsWith(Names.INCOMING)) {
            return;
        }
        try {
            Sources.Source source = sources.allowed(input.uri());
            for (StoredObject object : source.objects()) {
                if (input.generation().orElse(object.generation()) == object.generation()) {
                    move(job.id(), status, input.table(), source.store(), object);
                }
                alive.run();
            }
        } catch (Failure e) {
            if (e.type() != FailureType.PERMISSION_DENIED && e.type() != FailureType.INVALID_REQUEST) {
                throw e;
            }
        }
    }

    /** Empty for what stays where it is. */
    private static String destination(String job, JobStatus status, String uri) {
        boolean loaded = status == JobStatus.SUCCEEDED;
        if (uri.startsWith(Names.INCOMING)) {
            return (loaded ? Names.loaded(job) : Names.failed(job)) + uri.substring(Names.INCOMING.length());
        }
        return loaded && uri.startsWith(Names.FAILED)
                ? Names.loaded(job) + uri.substring(uri.indexOf('/', Names.FAILED.length()) + 1)
                : "";
    }

    private boolean claimed(String job, String generation) {
        return claims.find(generation).filter(claim -> claim.job().equals(job)).isPresent();
    }

    /**
     * From one store to another. The copy becomes visible whole, after all of this one generation was read; the original
     * goes only then, and only in that generation. Cut off before the copy, nothing has happened; between the two, a
     * repetition finds the copy and leaves it, which somebody may read by now; afterwards it finds nothing to read.
     */
    private void carryOver(ObjectStore store, StoredObject object, String to) {
        if (objects.find(to).isEmpty()) {
            copy(store, object, to);
        }
        store.delete(object.name(), Condition.generation(object.generation()));
    }

    private void copy(ObjectStore store, StoredObject object, String to) {
        try (InputStream in = store.read(object, 0, Long.MAX_VALUE);
                ObjectWriter writer = objects.create(to, Condition.absent())) {
            in.transferTo(writer);
            writer.commit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (StoreFailure e) {
            // Two at once write the same: what stands there is of the generation that the job has claimed.
            if (e.type() != FailureType.CONDITION_FAILED) {
                throw e;
            }
        }
    }
}
