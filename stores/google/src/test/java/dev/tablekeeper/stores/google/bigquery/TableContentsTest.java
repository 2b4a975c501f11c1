package dev.tablekeeper.stores.google.bigquery;

import static dev.tablekeeper.stores.contract.RowList.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.bigquery.FieldValueList;
import com.google.cloud.bigquery.QueryJobConfiguration;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.Column.Mode;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.Content;
import dev.tablekeeper.stores.contract.RowList;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What SQL finds in a table is what Java finds in its rows. */
@Timeout(120)
class TableContentsTest {
    private static final Map<ColumnType, List<Object>> VALUES = values();

    private final WriteWorld world = new WriteWorld();

    @AfterEach
    void close() {
        world.close();
    }

    private static Map<ColumnType, List<Object>> values() {
        Map<ColumnType, List<Object>> values = new LinkedHashMap<>();
        values.put(ColumnType.INT64, List.of(Long.MIN_VALUE, 0L, Long.MAX_VALUE, -1L));
        values.put(
                ColumnType.FLOAT64,
                List.of(
                        Double.MIN_VALUE,
                        -0.0,
                        Double.NaN,
                        Double.NEGATIVE_INFINITY,
                        Double.POSITIVE_INFINITY,
                        -Double.MAX_VALUE,
                        0.1,
                        Double.parseDouble("1e23")));
        values.put(
                ColumnType.NUMERIC,
                List.of(
                        new BigDecimal("-99999999999999999999999999999.999999999"),
                        new BigDecimal("0"),
                        new BigDecimal("100"),
                        new BigDecimal("-0.5")));
        values.put(
                ColumnType.BIGNUMERIC,
                List.of(
                        new BigDecimal(
                                "-578960446186580977117854925043439539266.34992332820282019728792003956564819968"),
                        new BigDecimal("0"),
                        new BigDecimal("1200"),
                        new BigDecimal("0.00000000000000000000000000000000000001")));
        values.put(ColumnType.BOOL, List.of(true, false));
        values.put(ColumnType.STRING, List.of("é'\"\\\n\uffff", "", "-", "😀 1:a"));
        values.put(ColumnType.BYTES, List.of(new byte[] {-1, 0, 1}, new byte[0]));
        values.put(ColumnType.DATE, List.of(-719_162L, 2_932_896L, 0L));
        values.put(ColumnType.TIME, List.of(0L, 86_399_999_999L));
        values.put(ColumnType.DATETIME, List.of(-62_135_596_800_000_000L, 253_402_300_799_999_999L, -1L));
        values.put(ColumnType.TIMESTAMP, List.of(-62_135_596_800_000_000L, 253_402_300_799_999_999L, -1L));
        values.put(ColumnType.JSON, List.of("[1,\"a\",null,{\"b\":true}]", "null", "\"\"", "{}"));
        values.put(ColumnType.GEOGRAPHY, List.of("POINT(1 2)", "LINESTRING(1 1, 2 2)"));
        return values;
    }

    @Test
    void everyTypeAtItsExtremesIsFoundAsJavaFindsIt() {
        for (ColumnType type : VALUES.keySet()) {
            List<Object> values = VALUES.get(type);
            RowList rows = RowList.split(
                    Stream.concat(
                                    values.stream().map(value -> row(value, values)),
                                    List.of(row(null, List.of())).stream())
                            .toList(),
                    100);
            assertFound(
                    "of_" + type.name().toLowerCase(Locale.ROOT),
                    List.of(Column.of("one", type, Mode.NULLABLE), Column.of("list", type, Mode.REPEATED)),
                    rows);
        }
    }

    @Test
    void recordsInListsInRecordsAreFoundAsJavaFindsThem() {
        List<Column> leaves = VALUES.keySet().stream()
                .map(type -> Column.of("of_" + type, type, Mode.NULLABLE))
                .toList();
        Map<String, Object> full = new LinkedHashMap<>();
        Map<String, Object> empty = new LinkedHashMap<>();
        for (Column leaf : leaves) {
            full.put(leaf.name(), VALUES.get(leaf.type()).get(0));
            empty.put(leaf.name(), null);
        }
        Column inner = struct("inner", Mode.REPEATED, leaves);
        Column middle =
                struct("middle", Mode.NULLABLE, List.of(inner, Column.of("v", ColumnType.STRING, Mode.NULLABLE)));
        Column outer = struct("r", Mode.REPEATED, List.of(middle, Column.of("e0", ColumnType.INT64, Mode.NULLABLE)));
        Map<String, Object> someone = new LinkedHashMap<>();
        someone.put("inner", List.of(full, empty));
        someone.put("v", "x");
        Map<String, Object> element = new LinkedHashMap<>();
        element.put("middle", someone);
        element.put("e0", 1L);
        Map<String, Object> nobody = new LinkedHashMap<>();
        nobody.put("middle", null);
        nobody.put("e0", null);
        assertFound(
                "nested",
                List.of(outer, middle),
                RowList.of(
                        row(List.of(element, nobody, element), someone),
                        row(List.of(), null),
                        row(List.of(nobody), Map.of("inner", List.of(), "v", ""))));
    }

    @Test
    void onlyTheColumnsNamedAreLookedAtInTheirOrder() {
        List<Column> columns = List.of(
                Column.of("a", ColumnType.INT64, Mode.NULLABLE), Column.of("b", ColumnType.STRING, Mode.NULLABLE));
        RowList rows = RowList.of(row(1L, "x"), row(2L, null), row(2L, null));
        TableDefinition table = write("some", columns, rows);

        for (List<Column> some :
                List.of(List.of(columns.get(1)), List.of(columns.get(1), columns.get(0)), List.<Column>of())) {
            assertThat(found(table, some)).isEqualTo(RowContents.of(table, some, rows));
        }
    }

    @Test
    void manyRowsAddUpBeyondSixtyFourBits() {
        List<Column> columns = List.of(Column.of("id", ColumnType.INT64, Mode.REQUIRED));
        RowList rows =
                RowList.split(LongStream.range(0, 5_000).mapToObj(id -> row(id)).toList(), 5_000);
        assertFound("many", columns, rows);
        assertFound("none", columns, RowList.of());
    }

    @Test
    void aRowsTextSaysWhatIsInIt() {
        TableDefinition table = write("people", WriteWorld.PEOPLE.columns(), RowList.of(row(1L, "Ada")));
        FieldValueList found = world.google
                .client
                .call(
                        "ask",
                        bigQuery -> bigQuery.query(QueryJobConfiguration.of("SELECT "
                                + ContentSql.text(table.columns(), "r") + " AS text, "
                                + ContentSql.hash(table.columns(), "r") + " AS farm FROM "
                                + Dataset.sql(WarehouseWorld.DATASET.table("people")) + " AS r")))
                .getValues()
                .iterator()
                .next();
        assertThat(found.get("text").getStringValue()).isEqualTo("1:13:Ada");
        assertThat(Long.toHexString(found.get("farm").getLongValue())).isEqualTo("b0dce00fc9af3608");
    }

    private void assertFound(String name, List<Column> columns, RowList rows) {
        TableDefinition table = write(name, columns, rows);
        assertThat(found(table, columns)).as(name).isEqualTo(RowContents.of(table, columns, rows));
    }

    private TableDefinition write(String name, List<Column> columns, RowList rows) {
        TableDefinition table = TableDefinition.of(name, List.of(), columns);
        world.warehouse.prepare(List.of(table), List.of());
        world.write("write-" + name, table, rows);
        return table;
    }

    private Content found(TableDefinition table, List<Column> columns) {
        WarehouseWorld google = world.google;
        return new TableContents(google.client, new Jobs(google.client, "a-project"), Clock.systemUTC())
                .of(
                        "find_" + table.name() + "_" + columns.size(),
                        Dataset.sql(WarehouseWorld.DATASET.table(table.name())),
                        columns,
                        () -> {})
                .content();
    }

    private static Column struct(String name, Mode mode, List<Column> fields) {
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
}
