package dev.tablekeeper.standalone;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.standalone.incoming.IncomingPlace;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.google.bigquery.BigQueryProbes;
import dev.tablekeeper.stores.google.cloudstorage.BucketFacts;
import dev.tablekeeper.stores.google.cloudstorage.BucketPlace;
import dev.tablekeeper.stores.probe.ObjectProbes;
import dev.tablekeeper.stores.probe.Probe;
import dev.tablekeeper.stores.probe.Probe.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/** Whether the places for objects can be worked in, and whether their buckets suit. */
final class PlaceProbes {
    /** What failed jobs have kept can be asked for that long, and a day more. */
    private static final int KEPT_DAYS = 31;

    private static final List<String> KEPT = List.of("staging/", "uploads/", "jobs/", "rejects/");

    private final Configuration configuration;
    private final StoreChoice stores;

    PlaceProbes(Configuration configuration) {
        this.configuration = configuration;
        this.stores = new StoreChoice(configuration);
    }

    List<Probe> all() {
        List<Probe> probes = new ArrayList<>();
        for (String setting : List.of(Configuration.OBJECTS, Configuration.BACKUPS)) {
            probes.add(ObjectProbes.full(setting, () -> stores.objects(setting)));
        }
        if (!configuration.get(Configuration.INCOMING).equals(Configuration.INCOMING_AMONG_OBJECTS)) {
            probes.add(ObjectProbes.full(Configuration.INCOMING, this::incoming));
        }
        for (String place : configuration.list(Configuration.LOAD_FROM)) {
            probes.add(ObjectProbes.readable(Configuration.LOAD_FROM + " " + place, () -> Serve.place(stores, place)));
        }
        if (inBucket(Configuration.OBJECTS)) {
            if (stores.inBigQuery()) {
                probes.add(new Probe("location of the bucket", this::location));
            }
            probes.add(new Probe("lifecycle of the bucket", this::lifecycle));
            probes.add(new Probe("addresses for uploads", this::uploads));
        }
        return probes;
    }

    private boolean inBucket(String setting) {
        return configuration.get(setting).startsWith("gs://");
    }

    /** As a start would have it, with what it would say. */
    private ObjectStore incoming() {
        if (inBucket(Configuration.OBJECTS)) {
            return IncomingBucket.of(configuration, stores.objects(Configuration.OBJECTS), stores::bucket)
                    .store();
        }
        String where = configuration.after("file:", Configuration.INCOMING);
        return IncomingPlace.at(
                        Path.of(where), stores.folder(Configuration.OBJECTS).orElseThrow())
                .store();
    }

    /** Nothing is uploaded: an address that nobody gets is none. */
    private Outcome uploads() {
        boolean signed;
        try {
            signed = IncomingBucket.of(configuration, stores.objects(Configuration.OBJECTS), stores::bucket)
                    .store()
                    .uploadAddress("check", "text/csv", Map.of(), Duration.ofMinutes(1))
                    .isPresent();
        } catch (Failure e) {
            return Outcome.warning("none can be signed: " + e.getMessage());
        }
        return signed
                ? Outcome.ok("can be signed")
                : Outcome.warning(
                        "none can be signed, for which it takes a service account: POST …/uploads answers 501");
    }

    private BucketFacts facts() {
        return stores.bucketFacts(Configuration.OBJECTS).orElseThrow();
    }

    private Outcome location() {
        String bucket;
        try {
            bucket = facts().location();
        } catch (Failure e) {
            if (e.type() == FailureType.PERMISSION_DENIED) {
                return Outcome.warning("whether it is the dataset's nobody can tell: " + e.getMessage());
            }
            throw e;
        }
        String dataset = new BigQueryProbes(stores::bigQuery, stores.dataset()).location();
        if (!suits(dataset.toUpperCase(Locale.ROOT), bucket.toUpperCase(Locale.ROOT))) {
            throw new Failure(
                    FailureType.NOT_POSSIBLE,
                    "the bucket is in " + bucket + ", and the dataset in " + dataset
                            + ": BigQuery loads nothing from there. Make a bucket where the dataset is, and name it in "
                            + Configuration.OBJECTS);
        }
        return Outcome.ok("the bucket is in " + bucket + ", the dataset in " + dataset);
    }

    /**
     * As BigQuery's documentation has it: the same, or within the dataset's multi-region; to a dataset in the US from
     * everywhere.
     */
    private static boolean suits(String dataset, String bucket) {
        return dataset.equals(bucket)
                || dataset.equals("US")
                || (dataset.equals("EU") && (bucket.startsWith("EUROPE-") || bucket.startsWith("EUR")));
    }

    private Outcome lifecycle() {
        BucketFacts facts;
        try {
            facts = facts();
        } catch (Failure e) {
            if (e.type() == FailureType.PERMISSION_DENIED) {
                return Outcome.warning("whether it deletes what is needed nobody can tell: " + e.getMessage());
            }
            throw e;
        }
        BucketPlace place = BucketPlace.of(configuration.get(Configuration.OBJECTS));
        for (String folder : KEPT) {
            OptionalInt days = facts.deletedAfterDays(place, folder);
            if (days.isPresent() && days.getAsInt() < KEPT_DAYS) {
                return Outcome.warning("a lifecycle rule deletes what is in " + folder + " after " + days.getAsInt()
                        + " days, and Tablekeeper needs it for " + KEPT_DAYS
                        + " at the least: retries of failed jobs would find nothing. Let the rule wait longer, or leave "
                        + folder + " out");
            }
        }
        return Outcome.ok("no rule deletes what is needed");
    }
}
