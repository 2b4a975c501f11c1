package dev.tablekeeper.stores.google.bigquery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.bigquery.Bigquery;
import com.google.api.services.bigquery.model.Table;
import com.google.api.services.bigquery.model.TableDataList;
import com.google.api.services.bigquery.model.TableReference;
import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.BigQueryException;
import com.google.cloud.bigquery.BigQueryOptions;
import com.google.cloud.bigquery.DataFormatOptions;
import com.google.cloud.bigquery.DatasetId;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.http.HttpTransportOptions;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.google.GoogleAccess;
import dev.tablekeeper.stores.google.GoogleFailures;
import dev.tablekeeper.stores.google.Patience;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One connection to BigQuery. Safe for many threads; holds nothing that would have to be closed.
 *
 * <p>A request is repeated here at most twice and within seconds, which is harmless: each says by its id what is meant.
 * Everything longer is decided by the failure's type.
 */
public final class BigQueryClient {
    private static final int PAGE = 1_000;
    private static final Duration WAIT = Duration.ofSeconds(60);
    private static final String ROLES =
            "roles/bigquery.jobUser on the project and roles/bigquery.dataEditor on the dataset";

    private final BigQuery bigQuery;
    private final Bigquery rest;

    private BigQueryClient(BigQueryOptions options) {
        bigQuery = options.getService();
        HttpTransportOptions transport = (HttpTransportOptions) options.getTransportOptions();
        rest = new Bigquery.Builder(
                        transport.getHttpTransportFactory().create(),
                        GsonFactory.getDefaultInstance(),
                        transport.getHttpRequestInitializer(options))
                .setRootUrl(options.getHost().endsWith("/") ? options.getHost() : options.getHost() + "/")
                .setApplicationName("tablekeeper")
                .build();
    }

    /**
     * @param project that jobs run in and are billed to
     * @param location where the dataset is: {@code EU}, {@code us-central1}, …
     */
    public static BigQueryClient open(GoogleAccess access, String project, String location) {
        return open(access, project, location, Patience.usual());
    }

    /**
     * For a dataset that is there, whose location it takes.
     *
     * @throws StoreFailure NOT_POSSIBLE where there is no such dataset
     */
    public static BigQueryClient open(GoogleAccess access, Dataset dataset) {
        String location = new Preparation(anywhere(access, dataset.project()), dataset)
                .requireDataset()
                .getLocation();
        return open(access, dataset.project(), location);
    }

    /** For what is done nowhere in particular: it looks at datasets and tables, and runs no jobs. */
    public static BigQueryClient anywhere(GoogleAccess access, String project) {
        return new BigQueryClient(options(access, project, Patience.usual()).build());
    }

    static BigQueryClient open(GoogleAccess access, String project, String location, Patience patience) {
        return new BigQueryClient(
                options(access, project, patience).setLocation(location).build());
    }

    private static BigQueryOptions.Builder options(GoogleAccess access, String project, Patience patience) {
        BigQueryOptions.Builder options = BigQueryOptions.newBuilder()
                .setProjectId(project)
                .setCredentials(access.credentials())
                // Seconds with decimals would cost timestamps their last digits.
                .setDataFormatOptions(
                        DataFormatOptions.newBuilder().useInt64Timestamp(true).build())
                .setRetrySettings(patience.retries())
                .setTransportOptions(Patience.transport(WAIT));
        access.endpoint().ifPresent(endpoint -> options.setHost(endpoint.toString()));
        return options;
    }

    /** Something to be asked of BigQuery. */
    @FunctionalInterface
    interface Call<T> {
        T run(BigQuery bigQuery) throws InterruptedException;
    }

    /** @param doing what is done, as it stands after "cannot" */
    <T> T call(String doing, Call<T> call) {
        return call(doing, ROLES, call);
    }

    /** @param roles whoever lacks the permission is told to ask for */
    <T> T call(String doing, String roles, Call<T> call) {
        try {
            return call.run(bigQuery);
        } catch (BigQueryException e) {
            throw e.getError() != null && JobFailures.knows(e.getError())
                    ? JobFailures.of("cannot " + doing, e.getError(), false)
                    : GoogleFailures.of("cannot " + doing, roles, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreFailure(FailureType.UNAVAILABLE, "cannot " + doing + ": interrupted", e);
        }
    }

    /**
     * Some rows of a table. The library does not ask for whole microseconds here, and would then misread what comes: seconds
     * as a floating point number, which has no microseconds left in distant years.
     *
     * @param pageToken null to begin
     */
    TableDataList rows(TableId table, long most, String pageToken) {
        try {
            return rest.tabledata()
                    .list(table.getProject(), table.getDataset(), table.getTable())
                    .setMaxResults(most)
                    .setPageToken(pageToken)
                    .setFormatOptionsUseInt64Timestamp(true)
                    .execute();
        } catch (IOException e) {
            throw GoogleFailures.of("cannot read " + table.getTable(), ROLES, e);
        }
    }

    /** A table's resource as BigQuery's REST API shows it, whose parts the library does not all know. */
    Optional<ObjectNode> resource(TableId table) {
        try {
            String json = GsonFactory.getDefaultInstance()
                    .toString(rest.tables()
                            .get(table.getProject(), table.getDataset(), table.getTable())
                            .execute());
            return Optional.of((ObjectNode) Json.MAPPER.readTree(json));
        } catch (IOException e) {
            if (GoogleFailures.status(e).equals(Optional.of(HttpURLConnection.HTTP_NOT_FOUND))) {
                return Optional.empty();
            }
            throw GoogleFailures.of("cannot look at " + table.getTable(), ROLES, e);
        }
    }

    /** Makes a table of this schema, in the JSON of BigQuery's REST API, unless it is there. */
    void create(TableId id, ObjectNode schema, Instant expiration) {
        Table table = new Table()
                .setTableReference(new TableReference()
                        .setProjectId(id.getProject())
                        .setDatasetId(id.getDataset())
                        .setTableId(id.getTable()))
                .setExpirationTime(expiration.toEpochMilli());
        try {
            table.setSchema(GsonFactory.getDefaultInstance()
                    .fromString(schema.toString(), com.google.api.services.bigquery.model.TableSchema.class));
            rest.tables().insert(id.getProject(), id.getDataset(), table).execute();
        } catch (IOException e) {
            if (!GoogleFailures.status(e).equals(Optional.of(HttpURLConnection.HTTP_CONFLICT))) {
                throw GoogleFailures.of("cannot make " + id.getTable(), ROLES, e);
            }
        }
    }

    /** All tables and views of a dataset. */
    List<DatasetTable> tables(DatasetId dataset) {
        return call("list the tables of " + dataset.getDataset(), bigQuery -> {
            List<DatasetTable> tables = new ArrayList<>();
            bigQuery.listTables(dataset, BigQuery.TableListOption.pageSize(PAGE))
                    .iterateAll()
                    .forEach(table -> tables.add(new DatasetTable(
                            table.getTableId().getTable(),
                            table.getDefinition().getType().name())));
            return tables;
        });
    }

    String location() {
        return bigQuery.getOptions().getLocation();
    }
}
