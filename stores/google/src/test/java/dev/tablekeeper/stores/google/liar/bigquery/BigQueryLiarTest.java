package dev.tablekeeper.stores.google.liar.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.BigQueryException;
import com.google.cloud.bigquery.DatasetInfo;
import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.FieldValueList;
import com.google.cloud.bigquery.FormatOptions;
import com.google.cloud.bigquery.Job;
import com.google.cloud.bigquery.JobId;
import com.google.cloud.bigquery.JobInfo;
import com.google.cloud.bigquery.JobStatistics;
import com.google.cloud.bigquery.JobStatus;
import com.google.cloud.bigquery.LoadJobConfiguration;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.QueryParameterValue;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.StandardSQLTypeName;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.TableInfo;
import com.google.cloud.bigquery.ViewDefinition;
import dev.tablekeeper.stores.google.liar.Fault;
import dev.tablekeeper.stores.google.liar.Faults;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BigQueryLiarTest {
    private static final TableId PEOPLE = TableId.of("ds", "people");
    private static final org.apache.avro.Schema ROW = SchemaBuilder.record("Root")
            .fields()
            .requiredLong("id")
            .optionalString("name")
            .endRecord();

    private final BigQueryWorld world = new BigQueryWorld();
    private final BigQuery client = world.client;

    @BeforeEach
    void makeTable() {
        client.create(
                DatasetInfo.newBuilder("ds").setDefaultTableLifetime(3_600_000L).build());
        client.create(TableInfo.newBuilder(
                        PEOPLE,
                        StandardTableDefinition.of(Schema.of(
                                Field.newBuilder("id", StandardSQLTypeName.INT64)
                                        .setMode(Field.Mode.REQUIRED)
                                        .build(),
                                Field.of("name", StandardSQLTypeName.STRING))))
                .setLabels(Map.of("a", "b"))
                .build());
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aLoadPutsAllRowsOfAllFilesIntoATable() throws Exception {
        put("staging/1.avro", 0, 10);
        put("staging/2.avro", 10, 25);

        Job job = load("load-1", "gs://bucket/staging/*.avro");

        assertThat(job.getStatus().getState()).isEqualTo(JobStatus.State.DONE);
        assertThat(job.getStatus().getError()).isNull();
        JobStatistics.LoadStatistics statistics = job.getStatistics();
        assertThat(statistics.getOutputRows()).isEqualTo(25);
        assertThat(statistics.getInputFiles()).isEqualTo(2);
        assertThat(count("ds.staged")).isEqualTo(25);
        assertThat(client.getTable("ds", "staged").getExpirationTime()).isNotNull();
        assertThat(client.getTable("ds", "staged").getNumRows()).isEqualTo(25);
        assertThat(rows("SELECT * FROM `ds`.`staged` WHERE id IN (3, 24) ORDER BY id"))
                .extracting(row -> row.get("name").getStringValue())
                .containsExactly("p3", "p24");
    }

    @Test
    void aLoadThatMissesAFileLoadsNothing() throws Exception {
        put("staging/1.avro", 0, 10);

        Job job = load("load-1", "gs://bucket/staging/1.avro", "gs://bucket/staging/2.avro");

        assertThat(job.getStatus().getError().getReason()).isEqualTo("notFound");
        assertThat(job.getStatus().getError().getMessage()).isEqualTo("Not found: URI gs://bucket/staging/2.avro");
        assertThat(client.getTable("ds", "staged")).isNull();
    }

    @Test
    void aFileThatIsCutOffFailsTheLoad() {
        put("staging/1.avro", 0, 1_000);
        byte[] whole = world.bucket.object("staging/1.avro").orElseThrow().content();
        world.bucket.put("staging/1.avro", Arrays.copyOf(whole, whole.length - 20), Map.of());

        Job job = load("load-1", "gs://bucket/staging/1.avro");

        assertThat(job.getStatus().getError().getReason()).isEqualTo("invalid");
        assertThat(client.getTable("ds", "staged")).isNull();
    }

    @Test
    void aJobsIdIsTakenForEver() {
        load("once", "gs://bucket/nothing");
        JobInfo again = JobInfo.of(id("once"), QueryJobConfiguration.of("SELECT 1"));

        Job there = client.create(again);

        assertThat(there.getStatus().getError().getReason()).isEqualTo("notFound");
        assertThat(world.liar.jobs()).hasSize(1);
    }

    @Test
    void requestsThatComeTwiceDoTheirWorkOnce() throws Exception {
        world.server.lie(Faults.always(new Fault.Twice()));

        query("twice", "INSERT INTO ds.people (id) SELECT 1");
        client.query(QueryJobConfiguration.of("INSERT INTO ds.people (id) SELECT 2"));

        world.server.lie(Faults.none());
        assertThat(count("ds.people")).isEqualTo(2);
    }

    @Test
    void aJobIsFoundInItsLocationOnly() {
        query("here", "SELECT 1");

        assertThat(client.getJob(
                        JobId.newBuilder().setJob("here").setLocation("US").build()))
                .isNull();
        assertThat(client.getJob(id("here"))).isNotNull();
    }

    @Test
    void aScriptIsOneTransactionAndGivesItsLastSelect() {
        Job job = query("script", """
                BEGIN TRANSACTION;
                INSERT INTO `ds`.`people` (`id`, `name`) SELECT 1, 'it\\'s';
                SELECT COUNT(*) AS `rows` FROM `a-project`.`ds`.`people`;
                COMMIT TRANSACTION;
                """);

        assertThat(job.getStatus().getError()).isNull();
        assertThat(job.<JobStatistics.QueryStatistics>getStatistics().getStatementType())
                .hasToString("SCRIPT");
        assertThat(rows("SELECT name FROM `a-project.ds.people`").get(0).get(0).getStringValue())
                .isEqualTo("it's");
    }

    @Test
    void aScriptThatFailsDoesNothing() {
        Job job = query("script", """
                BEGIN TRANSACTION;
                INSERT INTO `ds`.`people` (`id`, `name`) SELECT 1, 'a';
                SELECT IF(EXISTS(SELECT 1 FROM `ds`.`people`), ERROR('there: 1'), 0);
                COMMIT TRANSACTION;
                """);

        assertThat(job.getStatus().getError().getReason()).isEqualTo("invalidQuery");
        assertThat(job.getStatus().getError().getMessage()).contains("there: 1");
        assertThat(count("ds.people")).isZero();
    }

    @Test
    void aStatementSaysHowManyRowsItChanged() {
        JobStatistics.QueryStatistics inserted = query(
                        "insert", "INSERT INTO ds.people (id) SELECT x FROM UNNEST([1, 2, 3]) AS x")
                .getStatistics();
        JobStatistics.QueryStatistics deleted =
                query("delete", "DELETE FROM ds.people WHERE id > 1").getStatistics();

        assertThat(inserted.getNumDmlAffectedRows()).isEqualTo(3);
        assertThat(deleted.getNumDmlAffectedRows()).isEqualTo(2);
        assertThat(deleted.getStatementType()).hasToString("DELETE");
    }

    @Test
    void requiredColumnsTakeNoNull() {
        assertThat(query("insert", "INSERT INTO ds.people (id, name) SELECT NULL, 'x'")
                        .getStatus()
                        .getError()
                        .getMessage())
                .isEqualTo("Required field id cannot be null");
    }

    @Test
    void missingTablesAndDatasetsAreNamed() {
        assertThatThrownBy(() -> rows("SELECT * FROM ds.nobody"))
                .isInstanceOfSatisfying(BigQueryException.class, e -> {
                    assertThat(e.getCode()).isEqualTo(404);
                    assertThat(e.getError().getReason()).isEqualTo("notFound");
                })
                .hasMessageContaining("Not found: Table a-project:ds.nobody was not found in location europe-west1");
        assertThatThrownBy(() -> rows("SELECT * FROM no.body"))
                .hasMessageContaining("Not found: Dataset a-project:no was not found in location europe-west1");
    }

    @Test
    void parametersStandForValues() throws Exception {
        QueryJobConfiguration query = QueryJobConfiguration.newBuilder(
                        "SELECT @text AS a, @number + 1 AS b, 2 IN UNNEST(@numbers) AS c")
                .addNamedParameter("text", QueryParameterValue.string("it's"))
                .addNamedParameter("number", QueryParameterValue.int64(41))
                .addNamedParameter("numbers", QueryParameterValue.array(new Long[] {1L, 2L}, Long.class))
                .build();
        FieldValueList row = client.query(query).iterateAll().iterator().next();

        assertThat(row.get("a").getStringValue()).isEqualTo("it's");
        assertThat(row.get("b").getLongValue()).isEqualTo(42);
        assertThat(row.get("c").getBooleanValue()).isTrue();
    }

    @Test
    void resultsComeInPages() throws Exception {
        put("staging/1.avro", 0, 12_000);
        load("load-1", "gs://bucket/staging/1.avro");

        assertThat(rows("SELECT id FROM ds.staged ORDER BY id DESC"))
                .hasSize(12_000)
                .first()
                .satisfies(row -> assertThat(row.get(0).getLongValue()).isEqualTo(11_999));
        assertThat(client.listTableData(TableId.of("ds", "staged"), BigQuery.TableDataListOption.pageSize(1_000))
                        .iterateAll())
                .hasSize(12_000);
    }

    @Test
    void viewsAreReadAndReplaced() {
        TableId view = TableId.of("ds", "v");
        client.create(TableInfo.of(view, ViewDefinition.of("SELECT COUNT(*) AS people FROM `ds`.people")));
        assertThat(rows("SELECT * FROM ds.v").get(0).get("people").getLongValue())
                .isZero();

        client.update(TableInfo.of(view, ViewDefinition.of("SELECT 2021 AS year, NULL AS nobody FROM ds.people")));
        assertThat(client.getTable(view).getDefinition().getSchema().getFields())
                .extracting(field -> field.getType().name())
                .containsExactly("INTEGER", "INTEGER");
        assertThatThrownBy(() -> client.create(TableInfo.of(view, ViewDefinition.of("SELECT 1"))))
                .isInstanceOfSatisfying(
                        BigQueryException.class, e -> assertThat(e.getCode()).isEqualTo(409));
    }

    @Test
    void columnsAreAddedAndRelaxedButNotChanged() {
        Schema more = Schema.of(
                Field.of("id", StandardSQLTypeName.INT64),
                Field.of("name", StandardSQLTypeName.STRING),
                Field.of("at", StandardSQLTypeName.DATETIME));
        client.getTable(PEOPLE).toBuilder()
                .setDefinition(StandardTableDefinition.of(more))
                .build()
                .update();
        assertThat(query(
                                "insert",
                                "INSERT INTO ds.people (id, at) SELECT NULL, CAST('2021-01-01T00:00:00' AS DATETIME)")
                        .getStatus()
                        .getError())
                .isNull();

        Schema other = Schema.of(Field.of("id", StandardSQLTypeName.STRING));
        assertThatThrownBy(() -> client.getTable(PEOPLE).toBuilder()
                        .setDefinition(StandardTableDefinition.of(other))
                        .build()
                        .update())
                .hasMessageContaining("Field id has changed type from INTEGER to STRING");
    }

    private Job load(String id, String... uris) {
        LoadJobConfiguration load = LoadJobConfiguration.newBuilder(TableId.of("ds", "staged"), List.of(uris))
                .setFormatOptions(FormatOptions.avro())
                .setUseAvroLogicalTypes(true)
                .setDecimalTargetTypes(List.of("NUMERIC", "BIGNUMERIC"))
                .setWriteDisposition(JobInfo.WriteDisposition.WRITE_TRUNCATE)
                .build();
        return client.create(JobInfo.of(id(id), load));
    }

    private Job query(String id, String sql) {
        return client.create(JobInfo.of(id(id), QueryJobConfiguration.of(sql)));
    }

    private static JobId id(String id) {
        return JobId.newBuilder().setJob(id).setLocation(BigQueryWorld.LOCATION).build();
    }

    private long count(String table) {
        return rows("SELECT COUNT(*) FROM " + table).get(0).get(0).getLongValue();
    }

    private List<FieldValueList> rows(String sql) {
        try {
            return StreamSupport.stream(
                            client.query(QueryJobConfiguration.of(sql))
                                    .iterateAll()
                                    .spliterator(),
                            false)
                    .toList();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void put(String name, long from, long to) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataFileWriter<GenericRecord> file = new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(ROW))) {
            file.create(ROW, bytes);
            for (long id = from; id < to; id++) {
                file.append(new GenericRecordBuilder(ROW)
                        .set("id", id)
                        .set("name", "p" + id)
                        .build());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        world.bucket.put(name, bytes.toByteArray(), Map.of());
    }
}
