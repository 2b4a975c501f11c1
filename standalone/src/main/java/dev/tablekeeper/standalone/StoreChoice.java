package dev.tablekeeper.standalone;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.SecretStore;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.embedded.duckdb.DuckDbSettings;
import dev.tablekeeper.stores.embedded.duckdb.DuckDbWarehouse;
import dev.tablekeeper.stores.embedded.files.LocalObjectStore;
import dev.tablekeeper.stores.embedded.secrets.EnvironmentSecretStore;
import dev.tablekeeper.stores.embedded.secrets.FileSecretStore;
import dev.tablekeeper.stores.google.GoogleAccess;
import dev.tablekeeper.stores.google.bigquery.BigQueryClient;
import dev.tablekeeper.stores.google.bigquery.BigQueryWarehouse;
import dev.tablekeeper.stores.google.bigquery.Dataset;
import dev.tablekeeper.stores.google.cloudstorage.BucketFacts;
import dev.tablekeeper.stores.google.cloudstorage.BucketPlace;
import dev.tablekeeper.stores.google.cloudstorage.CloudStorageClient;
import dev.tablekeeper.stores.google.cloudstorage.CloudStorageObjectStore;
import dev.tablekeeper.stores.google.secretmanager.SecretManagerSecrets;
import dev.tablekeeper.stores.google.secretmanager.SecretPlace;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** The stores that the settings name. All throw a failure that names the setting. */
final class StoreChoice {
    private static final String FILE = "file:";
    private static final String BUCKET = "gs://";
    private static final String DUCKDB = "duckdb:";
    private static final String BIGQUERY = "bigquery:";
    private static final String SECRET_MANAGER = "secretmanager:";
    private static final String NO_CREDENTIALS = "none";

    private final Configuration configuration;
    private CloudStorageClient cloudStorage;

    StoreChoice(Configuration configuration) {
        this.configuration = configuration;
    }

    static SecretStore secrets(Configuration configuration) {
        String where = configuration.get(Configuration.SECRETS);
        if (where.equals("env:")) {
            return new EnvironmentSecretStore(configuration.environment());
        }
        if (where.startsWith(SECRET_MANAGER)) {
            return named(configuration, Configuration.SECRETS, () -> {
                SecretPlace place = SecretPlace.of(where.substring(SECRET_MANAGER.length()));
                return SecretManagerSecrets.open(GoogleAccess.applicationDefault(), place);
            });
        }
        if (!where.startsWith(FILE)) {
            throw wrong(
                    configuration,
                    Configuration.SECRETS,
                    "is not understood; it begins with env:, " + FILE + " or " + SECRET_MANAGER);
        }
        return new FileSecretStore(Path.of(where.substring(FILE.length())));
    }

    /** The folder that a place is, if it is one on this machine. */
    Optional<Path> folder(String setting) {
        String place = configuration.get(setting);
        if (place.startsWith(BUCKET)) {
            return Optional.empty();
        }
        if (!place.startsWith(FILE)) {
            throw wrong(setting, "is not understood; it begins with " + FILE + " or " + BUCKET);
        }
        return Optional.of(Path.of(place.substring(FILE.length())));
    }

    ObjectStore objects(String setting) {
        return folder(setting)
                .<ObjectStore>map(folder -> new LocalObjectStore(folder, ""))
                .orElseGet(() -> bucket(setting, configuration.get(setting)));
    }

    /** A place in Cloud Storage that a setting names. */
    ObjectStore bucket(String setting, String uri) {
        return named(configuration, setting, () -> new CloudStorageObjectStore(cloudStorage(), BucketPlace.of(uri)));
    }

    /** What is said of the bucket in which a place is, if it is in one. */
    Optional<BucketFacts> bucketFacts(String setting) {
        return folder(setting).isPresent()
                ? Optional.empty()
                : Optional.of(BucketFacts.of(cloudStorage(), BucketPlace.of(configuration.get(setting))));
    }

    private CloudStorageClient cloudStorage() {
        if (cloudStorage == null) {
            cloudStorage = CloudStorageClient.open(access(Configuration.STORAGE_ENDPOINT));
        }
        return cloudStorage;
    }

    /** @param objects where staged rows are */
    Warehouse warehouse(ObjectStore objects, Clock clock) {
        String where = configuration.get(Configuration.WAREHOUSE);
        if (!inBigQuery()) {
            Path file = database();
            return named(
                    configuration,
                    Configuration.WAREHOUSE,
                    () -> DuckDbWarehouse.open(file, objects, DuckDbSettings.defaults()));
        }
        if (folder(Configuration.OBJECTS).isPresent()) {
            throw wrong(
                    Configuration.OBJECTS,
                    "does not go with " + Configuration.WAREHOUSE + "=" + where
                            + ": BigQuery reads staged rows from a bucket, gs://BUCKET/PREFIX, in the dataset's location");
        }
        return named(configuration, Configuration.WAREHOUSE, () -> {
            Dataset dataset = dataset(where.substring(BIGQUERY.length()));
            BigQueryClient client = BigQueryClient.open(bigQuery(), dataset);
            return BigQueryWarehouse.open(client, dataset, objects, clock);
        });
    }

    /** Whether tables are in BigQuery. */
    boolean inBigQuery() {
        return configuration.get(Configuration.WAREHOUSE).startsWith(BIGQUERY);
    }

    /** The file that tables are in, where they are not in BigQuery. */
    Path database() {
        String where = configuration.get(Configuration.WAREHOUSE);
        if (!where.startsWith(DUCKDB)) {
            throw wrong(Configuration.WAREHOUSE, "is not understood; it begins with " + DUCKDB + " or " + BIGQUERY);
        }
        return Path.of(where.substring(DUCKDB.length()));
    }

    /** The dataset that tables are in, where they are in BigQuery; it need not be there. */
    Dataset dataset() {
        return named(
                configuration,
                Configuration.WAREHOUSE,
                () -> dataset(configuration.get(Configuration.WAREHOUSE).substring(BIGQUERY.length())));
    }

    GoogleAccess bigQuery() {
        return access(Configuration.BIGQUERY_ENDPOINT);
    }

    private static Dataset dataset(String name) {
        try {
            return Dataset.parse(name);
        } catch (IllegalArgumentException e) {
            throw new StoreFailure(FailureType.INVALID_REQUEST, e.getMessage(), e);
        }
    }

    private GoogleAccess access(String endpointSetting) {
        Optional<URI> endpoint = Optional.of(configuration.get(endpointSetting))
                .filter(value -> !value.isEmpty())
                .map(value -> uri(endpointSetting, value));
        String credentials = configuration.get(Configuration.CREDENTIALS);
        if (credentials.isEmpty()) {
            GoogleAccess google = GoogleAccess.applicationDefault();
            return endpoint.map(google::at).orElse(google);
        }
        if (!credentials.equals(NO_CREDENTIALS)) {
            throw wrong(Configuration.CREDENTIALS, "is not understood; it is none, or not set");
        }
        return GoogleAccess.none(endpoint.orElseThrow(() -> wrong(
                Configuration.CREDENTIALS,
                "is for emulators, and " + endpointSetting
                        + " names none: Google answers nobody without credentials")));
    }

    private URI uri(String setting, String value) {
        try {
            return new URI(value);
        } catch (URISyntaxException e) {
            throw wrong(setting, "is no address; it is like http://127.0.0.1:9050");
        }
    }

    private Failure wrong(String setting, String how) {
        return wrong(configuration, setting, how);
    }

    private static Failure wrong(Configuration configuration, String setting, String how) {
        return new Failure(FailureType.INVALID_REQUEST, setting + "=" + configuration.get(setting) + " " + how);
    }

    /** Opens a store, and names the setting where that fails. */
    private static <T> T named(Configuration configuration, String setting, Opening<T> opening) {
        try {
            return opening.open();
        } catch (StoreFailure e) {
            throw new Failure(e.type(), setting + "=" + configuration.get(setting) + ": " + e.getMessage(), e);
        }
    }

    @FunctionalInterface
    private interface Opening<T> {
        T open();
    }
}
