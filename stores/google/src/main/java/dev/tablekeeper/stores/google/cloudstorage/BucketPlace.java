package dev.tablekeeper.stores.google.cloudstorage;

import com.google.cloud.storage.BlobId;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.ObjectNames;
import dev.tablekeeper.stores.StoreFailure;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bucket, or the objects below one name in it.
 *
 * @param prefix what all names in the bucket begin with: empty, or ending in {@code /}
 */
public record BucketPlace(String bucket, String prefix) {
    private static final Pattern URI = Pattern.compile("gs://([a-z0-9][a-z0-9._-]{1,220}[a-z0-9])(?:/(.*))?");
    private static final int MAX_NAME_BYTES = 1024;

    public BucketPlace {
        if (!prefix.isEmpty()) {
            ObjectNames.require(prefix.substring(0, prefix.length() - 1));
        }
    }

    /**
     * @param uri {@code gs://BUCKET}, {@code gs://BUCKET/PREFIX}, a closing slash or not
     * @throws StoreFailure INVALID_REQUEST for what is none
     */
    public static BucketPlace of(String uri) {
        Matcher matcher = URI.matcher(uri);
        if (!matcher.matches()) {
            throw new StoreFailure(
                    FailureType.INVALID_REQUEST,
                    "'" + uri + "' is no place in Cloud Storage; write gs://BUCKET/PREFIX");
        }
        String prefix = matcher.group(2) == null ? "" : matcher.group(2);
        return new BucketPlace(matcher.group(1), prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/");
    }

    String uri(String name) {
        return "gs://" + bucket + "/" + prefix + name;
    }

    /** Where an object of this name is. */
    BlobId id(String name) {
        String full = prefix + ObjectNames.require(name);
        if (full.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            throw new StoreFailure(
                    FailureType.INVALID_REQUEST,
                    "'" + name.substring(0, 100) + "…' cannot be an object's name: with '" + prefix
                            + "' before it, it is longer than " + MAX_NAME_BYTES + " bytes");
        }
        return BlobId.of(bucket, full);
    }

    /** The name of an object below this place, which need not be one that we would give. */
    String name(String full) {
        return full.substring(prefix.length());
    }
}
