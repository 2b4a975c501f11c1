package dev.tablekeeper.model.value;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonRowParserTest {
    private static final TableDefinition TABLE = TableDefinition.of(
            "t",
            List.of("id"),
            List.of(
                    Column.of("id", ColumnType.INT64, Column.Mode.REQUIRED),
                    Column.of("name", ColumnType.STRING, Column.Mode.NULLABLE),
                    Column.of("amount", ColumnType.NUMERIC, Column.Mode.NULLABLE),
                    Column.of("ratio", ColumnType.FLOAT64, Column.Mode.NULLABLE),
                    Column.of("ok", ColumnType.BOOL, Column.Mode.NULLABLE),
                    Column.of("at", ColumnType.TIMESTAMP, Column.Mode.NULLABLE),
                    Column.of("doc", ColumnType.JSON, Column.Mode.NULLABLE),
                    Column.of("tags", ColumnType.STRING, Column.Mode.REPEATED),
                    struct(
                            "address",
                            Column.Mode.NULLABLE,
                            Column.of("city", ColumnType.STRING, Column.Mode.REQUIRED),
                            Column.of("floors", ColumnType.INT64, Column.Mode.REPEATED))));

    private final RowBatch batch = new RowBatch(TABLE.columns(), 4);

    @Test
    void aRowIsReadByEachColumnsOwnRules() {
        assertThat(accept(
                        "{\"id\":9007199254740993,\"name\":\"Ä\\n\",\"amount\":0.100000001,\"ratio\":-1.5e3,\"ok\":true,"
                                + "\"at\":\"2021-07-27T16:02:08Z\",\"doc\":{\"n\":1.10},\"tags\":[\"a\",\"\"],"
                                + "\"address\":{\"floors\":[\"7\",8],\"city\":\"Bern\"}}"))
                .isEmpty();

        assertThat(batch.size()).isEqualTo(1);
        assertThat(batch.column(0).getLong(0)).isEqualTo(9_007_199_254_740_993L);
        assertThat(new String(batch.column(1).getBytes(0), UTF_8)).isEqualTo("Ä\n");
        assertThat((BigDecimal) batch.column(2).getObject(0)).isEqualByComparingTo("0.100000001");
        assertThat(batch.column(3).getDouble(0)).isEqualTo(-1_500);
        assertThat(batch.column(4).getLong(0)).isEqualTo(1);
        assertThat(new String(batch.column(6).getBytes(0), UTF_8)).isEqualTo("{\"n\":1.10}");
        assertThat(batch.column(7).getObject(0)).isEqualTo(List.of("a", ""));
        assertThat(batch.column(8).getObject(0)).isEqualTo(Map.of("city", "Bern", "floors", List.of(7L, 8L)));
    }

    @Test
    void whatIsLeftOutIsNullOrEmpty() {
        assertThat(accept("{\"id\":\"1\"}")).isEmpty();

        assertThat(batch.column(1).isNull(0)).isTrue();
        assertThat(batch.column(7).getObject(0)).isEqualTo(List.of());
        assertThat(batch.column(8).isNull(0)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"id\":1.0}                            | id             | not-an-integer",
                "{\"id\":\"1e3\"}                        | id             | not-an-integer",
                "{\"id\":1e400}                          | id             | not-an-integer",
                "{\"id\":9223372036854775808}            | id             | out-of-range",
                "{\"id\":true}                           | id             | wrong-type",
                "{\"id\":[1]}                            | id             | wrong-type",
                "{\"id\":null}                           | id             | missing-value",
                "{}                                      | id             | missing-value",
                "{\"id\":1,\"name\":5}                   | name           | wrong-type",
                "{\"id\":1,\"name\":\"\\ud800\"}         | name           | bad-encoding",
                "{\"id\":1,\"name\":\"a\\u0000\"}        | name           | bad-encoding",
                "{\"id\":1,\"amount\":1e400}             | amount         | out-of-range",
                "{\"id\":1,\"ratio\":1e400}              | ratio          | out-of-range",
                "{\"id\":1,\"ratio\":\"NaN\"}            | ratio          | wrong-type",
                "{\"id\":1,\"ok\":\"true\"}              | ok             | wrong-type",
                "{\"id\":1,\"at\":1627401728}            | at             | wrong-type",
                "{\"id\":1,\"doc\":\"{\"}                | doc            | not-json",
                "{\"id\":1,\"doc\":{\"a\":1,\"a\":2}}    | doc            | not-json",
                "{\"id\":1,\"tags\":\"a\"}               | tags           | wrong-type",
                "{\"id\":1,\"tags\":[\"a\",null]}        | tags[1]        | missing-value",
                "{\"id\":1,\"tags\":[\"a\",[2]]}         | tags[1]        | wrong-type",
                "{\"id\":1,\"address\":{}}               | address.city   | missing-value",
                "{\"id\":1,\"address\":[]}               | address        | wrong-type",
                "{\"id\":1,\"address\":{\"city\":\"x\",\"floors\":[1.5]}} | address.floors[0] | not-an-integer",
                "{\"id\":1,\"address\":{\"city\":\"x\",\"zip\":1}} | address.zip | unknown-field",
                "{\"id\":1,\"nmae\":\"x\"}               | nmae           | unknown-field",
                "{\"id\":1,\"id\":1}                     | id             | duplicate-field",
                "[1]                                     | ``             | wrong-type",
                "7                                       | ``             | wrong-type",
            })
    void aRowThatDoesNotFitSaysWhereAndWhy(String row, String column, String code) {
        Reject reject = accept(row).orElseThrow();

        assertThat(reject.fault().column()).isEqualTo(column);
        assertThat(reject.fault().code().code()).isEqualTo(code);
        assertThat(batch.size()).isZero();
    }

    @Test
    void everyFaultOfARowIsNamed() {
        Reject reject = accept("{\"nmae\":1,\"ok\":0,\"tags\":[1,2]}").orElseThrow();

        assertThat(reject.faults())
                .extracting(Fault::column, f -> f.code().code())
                .containsExactly(
                        tuple("nmae", "unknown-field"),
                        tuple("ok", "wrong-type"),
                        tuple("tags[0]", "wrong-type"),
                        tuple("tags[1]", "wrong-type"),
                        tuple("id", "missing-value"));
        assertThat(reject.reason()).contains("did you mean 'name'?");
    }

    @Test
    void aHostileRowHasItsFaultsCountedNotListed() {
        StringBuilder row = new StringBuilder("{\"id\":1");
        for (int i = 0; i < 1_000; i++) {
            row.append(",\"").append("x".repeat(100)).append(i).append("\":1");
        }

        Reject reject = accept(row.append("}").toString()).orElseThrow();

        assertThat(reject.faults()).hasSize(20);
        assertThat(reject.reason()).endsWith("(the row has 980 more faults)");
        assertThat(reject.surplus()).hasSize(1_000);
    }

    @Test
    void aRejectHoldsAllThatTheRowHeld() {
        Reject reject = accept(
                        "{ \"name\" : \"\\u00e4\\\"\" , \"id\" : 1.0 , \"doc\":[ 1, 2 ], \"x\\\"\": {\"y\": null}, "
                                + "\"name\": \"again\", \"ok\": null}")
                .orElseThrow();

        assertThat(reject.line()).isEqualTo(3);
        assertThat(reject.fields())
                .containsExactly(
                        Optional.of("1.0"),
                        Optional.of("ä\""),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("[ 1, 2 ]"),
                        Optional.empty(),
                        Optional.empty());
        assertThat(reject.surplus()).containsExactly("{\"x\\\"\":{\"y\": null}}", "{\"name\":\"again\"}");
    }

    @Property
    void everyIntegerAndTextArrivesAsItIs(@ForAll long id, @ForAll String name) throws JsonProcessingException {
        boolean text = name.indexOf('\0') < 0 && UTF_8.newEncoder().canEncode(name);
        batch.clear();

        Optional<Reject> reject = accept(Json.MAPPER.writeValueAsString(Map.of("id", id, "name", name)));

        assertThat(reject.isEmpty()).isEqualTo(text);
        if (text) {
            assertThat(batch.column(0).getLong(0)).isEqualTo(id);
            assertThat(new String(batch.column(1).getBytes(0), UTF_8)).isEqualTo(name);
        }
    }

    private Optional<Reject> accept(String row) {
        // Within a larger text, as rows come.
        byte[] source = ("[ " + row + " ]").getBytes(UTF_8);
        return new JsonRowParser(TABLE).accept(source, 2, source.length - 2, 3, batch);
    }

    private static Column struct(String name, Column.Mode mode, Column... fields) {
        return new Column(
                name,
                ColumnType.STRUCT,
                mode,
                "",
                List.of(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                List.of(fields));
    }
}
