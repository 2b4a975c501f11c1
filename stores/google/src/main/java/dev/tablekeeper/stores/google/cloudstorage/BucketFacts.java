package dev.tablekeeper.stores.google.cloudstorage;

import com.google.cloud.storage.Bucket;
import com.google.cloud.storage.BucketInfo.LifecycleRule;
import com.google.cloud.storage.BucketInfo.LifecycleRule.LifecycleCondition;
import com.google.cloud.storage.Storage.BucketField;
import com.google.cloud.storage.Storage.BucketGetOption;
import com.google.cloud.storage.StorageException;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.google.GoogleFailures;
import java.util.List;
import java.util.OptionalInt;

/**
 * What is said of a bucket as a whole. To look at it takes a permission that working in it does not.
 *
 * @param location such as {@code EU} or {@code EUROPE-WEST1}
 */
public record BucketFacts(String bucket, String location, List<LifecycleRule> rules) {
    private static final String ROLE = "roles/storage.legacyBucketReader on the bucket ";

    public BucketFacts {
        rules = List.copyOf(rules);
    }

    /** @throws StoreFailure PERMISSION_DENIED where it may not be looked at; SOURCE_MISSING where it is not there */
    public static BucketFacts of(CloudStorageClient client, BucketPlace place) {
        String bucket = place.bucket();
        try {
            Bucket there =
                    client.storage().get(bucket, BucketGetOption.fields(BucketField.LOCATION, BucketField.LIFECYCLE));
            if (there == null) {
                throw new StoreFailure(
                        FailureType.SOURCE_MISSING,
                        "there is no bucket " + bucket + ": create it in the dataset's location, gcloud storage buckets"
                                + " create gs://" + bucket + " --location=LOCATION");
            }
            return new BucketFacts(bucket, there.getLocation(), rules(there));
        } catch (StorageException e) {
            throw GoogleFailures.of("cannot look at the bucket " + bucket, ROLE + bucket, e);
        }
    }

    private static List<LifecycleRule> rules(Bucket there) {
        return there.getLifecycleRules() == null ? List.of() : List.copyOf(there.getLifecycleRules());
    }

    /** After how many days a lifecycle rule deletes objects there, if one does; 0 where it asks for no age. */
    public OptionalInt deletedAfterDays(BucketPlace place, String folder) {
        String prefix = place.prefix() + folder;
        return rules.stream()
                .filter(rule -> rule.getAction().getActionType().equals("Delete"))
                .map(LifecycleRule::getCondition)
                .filter(condition -> live(condition) && meets(condition, prefix))
                .mapToInt(condition -> condition.getAge() == null ? 0 : condition.getAge())
                .min();
    }

    /** Rules about versions that are no longer live delete nothing that is there. */
    private static boolean live(LifecycleCondition condition) {
        return !Boolean.FALSE.equals(condition.getIsLive())
                && condition.getNumberOfNewerVersions() == null
                && condition.getDaysSinceNoncurrentTime() == null
                && condition.getNoncurrentTimeBeforeOffsetDateTime() == null;
    }

    private static boolean meets(LifecycleCondition condition, String prefix) {
        List<String> prefixes = condition.getMatchesPrefix();
        return prefixes == null
                || prefixes.isEmpty()
                || prefixes.stream().anyMatch(other -> other.startsWith(prefix) || prefix.startsWith(other));
    }
}
