package dev.tablekeeper.stores.google.liar.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.Clustering;
import com.google.cloud.bigquery.CopyJobConfiguration;
import com.google.cloud.bigquery.DatasetInfo;
import com.google.cloud.bigquery.ExtractJobConfiguration;
import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.FieldValueList;
import com.google.cloud.bigquery.FormatOptions;
import com.google.cloud.bigquery.Job;
import com.google.cloud.bigquery.JobConfiguration;
import com.google.cloud.bigquery.JobInfo;
import com.google.cloud.bigquery.JobInfo.WriteDisposition;
import com.google.cloud.bigquery.JobStatistics;
import com.google.cloud.bigquery.LoadJobConfiguration;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.SnapshotTableDefinition;
import com.google.cloud.bigquery.StandardSQLTypeName;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.TableInfo;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CopyAndExtractTest {
    private static final TableId TABLE = TableId.of("ds", "t");
    private static final TableId COPY = TableId.of("ds", "copy");

    private final BigQueryWorld world = new BigQueryWorld();
    private final BigQuery client = world.client;

    @BeforeEach
    void makeTable() {
        world.liar.keepHistory();
        client.create(DatasetInfo.of("ds"));
        client.create(TableInfo.newBuilder(
                        TABLE,
                        StandardTableDefinition.newBuilder()
                                .setSchema(Schema.of(
                                        Field.of("n", StandardSQLTypeName.INT64),
                                        Field.of("at", StandardSQLTypeName.DATETIME),
                                        Field.newBuilder(
                                                        "r",
                                                        StandardSQLTypeName.STRUCT,
                                                        Field.of("price", StandardSQLTypeName.NUMERIC))
                                                .setMode(Field.Mode.REPEATED)
                                                .build()))
                                .setClustering(Clustering.newBuilder()
                                        .setFields(List.of("n"))
                                        .build())
                                .build())
                .build());
        insert(1, 3);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aSnapshotHoldsATableAsItWas() {
        long then = world.clock.millis();
        world.clock.pass(Duration.ofMillis(1));
        insert(4, 9);

        Job job = run(CopyJobConfiguration.newBuilder(COPY, TableId.of("ds", "t@" + then))
                .setOperationType("SNAPSHOT")
                .build());

        assertThat(job.<JobStatistics.CopyStatistics>getStatistics().getCopiedRows())
                .isEqualTo(3);
        assertThat(rows("ds.copy")).hasSize(3);
        SnapshotTableDefinition definition = client.getTable(COPY).getDefinition();
        assertThat(definition.getBaseTableId().getTable()).isEqualTo("t");
        assertThatThrownBy(() -> client.query(QueryJobConfiguration.of("DELETE FROM ds.copy WHERE TRUE")))
                .hasMessageContaining("SNAPSHOT");
    }

    @Test
    void aCopyTakesThePlaceOfWhatIsThereOrIsRefused() {
        assertThat(run(CopyJobConfiguration.of(COPY, TABLE)).getStatus().getError())
                .isNull();
        assertThat(client.getTable(COPY)
                        .<StandardTableDefinition>getDefinition()
                        .getClustering())
                .isNotNull();
        insert(4, 9);

        assertThat(run(CopyJobConfiguration.of(COPY, TABLE))
                        .getStatus()
                        .getError()
                        .getReason())
                .isEqualTo("duplicate");
        assertThat(rows("ds.copy")).hasSize(3);
        run(CopyJobConfiguration.newBuilder(COPY, TABLE)
                .setWriteDisposition(WriteDisposition.WRITE_TRUNCATE)
                .build());
        assertThat(rows("ds.copy")).hasSize(9);
    }

    @Test
    void aQueryReadsATableAsItWas() {
        long then = world.clock.millis();
        world.clock.pass(Duration.ofMillis(1));
        insert(4, 9);

        assertThat(rows("ds.t FOR SYSTEM_TIME AS OF TIMESTAMP_MILLIS(" + then + ")"))
                .hasSize(3);
        assertThat(rows("ds.t")).hasSize(9);
        assertThatThrownBy(() -> rows("ds.t FOR SYSTEM_TIME AS OF TIMESTAMP_MILLIS(" + (then + 60_000) + ")"))
                .hasMessageContaining("future");
    }

    @Test
    void whatIsStreamedIsFoundByQueriesAndNotByCopiesBeforeItIsFlushed() {
        world.clock.pass(Duration.ofMillis(1));
        world.liar.stream("ds", "t", "(4, TIMESTAMP '2021-01-01 00:00:00', [])");
        long then = world.clock.millis();

        assertThat(rows("ds.t")).hasSize(4);
        assertThat(rows("ds.t FOR SYSTEM_TIME AS OF TIMESTAMP_MILLIS(" + then + ")"))
                .hasSize(4);
        assertThat(client.getTable(TABLE)
                        .<StandardTableDefinition>getDefinition()
                        .getStreamingBuffer())
                .isNotNull();
        run(CopyJobConfiguration.of(COPY, TABLE));
        assertThat(rows("ds.copy")).hasSize(3);
        run(CopyJobConfiguration.of(TableId.of("ds", "past"), TableId.of("ds", "t@" + then)));
        assertThat(rows("ds.past")).hasSize(3);

        world.liar.flush("ds", "t");
        run(CopyJobConfiguration.of(TableId.of("ds", "whole"), TABLE));
        assertThat(rows("ds.whole")).hasSize(4);
    }

    @Test
    void aDroppedTableIsFoundInThePast() {
        long then = world.clock.millis();
        world.clock.pass(Duration.ofMillis(1));
        client.delete(TABLE);

        assertThat(run(CopyJobConfiguration.of(COPY, TABLE))
                        .getStatus()
                        .getError()
                        .getReason())
                .isEqualTo("notFound");
        assertThat(run(CopyJobConfiguration.of(COPY, TableId.of("ds", "t@-1")))
                        .getStatus()
                        .getError())
                .isNull();
        assertThat(run(CopyJobConfiguration.of(TableId.of("ds", "t"), TableId.of("ds", "t@" + then)))
                        .getStatus()
                        .getError())
                .isNull();
        assertThat(rows("ds.t")).hasSize(3);
    }

    @Test
    void anExtractIsLoadedAgain() {
        insert(4, 2_500);

        Job job = run(ExtractJobConfiguration.newBuilder(TABLE, "gs://bucket/out/t-*.avro")
                .setFormat("AVRO")
                .setUseAvroLogicalTypes(true)
                .setCompression("DEFLATE")
                .build());

        assertThat(job.<JobStatistics.ExtractStatistics>getStatistics().getDestinationUriFileCounts())
                .containsExactly(3L);
        assertThat(world.bucket.objects("out/")).hasSize(3);
        run(LoadJobConfiguration.newBuilder(COPY, "gs://bucket/out/*")
                .setFormatOptions(FormatOptions.avro())
                .setUseAvroLogicalTypes(true)
                .build());
        assertThat(rows("ds.copy")).isEqualTo(rows("ds.t"));
        assertThat(client.getTable(COPY)
                        .getDefinition()
                        .getSchema()
                        .getFields()
                        .get("at")
                        .getType()
                        .name())
                .isEqualTo("STRING");
    }

    @Test
    void tablesExpire() {
        client.create(DatasetInfo.newBuilder("short")
                .setDefaultTableLifetime(3_600_000L)
                .build());
        TableId table = TableId.of("short", "t");
        client.create(
                TableInfo.of(table, StandardTableDefinition.of(Schema.of(Field.of("n", StandardSQLTypeName.INT64)))));
        world.clock.pass(Duration.ofMinutes(59));
        assertThat(client.getTable(table)).isNotNull();

        world.clock.pass(Duration.ofMinutes(1));

        assertThat(client.getTable(table)).isNull();
        assertThatThrownBy(() -> rows("short.t")).hasMessageContaining("Not found: Table a-project:short.t");
        assertThat(client.listTables("short").iterateAll()).isEmpty();
    }

    private void insert(int from, int to) {
        Job job = run(QueryJobConfiguration.of("INSERT INTO ds.t SELECT n, CAST('2021-01-01T00:00:00.5' AS DATETIME),"
                + " ARRAY(SELECT STRUCT(CAST(n AS NUMERIC) AS price) FROM UNNEST([1, 2]) AS x) FROM UNNEST("
                + IntStream.rangeClosed(from, to).boxed().toList() + ") AS n"));
        assertThat(job.getStatus().getError()).isNull();
    }

    private Job run(JobConfiguration job) {
        return client.create(JobInfo.of(job));
    }

    private List<Map<String, Object>> rows(String table) {
        try {
            return StreamSupport.stream(
                            client.query(QueryJobConfiguration.of("SELECT * FROM " + table + " ORDER BY n"))
                                    .iterateAll()
                                    .spliterator(),
                            false)
                    .map(CopyAndExtractTest::shown)
                    .toList();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, Object> shown(FieldValueList row) {
        return Map.of(
                "n", row.get(0).getLongValue(),
                "at", row.get(1).getStringValue(),
                "r",
                        row.get(2).getRepeatedValue().stream()
                                .map(element -> element.getRecordValue().get(0).getNumericValue())
                                .toList());
    }
}
