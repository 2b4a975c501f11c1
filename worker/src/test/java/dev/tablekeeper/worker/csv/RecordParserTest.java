package dev.tablekeeper.worker.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.value.Fault;
import dev.tablekeeper.model.value.Reject;
import dev.tablekeeper.model.value.RejectCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordParserTest {
    private static final String GOOD = "1,Ann,2021-07-27T16:02:08Z,3,\n";
    private static final List<String> GOOD_ROW = List.of("1", "Ann", "1627401728000000", "3", "null");

    @Test
    void rowsComeInOrderAcrossBatches() {
        Loads.Loaded loaded = Loads.load(GOOD.repeat(5));

        assertThat(loaded.rows()).hasSize(5).containsOnly(GOOD_ROW);
        assertThat(loaded.rejects()).isEmpty();
    }

    @Test
    void anUnquotedEmptyFieldIsNullAndAQuotedOneIsEmpty() {
        Loads.Loaded loaded = Loads.load(GOOD + "1,Ann,2021-07-27T16:02:08Z,3,\"\"\n");

        assertThat(loaded.rows()).extracting(row -> row.get(4)).containsExactly("null", "");
    }

    @Test
    void withANullMarkerOfItsOwnAnEmptyFieldIsEmpty() {
        Loads.Loaded loaded = Loads.load(
                "1,Ann,2021-07-27T16:02:08Z,3,\\N\n1,Ann,2021-07-27T16:02:08Z,3,\n1,Ann,2021-07-27T16:02:08Z,3,\"\\N\"\n",
                "nullMarker",
                "\\N");

        assertThat(loaded.rows()).extracting(row -> row.get(4)).containsExactly("null", "", "\\N");
    }

    @Test
    void aRequiredValueThatIsMissingIsARejectWithAllTheRecordHeld() {
        Loads.Loaded loaded = Loads.load(GOOD + "2,,2021-07-27T16:02:08Z,x,\"\"\n");

        assertThat(loaded.rows()).containsExactly(GOOD_ROW);
        Reject reject = loaded.rejects().get(0);
        assertThat(reject.line()).isEqualTo(2);
        assertThat(reject.faults())
                .extracting(Fault::column, Fault::code)
                .containsExactly(
                        tuple("name", RejectCode.MISSING_VALUE), tuple("department_id", RejectCode.NOT_AN_INTEGER));
        assertThat(reject.reason())
                .startsWith("name: there is no value, and the column needs one; department_id: 'x' is not an integer");
        assertThat(reject.fields())
                .containsExactly(
                        Optional.of("2"),
                        Optional.empty(),
                        Optional.of("2021-07-27T16:02:08Z"),
                        Optional.of("x"),
                        Optional.of(""));
    }

    @Test
    void tooFewAndTooManyFieldsAreOneFaultEach() {
        Loads.Loaded loaded = Loads.load(GOOD + "x,y\n" + "x,Ann,2021-07-27T16:02:08Z,3,,\"6,7\",\n");

        assertThat(loaded.rejects())
                .extracting(reject -> reject.fault().code(), Reject::reason)
                .containsExactly(
                        tuple(RejectCode.TOO_FEW_FIELDS, "the record has 2 fields; wanted are 5"),
                        tuple(RejectCode.TOO_MANY_FIELDS, "the record has 7 fields; wanted are 5"));
        assertThat(loaded.rejects().get(1).surplus()).containsExactly("6,7", "");
    }

    @Test
    void whatIsNotUtf8IsRejectedWithItsByteAndHandedBackAsLatin1() {
        byte[] file = (GOOD + "2,Café,2021-07-27T16:02:08Z,3,\n").getBytes(StandardCharsets.ISO_8859_1);

        Loads.Loaded loaded = Loads.load(Loads.HIRED, file);

        Reject reject = loaded.rejects().get(0);
        assertThat(reject.fault().code()).isEqualTo(RejectCode.BAD_ENCODING);
        assertThat(reject.fault().column()).isEqualTo("name");
        assertThat(reject.reason())
                .startsWith("byte 4 of the value (0xe9) is not UTF-8")
                .contains("encoding=windows-1252");
        assertThat(reject.fields().get(1)).contains("Café");
    }

    @Test
    void encodingIsLookedAtInFieldsThatAreIgnoredAndInNumbersToo() {
        byte[] file =
                "id,name,datetime,department_id,_x\n1,Ann,2021-07-27T16:02:08Z,3,é\né,Ann,2021-07-27T16:02:08Z,3,x\n"
                        .getBytes(StandardCharsets.ISO_8859_1);

        assertThat(Loads.load(Loads.HIRED, file).rejects())
                .extracting(
                        Reject::line,
                        reject -> reject.fault().code(),
                        reject -> reject.fault().column())
                .containsExactly(tuple(2L, RejectCode.BAD_ENCODING, ""), tuple(3L, RejectCode.BAD_ENCODING, "id"));
    }

    @Test
    void validCharactersBetweenInvalidBytesStayWhatTheyAre() {
        byte[] bytes = {(byte) 0xff, 'a', (byte) 0xe6, (byte) 0xbc, (byte) 0xa2, (byte) 0xe6, (byte) 0xbc};

        FieldText text = FieldText.of(bytes, 1, bytes.length);

        assertThat(text.text()).isEqualTo("a漢\u00e6\u00bc");
        assertThat(text.firstInvalid()).isEqualTo(5);
    }

    @Test
    void textBehindAClosingQuoteIsARejectOfItsOwn() {
        Loads.Loaded loaded = Loads.load(GOOD + "2,\"Ann\" B,2021-07-27T16:02:08Z,3,\n");

        Reject reject = loaded.rejects().get(0);
        assertThat(reject.fault().code()).isEqualTo(RejectCode.BAD_QUOTES);
        assertThat(reject.fault().column()).isEqualTo("name");
        assertThat(reject.fields().get(1)).contains("\"Ann\" B");
    }

    @Test
    void trimTakesSpacesAwayInsideAndOutsideOfQuotes() {
        Loads.Loaded loaded = Loads.load(" 1 ,\t\" Ann\"\"\" ,2021-07-27T16:02:08Z , 3,  \n  \n", "trim", true);

        assertThat(loaded.rows()).containsExactly(List.of("1", "Ann\"", "1627401728000000", "3", "null"));
    }

    @Test
    void columnsThatTheFileLacksAreNullOrAnEmptyList() {
        TableDefinition table = TableDefinition.of(
                "t",
                List.of(),
                List.of(
                        Column.of("tags", ColumnType.STRING, Column.Mode.REPEATED),
                        Column.of("id", ColumnType.INT64, Column.Mode.REQUIRED),
                        Column.of("x", ColumnType.FLOAT64, Column.Mode.NULLABLE)));

        Loads.Loaded loaded = Loads.load(table, "id\n7\n".getBytes(StandardCharsets.UTF_8));

        assertThat(loaded.rows()).containsExactly(List.of("[]", "7", "null"));
    }
}
