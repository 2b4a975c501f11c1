package dev.tablekeeper.standalone;

import dev.tablekeeper.jobs.Names;
import dev.tablekeeper.jobs.Sources;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.ObjectStore;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Where files arrive, where objects are in a bucket: what lies there may be loaded, by its path {@code incoming/…} or by its
 * whole address.
 *
 * @param prefix how the names of its files begin in the store
 */
record IncomingBucket(ObjectStore store, String prefix) {
    private static final String BUCKET = "gs://";

    /**
     * @param open opens a place in Cloud Storage, for a setting
     * @throws Failure INVALID_REQUEST for a folder, which nobody would watch, and for a place that has Tablekeeper's own
     *     objects or backups in it
     */
    static IncomingBucket of(
            Configuration configuration, ObjectStore objects, BiFunction<String, String, ObjectStore> open) {
        String where = configuration.get(Configuration.INCOMING);
        if (where.equals(Configuration.INCOMING_AMONG_OBJECTS)) {
            return new IncomingBucket(objects, Names.INCOMING);
        }
        if (!where.startsWith(BUCKET)) {
            throw wrong(
                    where,
                    "does not go with " + Configuration.OBJECTS + "=" + configuration.get(Configuration.OBJECTS)
                            + ": no folder is watched then. Name a place in a bucket, gs://BUCKET/PREFIX, or leave it out");
        }
        requireApart(where, configuration);
        return new IncomingBucket(open.apply(Configuration.INCOMING, where), "");
    }

    private static void requireApart(String where, Configuration configuration) {
        String own = folder(configuration.get(Configuration.OBJECTS));
        String incoming = folder(where);
        if (own.startsWith(incoming) || (incoming.startsWith(own) && !incoming.startsWith(own + Names.INCOMING))) {
            throw wrong(where, "and the objects in " + own + " lie within one another; choose a place of its own");
        }
        String backups = folder(configuration.get(Configuration.BACKUPS));
        if (backups.startsWith(incoming) || incoming.startsWith(backups)) {
            throw wrong(where, "and the backups in " + backups + " lie within one another; choose a place of its own");
        }
    }

    private static String folder(String place) {
        return place.endsWith("/") ? place : place + "/";
    }

    private static Failure wrong(String where, String how) {
        return new Failure(FailureType.INVALID_REQUEST, Configuration.INCOMING + "=" + where + " " + how);
    }

    /** What a load's {@code uri} may name, and what only Tablekeeper itself does. */
    List<Sources.Place> places(ObjectStore objects) {
        if (!prefix.isEmpty()) {
            return List.of(
                    new Sources.Place("", objects, List.of(prefix)),
                    new Sources.Place(objects.uri(""), objects, List.of(prefix)));
        }
        return List.of(
                new Sources.Place(Names.INCOMING, store, List.of("")),
                new Sources.Place(store.uri(""), store, List.of("")),
                new Sources.Place("", objects, List.of()),
                new Sources.Place(objects.uri(""), objects, List.of()));
    }
}
