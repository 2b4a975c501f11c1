package dev.tablekeeper.worker.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DialectDetectorTest {
    private static final String ROW = "1,Ann,2021-07-27T16:02:08Z,3,\n";
    private static final String HEADER = "id,name,datetime,department_id,note";

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t", "|"})
    void theDelimiterIsTheOneThatGivesTheTablesNumberOfFields(String delimiter) {
        Dialect dialect = Loads.dialect(ROW.replace(",", delimiter).repeat(3));

        assertThat(dialect.delimiter()).isEqualTo(delimiter);
        assertThat(dialect.header()).isFalse();
        assertThat(dialect.mapping()).containsExactly(0, 1, 2, 3, 4);
        assertThat(dialect.hint()).isEmpty();
    }

    @Test
    void inATieTheCommaComesFirst() {
        assertThat(Loads.dialect("a,b,c,d,e\na;b;c;d;e\n").delimiter()).isEqualTo(",");
    }

    @Test
    void whereNoDelimiterFitsThereIsAHint() {
        Dialect dialect = Loads.dialect("1:Ann:x\n2:Bob:y\n");

        assertThat(dialect.delimiter()).isEqualTo(",");
        assertThat(dialect.hint())
                .isEqualTo("most records have 1 field where 5 are wanted for hired_employees; is the delimiter right?");
    }

    @Test
    void theOptionColumnsSaysHowManyFieldsThereAre() {
        Dialect dialect =
                Loads.dialect("1;2021-07-27T16:02:08Z;3;a,b,c,d,e\n", "columns", "id,hire_date,department_id,NAME");

        assertThat(dialect.delimiter()).isEqualTo(";");
        assertThat(dialect.mapping()).containsExactly(0, 2, 3, 1);
    }

    @Test
    void onlyTheFirstHundredRecordsAreLookedAt() {
        assertThat(Loads.dialect("a;b;c;d;e\n".repeat(60) + "a,b,c,d,e\n".repeat(100))
                        .delimiter())
                .isEqualTo(";");
    }

    @Test
    void aRecordCutOffByTheEndOfTheSampleDoesNotCount() {
        byte[] head = "a;b;c;d;e\na,b,c,d,e".getBytes(StandardCharsets.UTF_8);

        assertThat(new DialectDetector(Loads.HIRED, Loads.options())
                        .detect(head, false)
                        .delimiter())
                .isEqualTo(";");
    }

    @Test
    void aHeaderIsSkippedWithTheByteOrderMarkAndItsLineCounts() {
        Dialect dialect = Loads.dialect("\uFEFF\n" + " ID ,Name,hire_date,department_id,_source\r\n" + ROW);

        assertThat(dialect.header()).isTrue();
        assertThat(dialect.mapping()).containsExactly(0, 1, 2, 3, Dialect.IGNORED);
        assertThat(dialect.dataFrom()).isEqualTo(3 + 1 + 43);
        assertThat(dialect.firstLine()).isEqualTo(3);
    }

    @Test
    void aByteOrderMarkAloneIsSkipped() {
        assertThat(Loads.dialect("\uFEFF" + ROW).dataFrom()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"'id,name,x,y,z', false", "'id,name,datetime,y,z', true", "'id,name', true"})
    void halfOfTheFieldsMustBeNamesForAHeader(String first, boolean header) {
        if (!header) {
            assertThat(Loads.dialect(first + "\n").header()).isFalse();
            return;
        }
        assertFails(() -> Loads.dialect(first + "\n"), FailureType.UNKNOWN_COLUMNS);
    }

    @Test
    void aHeaderCanBeSaidToBeThereOrNot() {
        assertThat(Loads.dialect(HEADER + "\n" + ROW, "header", "absent").header())
                .isFalse();
        assertFails(() -> Loads.dialect(ROW, "header", "present"), FailureType.UNKNOWN_COLUMNS);
    }

    @Test
    void aHeaderThatDoesNotEndInTheSampleFailsInsteadOfBeingRead() {
        byte[] head = "id,name,".repeat(100).getBytes(StandardCharsets.UTF_8);

        assertFails(
                () -> new DialectDetector(Loads.HIRED, Loads.options("header", "present")).detect(head, false),
                FailureType.RECORD_TOO_LARGE);
    }

    @Test
    void unknownNamesFailWithBothListsAndTheNearestNames() {
        assertFails(
                        () -> Loads.dialect("id,nmae,datetime,departmentid,colour\n", "header", "present"),
                        FailureType.UNKNOWN_COLUMNS)
                .hasMessageContaining("there is no column 'nmae' (did you mean name?)")
                .hasMessageContaining("there is no column 'departmentid' (did you mean department_id?)")
                .hasMessageContaining("there is no column 'colour';")
                .hasMessageContaining("the required column name is not there")
                .hasMessageContaining("Named are: 'id', 'nmae', 'datetime', 'departmentid', 'colour'.")
                .hasMessageContaining("The table hired_employees has: id, name, datetime, department_id, note.");
    }

    @Test
    void aColumnNamedTwiceFails() {
        assertFails(() -> Loads.dialect("id,name,datetime,hire_date,department_id\n"), FailureType.UNKNOWN_COLUMNS)
                .hasMessageContaining("both 'datetime' and 'hire_date' name the column datetime");
    }

    @Test
    void anAbsentNullableColumnIsFine() {
        assertThat(Loads.dialect("department_id,id,name,datetime\n").mapping()).containsExactly(3, 0, 1, 2);
    }

    @Test
    void pairsSayWhatTheHeadersNamesMean() {
        Dialect dialect = Loads.dialect(
                "Nr;Full name;datetime;Dept;Shoe\n",
                "columns",
                "nr:id,full name:name,dept:department_id,shoe:_,datetime");

        assertThat(dialect.delimiter()).isEqualTo(";");
        assertThat(dialect.header()).isTrue();
        assertThat(dialect.mapping()).containsExactly(0, 1, 2, 3, Dialect.IGNORED);
    }

    @Test
    void aPairWhoseNameTheHeaderLacksFails() {
        assertFails(
                        () -> Loads.dialect("id,name,datetime,department_id\n", "columns", "dept:department_id"),
                        FailureType.UNKNOWN_COLUMNS)
                .hasMessageContaining("the file's header has no 'dept'");
    }

    @Test
    void anUnknownNameInTheOptionColumnsFails() {
        assertFails(() -> Loads.dialect(ROW, "columns", "id,name,datetime,dept,_"), FailureType.UNKNOWN_COLUMNS)
                .hasMessageContaining("there is no column 'dept'");
    }

    @Test
    void aRejectsHeaderSettlesEverythingWhateverTheOptionsSay() {
        Dialect dialect = Loads.dialect(
                "_line,_column,_code,_reason,id,name,datetime,department_id,note,_extra\n",
                "delimiter",
                ";",
                "header",
                "absent",
                "quote",
                "'",
                "nullMarker",
                "NULL",
                "columns",
                "id,name,datetime,department_id,note");

        assertThat(dialect.delimiter()).isEqualTo(",");
        assertThat(dialect.quote()).isEqualTo("\"");
        assertThat(dialect.nullMarker()).isEmpty();
        assertThat(dialect.mapping()).containsExactly(-1, -1, -1, -1, 0, 1, 2, 3, 4, Dialect.SURPLUS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\r\n", "\uFEFF"})
    void anEmptyFileHasNoRecordsAndIsNoMistake(String text) {
        assertThat(Loads.dialect(text).header()).isFalse();
        assertThat(Loads.dialect(text, "header", "present").header()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "4f626a01, Avro",
        "504152311500, Parquet",
        "4f524308ff, ORC",
        "504b03041400, Excel",
        "d0cf11e0a1b1, Excel",
        "255044462d312e37, PDF",
        "89504e470d0a, image",
        "ffd8ffe0, image",
        "1f8b08, gzip",
        "fffe610062, UTF-16",
        "feff00610062, UTF-16",
        "61006200, encoding=UTF-16LE",
        "00610062, encoding=UTF-16BE",
        "616263640061626364, binary",
        "3c21444f43545950452068746d6c3e, web page"
    })
    void whatIsNotCsvIsNamed(String hex, String seems) {
        byte[] head = HexFormat.of().parseHex(hex);

        assertFails(() -> new DialectDetector(Loads.HIRED, Loads.options()).detect(head, true), FailureType.NOT_CSV)
                .hasMessageContaining(seems);
    }

    @Test
    void aTableInUtf16WithoutAMarkIsSeen() {
        byte[] head = ROW.repeat(10).getBytes(Charset.forName("UTF-16LE"));

        assertFails(() -> new DialectDetector(Loads.HIRED, Loads.options()).detect(head, true), FailureType.NOT_CSV)
                .hasMessageContaining("encoding=UTF-16LE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ORCHARD,1\n", "PAR1,x\n", "BZh,x\n"})
    void wordsThatLookLikeASignatureAreText(String text) {
        assertThat(Loads.dialect(text).delimiter()).isEqualTo(",");
    }

    @Test
    void aStrayNulInALongFileIsLeftToItsRecord() {
        assertThat(Loads.dialect(ROW.repeat(100) + "1,A\0,2021-07-27T16:02:08Z,3,\n")
                        .mapping())
                .hasSize(5);
    }

    @Test
    void nestedColumnsMustBeAbsentAndMayBe() {
        Column id = Column.of("id", ColumnType.INT64, Column.Mode.REQUIRED);
        Column tags = Column.of("tags", ColumnType.STRING, Column.Mode.REPEATED);
        TableDefinition table = TableDefinition.of("t", List.of(), List.of(tags, id));

        assertThat(Loads.dialect(table, "1\n").mapping()).containsExactly(1);
        assertThat(Loads.dialect(table, "id\n1\n").mapping()).containsExactly(1);
        assertFails(() -> Loads.dialect(table, "id,tags\n1,x\n", "delimiter", ","), FailureType.INVALID_REQUEST)
                .hasMessageContaining("the column tags of t holds lists");
    }

    @Test
    void aTableThatNeedsARecordCannotBeLoaded() {
        Column place = new Column(
                "place",
                ColumnType.STRUCT,
                Column.Mode.REQUIRED,
                "",
                List.of(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                List.of(Column.of("x", ColumnType.INT64, Column.Mode.NULLABLE)));

        assertFails(
                () -> Loads.dialect(TableDefinition.of("t", List.of(), List.of(place)), "1\n"),
                FailureType.INVALID_REQUEST);
    }

    @Test
    void aDialectIsTheSameAfterJson() throws Exception {
        Dialect dialect = Loads.dialect(HEADER + "\n" + ROW.replace(",", ";"), "nullMarker", "\\N", "trim", true);

        assertThat(Json.MAPPER.readValue(Json.write(dialect), Dialect.class)).isEqualTo(dialect);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertFails(
            ThrowingCallable detection, FailureType type) {
        return assertThatThrownBy(detection)
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.type()).isEqualTo(type));
    }
}
