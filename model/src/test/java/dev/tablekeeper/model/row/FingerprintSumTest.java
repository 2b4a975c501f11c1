package dev.tablekeeper.model.row;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tablekeeper.model.row.RowTables.Table;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.Column.Mode;
import dev.tablekeeper.model.table.ColumnType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FingerprintSumTest {
    private static final List<Column> PEOPLE = List.of(
            Column.of("id", ColumnType.INT64, Mode.NULLABLE), Column.of("name", ColumnType.STRING, Mode.NULLABLE));
    private static final List<Column> WORDS =
            List.of(Column.of("a", ColumnType.STRING, Mode.NULLABLE), Column.of("b", ColumnType.STRING, Mode.NULLABLE));
    private static final List<Column> ALL = List.of(
            Column.of("i", ColumnType.INT64, Mode.NULLABLE),
            Column.of("f", ColumnType.FLOAT64, Mode.NULLABLE),
            Column.of("n", ColumnType.NUMERIC, Mode.NULLABLE),
            Column.of("bn", ColumnType.BIGNUMERIC, Mode.NULLABLE),
            Column.of("b", ColumnType.BOOL, Mode.NULLABLE),
            Column.of("s", ColumnType.STRING, Mode.NULLABLE),
            Column.of("h", ColumnType.BYTES, Mode.NULLABLE),
            Column.of("d", ColumnType.DATE, Mode.NULLABLE),
            Column.of("t", ColumnType.TIME, Mode.NULLABLE),
            Column.of("dt", ColumnType.DATETIME, Mode.NULLABLE),
            Column.of("ts", ColumnType.TIMESTAMP, Mode.NULLABLE),
            Column.of("j", ColumnType.JSON, Mode.NULLABLE),
            Column.of("g", ColumnType.GEOGRAPHY, Mode.NULLABLE),
            Column.of("r", ColumnType.STRING, Mode.REPEATED),
            RowTables.struct(
                    "st",
                    Mode.NULLABLE,
                    Column.of("x", ColumnType.INT64, Mode.NULLABLE),
                    Column.of("y", ColumnType.STRING, Mode.NULLABLE),
                    Column.of("z", ColumnType.INT64, Mode.REPEATED)),
            RowTables.struct(
                    "rs",
                    Mode.REPEATED,
                    Column.of("x", ColumnType.INT64, Mode.NULLABLE),
                    Column.of("y", ColumnType.NUMERIC, Mode.NULLABLE)));

    /** The golden values were computed by Google's FarmHash for Python, over a text that a script wrote. */
    @Test
    void everyTypeHasTheTextThatTheFormatSays() {
        List<Object> full = row(
                Long.MIN_VALUE,
                0.1,
                new BigDecimal("-99999999999999999999999999999.999999999"),
                new BigDecimal("0.00000000000000000000000000000000000001"),
                1L,
                "Zoë \"x\"\n".getBytes(UTF_8),
                new byte[] {0, -1, 16},
                -719_162L,
                86_399_999_999L,
                -62_135_596_800_000_000L,
                253_402_300_799_999_999L,
                "{\"a\": 1}".getBytes(UTF_8),
                "POINT(1 2)".getBytes(UTF_8),
                List.of("a", "", "é"),
                struct("x", 1L, "y", null, "z", List.of(2L, 3L)),
                List.of(
                        struct("x", 5L, "y", new BigDecimal("1.500000000")),
                        struct("x", null, "y", new BigDecimal("0E-9"))));
        List<Object> empty = row(
                null,
                -0.0,
                null,
                new BigDecimal("100.00"),
                0L,
                new byte[0],
                new byte[0],
                null,
                0L,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of());

        assertThat(value(ALL, List.of(full)))
                .isEqualTo(Long.toHexString(Long.parseUnsignedLong("8682300852174818021")));
        assertThat(value(ALL, List.of(empty)))
                .isEqualTo(Long.toHexString(Long.parseUnsignedLong("16609127221123454209")));
        assertThat(sum(ALL, List.of(full, empty)).fingerprint())
                .isEqualTo(new Fingerprint("farm-fingerprint64-sum-1", "5efd33d53b491fe6"));
    }

    @Test
    void aSmallRowHasTheFingerprintOfItsText() {
        assertThat(value(PEOPLE, List.of(row(1L, "Ada".getBytes(UTF_8))))).isEqualTo("b0dce00fc9af3608");
    }

    @Test
    void noRowsHaveTheFingerprintZero() {
        FingerprintSum none = sum(PEOPLE, List.of());
        assertThat(none.rows()).isZero();
        assertThat(none.fingerprint().value()).isEqualTo("0000000000000000");
    }

    @Test
    void doublesAreWrittenAsCDoes() {
        Map<Double, String> texts = Map.ofEntries(
                Map.entry(Double.NaN, "3:nan"),
                Map.entry(Double.POSITIVE_INFINITY, "3:inf"),
                Map.entry(Double.NEGATIVE_INFINITY, "4:-inf"),
                Map.entry(0.0, "22:0.0000000000000000e+00"),
                Map.entry(-0.0, "23:-0.0000000000000000e+00"),
                Map.entry(Double.MIN_VALUE, "23:4.9406564584124654e-324"),
                Map.entry(Double.MAX_VALUE, "23:1.7976931348623157e+308"),
                Map.entry(0.1, "22:1.0000000000000001e-01"),
                Map.entry(0.5, "22:5.0000000000000000e-01"),
                Map.entry(-123456789.125, "23:-1.2345678912500000e+08"),
                Map.entry(0.01, "22:1.0000000000000000e-02"),
                Map.entry(Math.nextDown(0.01), "22:9.9999999999999985e-03"),
                Map.entry((double) (1L << 53), "22:9.0071992547409920e+15"),
                Map.entry(Double.parseDouble("1e23"), "22:9.9999999999999992e+22"),
                Map.entry(1.0 / 3, "22:3.3333333333333331e-01"),
                Map.entry(Math.nextDown(0.1), "22:9.9999999999999992e-02"));
        texts.forEach((value, text) -> assertThat(text(value)).isEqualTo(text));
    }

    @Test
    void everyDoubleIsRoundedExactly() {
        Random random = new Random(7);
        for (int i = 0; i < 200_000; i++) {
            double anywhere = Double.longBitsToDouble(random.nextLong());
            double price = random.nextInt(10_000_000) / 100.0;
            double middling = random.nextDouble() * Math.pow(10, random.nextInt(20) - 3);
            // Ends in a five below the 17th digit, now and then: half-way cases.
            double halves = random.nextInt(1 << 20) + random.nextInt(1 << 30) / (double) (1L << 32);
            for (double value : new double[] {anywhere, price, middling, halves, Math.nextUp(middling)}) {
                if (Double.isFinite(value)) {
                    assertThat(text(value)).isEqualTo(exact(value));
                }
            }
        }
    }

    private static String exact(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(17, RoundingMode.HALF_EVEN));
        int exponent = value == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
        String digits = rounded.abs().unscaledValue().toString();
        digits = (digits + "0".repeat(17)).substring(0, 17);
        String text = (Double.doubleToRawLongBits(value) < 0 ? "-" : "") + digits.charAt(0) + "." + digits.substring(1)
                + "e" + (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
        return text.length() + ":" + text;
    }

    private static String text(double value) {
        CanonicalText text = new CanonicalText();
        text.appendDouble(value);
        return new String(text.bytes(), 0, text.length(), UTF_8);
    }

    @Test
    void whatIsInOneColumnIsNotTakenForTheNext() {
        List<String> values = Arrays.asList(
                value(WORDS, List.of(words("ab", "c"))),
                value(WORDS, List.of(words("a", "bc"))),
                value(WORDS, List.of(words("abc", ""))),
                value(WORDS, List.of(words("", "abc"))),
                value(WORDS, List.of(words(null, "abc"))),
                value(WORDS, List.of(words("abc", null))),
                value(WORDS, List.of(words("-", "abc"))),
                value(WORDS, List.of(words("1:a", "2:bc"))),
                value(WORDS, List.of(words("a1:b", "c"))),
                value(WORDS, List.of(words(null, null))),
                value(WORDS, List.of(words("", null))),
                value(WORDS, List.of(words(null, ""))),
                value(WORDS, List.of(words("", ""))));
        assertThat(values).doesNotHaveDuplicates();
    }

    @Test
    void listsWithinListsKeepTheirBounds() {
        List<Column> lists =
                List.of(RowTables.struct("l", Mode.REPEATED, Column.of("x", ColumnType.STRING, Mode.REPEATED)));
        List<String> values = List.of(
                value(lists, List.of(row(List.of()))),
                value(lists, List.of(row(List.of(struct("x", List.of()))))),
                value(lists, List.of(row(List.of(struct("x", List.of()), struct("x", List.of()))))),
                value(lists, List.of(row(List.of(struct("x", List.of("a", "b")))))),
                value(lists, List.of(row(List.of(struct("x", List.of("a")), struct("x", List.of("b")))))),
                value(lists, List.of(row(List.of(struct("x", List.of("a1:b")))))));
        assertThat(values).doesNotHaveDuplicates();
        assertThat(value(lists, List.of(row((Object) null)))).isEqualTo(values.get(0));
    }

    @Test
    void pairsOfEqualRowsDoNotCancelOut() {
        List<Object> ada = row(1L, "Ada".getBytes(UTF_8));
        List<String> values = List.of(
                value(PEOPLE, List.of()),
                value(PEOPLE, List.of(ada)),
                value(PEOPLE, List.of(ada, ada)),
                value(PEOPLE, List.of(ada, ada, ada)));
        assertThat(values).doesNotHaveDuplicates();
    }

    @Test
    void columnsAreFoundByNameAndOthersAreNotLookedAt() {
        List<Column> wider = List.of(PEOPLE.get(1), Column.of("more", ColumnType.INT64, Mode.NULLABLE), PEOPLE.get(0));
        FingerprintSum sum = new FingerprintSum(PEOPLE);
        sum.add(batch(wider, List.of(row("Ada".getBytes(UTF_8), 7L, 1L))));
        sum.add(batch(PEOPLE, List.of(row(2L, null))));

        assertThat(sum.fingerprint().value())
                .isEqualTo(value(PEOPLE, List.of(row(2L, null), row(1L, "Ada".getBytes(UTF_8)))));
        assertThatThrownBy(() -> sum.add(batch(WORDS, List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the batch has no column id of type INT64");
    }

    @Property(tries = 200)
    void neitherOrderNorPartsMatter(
            @ForAll("tables") Table table, @ForAll Random random, @ForAll @IntRange(min = 0, max = 6) int cut) {
        List<Column> columns = table.definition().columns();
        FingerprintSum whole = sum(columns, table.rows());
        List<List<Object>> shuffled = new ArrayList<>(table.rows());
        Collections.shuffle(shuffled, random);
        int at = Math.min(cut, shuffled.size());
        FingerprintSum first = sum(columns, shuffled.subList(0, at));
        FingerprintSum second = sum(columns, shuffled.subList(at, shuffled.size()));

        assertThat(FingerprintSum.sum(List.of(first.fingerprint(), second.fingerprint())))
                .isEqualTo(whole.fingerprint());
        first.add(second);
        assertThat(first.fingerprint()).isEqualTo(whole.fingerprint());
        assertThat(first.rows()).isEqualTo(table.rows().size());
    }

    @Provide
    Arbitrary<Table> tables() {
        return RowTables.tables();
    }

    private static List<Object> words(String a, String b) {
        return row(a == null ? null : a.getBytes(UTF_8), b == null ? null : b.getBytes(UTF_8));
    }

    private static Map<String, Object> struct(Object... namesAndValues) {
        Map<String, Object> map = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    private static List<Object> row(Object... values) {
        return Arrays.asList(values);
    }

    private static String value(List<Column> columns, List<List<Object>> rows) {
        return sum(columns, rows).fingerprint().value();
    }

    private static FingerprintSum sum(List<Column> columns, List<List<Object>> rows) {
        FingerprintSum sum = new FingerprintSum(columns);
        sum.add(batch(columns, rows));
        return sum;
    }

    private static RowBatch batch(List<Column> columns, List<List<Object>> rows) {
        RowBatch batch = new RowBatch(columns, Math.max(1, rows.size()));
        for (List<Object> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                RowTables.set(batch.column(i), batch.size(), row.get(i));
            }
            batch.add();
        }
        return batch;
    }
}
