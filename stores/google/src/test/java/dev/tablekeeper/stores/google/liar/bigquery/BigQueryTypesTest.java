package dev.tablekeeper.stores.google.liar.bigquery;

import static dev.tablekeeper.stores.contract.RowList.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.bigquery.DatasetInfo;
import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.FormatOptions;
import com.google.cloud.bigquery.Job;
import com.google.cloud.bigquery.JobId;
import com.google.cloud.bigquery.JobInfo;
import com.google.cloud.bigquery.LoadJobConfiguration;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.StandardSQLTypeName;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.TableInfo;
import dev.tablekeeper.model.row.RowAvro;
import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.row.RowSink;
import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.Column.Mode;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.contract.RowList;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each type from Avro into a staging table, by an INSERT into the table it is meant for, and out in all answers. */
@Timeout(60)
class BigQueryTypesTest {
    private static final TableId STAGED = TableId.of("ds", "staged");
    private static final TableId TARGET = TableId.of("ds", "target");

    private final BigQueryWorld world = new BigQueryWorld();
    private final Map<ColumnType, Object> values = new LinkedHashMap<>();
    private final Map<ColumnType, String> wire = new LinkedHashMap<>();

    @BeforeEach
    void makeDataset() {
        world.client.create(DatasetInfo.of("ds"));
        type(ColumnType.INT64, Long.MIN_VALUE, Long.toString(Long.MIN_VALUE));
        type(ColumnType.FLOAT64, Double.MIN_VALUE, "4.9E-324");
        type(ColumnType.NUMERIC, new BigDecimal("-99999999999999999999999999999.999999999"), null);
        type(
                ColumnType.BIGNUMERIC,
                new BigDecimal("-578960446186580977117854925043439539266.34992332820282019728792003956564819968"),
                null);
        type(ColumnType.BOOL, true, "true");
        type(ColumnType.STRING, "é'\"\\\n\uffff", null);
        type(ColumnType.BYTES, new byte[] {-1, 0, 1}, "/wAB");
        type(ColumnType.DATE, -719_162L, "0001-01-01");
        type(ColumnType.TIME, 1_500_000L, "00:00:01.500000");
        type(ColumnType.DATETIME, 253_402_300_799_999_999L, "9999-12-31T23:59:59.999999");
        type(ColumnType.TIMESTAMP, 253_402_300_799_999_999L, null);
        type(ColumnType.JSON, "[1,\"a\",null,{\"b\":true}]", null);
        type(ColumnType.GEOGRAPHY, "POINT(1 2)", null);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void everyTypeArrives() throws Exception {
        List<Column> columns = leaves();
        stage(columns, List.of(new ArrayList<>(values.values()), nulls(columns.size())));
        create(fields(columns));

        run("INSERT INTO `ds`.`target` SELECT " + converted(columns, "s") + " FROM `ds`.`staged` AS s");

        List<String> expected = new ArrayList<>(wire.values());
        assertThat(rows("data?formatOptions.useInt64Timestamp=true"))
                .containsExactly(
                        expected,
                        nulls(columns.size()).stream().map(String::valueOf).toList());
        expected.set(List.copyOf(values.keySet()).indexOf(ColumnType.TIMESTAMP), "2.534023008E11");
        assertThat(rows("data?maxResults=1")).containsExactly(expected);
    }

    @Test
    void everyTypeArrivesInRecordsAndLists() throws Exception {
        Column record = nested("r", Mode.NULLABLE, leaves());
        Column list = nested(
                "l",
                Mode.REPEATED,
                List.of(nested("m", Mode.REPEATED, leaves()), Column.of("order", ColumnType.INT64, Mode.REQUIRED)));
        Map<String, Object> full = values.entrySet().stream()
                .collect(Collectors.toMap(entry -> name(entry.getKey()), Map.Entry::getValue));
        Map<String, Object> empty = new LinkedHashMap<>();
        full.keySet().forEach(name -> empty.put(name, null));
        stage(
                List.of(record, list),
                List.of(
                        row(
                                full,
                                List.of(
                                        Map.of("m", List.of(full, empty), "order", 1L),
                                        Map.of("m", List.of(), "order", 2L))),
                        row(empty, List.of()),
                        row(null, List.of())));
        create(fields(List.of(record, list)));

        run("INSERT INTO `ds`.`target` (`r`, `l`) SELECT IF(s.`r` IS NULL, NULL, STRUCT("
                + members(leaves(), "s.`r`") + ")), ARRAY(SELECT STRUCT(ARRAY(SELECT STRUCT("
                + members(leaves(), "`e1`")
                + ") FROM UNNEST(`e0`.`m`) AS `e1` WITH OFFSET AS `o1` ORDER BY `o1`) AS `m`, `e0`.`order` AS `order`)"
                + " FROM UNNEST(s.`l`) AS `e0` WITH OFFSET AS `o0` ORDER BY `o0`) FROM `ds`.`staged` AS s");

        String one = String.join(",", wire.values());
        String none = "null,".repeat(values.size() - 1) + "null";
        assertThat(rows("data?formatOptions.useInt64Timestamp=true"))
                .containsExactly(
                        List.of("{" + one + "}", "[{[{" + one + "},{" + none + "}],1},{[],2}]"),
                        List.of("{" + none + "}", "[]"),
                        List.of("null", "[]"));
    }

    @Test
    void anInsertTakesNoOtherType() {
        stage(List.of(Column.of("t", ColumnType.DATETIME, Mode.NULLABLE)), List.of(row(0L)));
        create(Schema.of(Field.of("t", StandardSQLTypeName.DATETIME)));

        assertThat(query("INSERT INTO ds.target (t) SELECT t FROM ds.staged")
                        .getStatus()
                        .getError()
                        .getMessage())
                .startsWith(
                        "Query column 1 has type STRING which cannot be inserted into column t, which has type DATETIME");
    }

    private void type(ColumnType type, Object value, String shown) {
        values.put(type, value);
        wire.put(type, shown == null ? value.toString() : shown);
    }

    private List<Column> leaves() {
        return values.keySet().stream()
                .map(type -> Column.of(name(type), type, Mode.NULLABLE))
                .toList();
    }

    private static String name(ColumnType type) {
        return "f_" + type.name().toLowerCase(Locale.ROOT);
    }

    private static String converted(List<Column> columns, String from) {
        return columns.stream().map(column -> converted(column, from)).collect(Collectors.joining(", "));
    }

    private static String members(List<Column> columns, String from) {
        return columns.stream()
                .map(column -> converted(column, from) + " AS `" + column.name() + "`")
                .collect(Collectors.joining(", "));
    }

    private static String converted(Column column, String from) {
        String e = from + ".`" + column.name() + "`";
        return switch (column.type()) {
            case DATETIME -> "CAST(" + e + " AS DATETIME)";
            case JSON -> "PARSE_JSON(" + e + ", wide_number_mode => 'round')";
            case GEOGRAPHY -> "ST_GEOGFROMTEXT(" + e + ")";
            default -> e;
        };
    }

    private static Column nested(String name, Mode mode, List<Column> fields) {
        return new Column(
                name,
                ColumnType.STRUCT,
                mode,
                "",
                List.of(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                fields);
    }

    private static Schema fields(List<Column> columns) {
        return Schema.of(columns.stream().map(BigQueryTypesTest::field).toList());
    }

    private static Field field(Column column) {
        StandardSQLTypeName type = StandardSQLTypeName.valueOf(column.type().name());
        Field[] inner = column.fields().stream().map(BigQueryTypesTest::field).toArray(Field[]::new);
        return Field.newBuilder(column.name(), type, inner)
                .setMode(Field.Mode.valueOf(column.mode().name()))
                .build();
    }

    private static List<Object> nulls(int count) {
        return row(new Object[count]);
    }

    private void create(Schema schema) {
        world.client.create(TableInfo.of(TARGET, StandardTableDefinition.of(schema)));
    }

    private void stage(List<Column> columns, List<List<Object>> rows) {
        TableDefinition table = TableDefinition.of("staged", List.of(), columns);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        RowBatch batch = new RowBatch(columns, 64);
        try (RowSource.RowReader reader = RowList.split(rows, 64).open(0);
                RowSink sink = RowAvro.writer(table, bytes)) {
            while (reader.read(batch)) {
                sink.write(batch);
            }
            sink.finish();
        }
        world.bucket.put("staged.avro", bytes.toByteArray(), Map.of());
        LoadJobConfiguration load = LoadJobConfiguration.newBuilder(STAGED, "gs://bucket/staged.avro")
                .setFormatOptions(FormatOptions.avro())
                .setUseAvroLogicalTypes(true)
                .setDecimalTargetTypes(List.of("NUMERIC", "BIGNUMERIC"))
                .build();
        Job job = world.client.create(JobInfo.of(
                JobId.newBuilder()
                        .setJob("load")
                        .setLocation(BigQueryWorld.LOCATION)
                        .build(),
                load));
        assertThat(job.getStatus().getError()).isNull();
    }

    private void run(String sql) {
        assertThat(query(sql).getStatus().getError()).isNull();
    }

    private Job query(String sql) {
        return world.client.create(JobInfo.of(QueryJobConfiguration.of(sql)));
    }

    /** As they stand on the wire. */
    private List<List<String>> rows(String call) throws IOException, InterruptedException {
        URI uri = world.server.address().resolve("/bigquery/v2/projects/a-project/datasets/ds/tables/target/" + call);
        JsonNode answer = Json.parse(HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body());
        return Json.each(answer.get("rows"))
                .map(row -> Json.each(row.get("f"))
                        .map(cell -> GoogleSqlTest.shown(cell.get("v")))
                        .toList())
                .toList();
    }
}
