package dev.tablekeeper.jobs;

import dev.tablekeeper.stores.ObjectStore;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A job's choices, each made once: the first to write a step's result decides, and every repetition (a retry, a replay,
 * a reset, a start on another server, a twin) gets what stands there.
 */
public final class Plans {
    private final JsonObjects objects;

    public Plans(ObjectStore objects) {
        this.objects = new JsonObjects(objects);
    }

    /** The step's result: what stands there, or what {@code choose} now chooses. */
    public <T> T once(String job, String step, Class<T> type, Supplier<T> choose) {
        return find(job, step, type).orElseGet(() -> objects.writeOnce(Names.plan(job, step), choose.get(), type));
    }

    public <T> Optional<T> find(String job, String step, Class<T> type) {
        return objects.read(Names.plan(job, step), type);
    }
}
