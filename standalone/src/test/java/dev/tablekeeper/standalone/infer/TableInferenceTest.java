package dev.tablekeeper.standalone.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.LoadCsv;
import dev.tablekeeper.standalone.cli.demo.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TableInferenceTest {

    @Test
    void eachColumnGetsTheNarrowestTypeThatAllValuesFit() {
        Map<String, String> values = Map.ofEntries(
                Map.entry("BOOL", "true False"),
                Map.entry("INT64", "1 -9223372036854775808"),
                Map.entry("NUMERIC", "1 -2.5"),
                Map.entry("BIGNUMERIC", "1.00000000000000000001 2"),
                Map.entry("FLOAT64", "1 6.02e23"),
                Map.entry("DATE", "2021-07-27 0001-01-01"),
                Map.entry("TIME", "16:02:08 16:02"),
                Map.entry("DATETIME", "2021-07-27T16:02:08 2021-07-27T16:02:08.5"),
                Map.entry("TIMESTAMP", "2021-07-27T16:02:08Z 2021-07-27T16:02:08+02:00"),
                Map.entry("STRING", "1 x"));
        values.forEach((type, two) -> {
            Inferred inferred = Inferred.of("c,d\n" + two.replace(" ", ",1\n") + ",1\n");
            assertThat(inferred.column("c").type()).isEqualTo(ColumnType.valueOf(type));
            assertThat(inferred.rejects()).isEmpty();
        });
    }

    @Test
    void numbersBeyondATypeGetTheNextOne() {
        assertThat(type("9223372036854775808")).isEqualTo(ColumnType.NUMERIC);
        assertThat(type("123456789012345678901234567890")).isEqualTo(ColumnType.BIGNUMERIC);
        assertThat(type("1" + "0".repeat(60))).isEqualTo(ColumnType.FLOAT64);
        assertThat(type("1e400")).isEqualTo(ColumnType.STRING);
        assertThat(type("NaN")).isEqualTo(ColumnType.STRING);
    }

    @Test
    void whatIsNeverEmptyIsRequired() {
        Inferred inferred = Inferred.of("a,b,c\n1,x,\n2,,\n3,\"\",\n");

        assertThat(inferred.column("a").mode()).isEqualTo(Column.Mode.REQUIRED);
        assertThat(inferred.column("b").mode()).isEqualTo(Column.Mode.NULLABLE);
        assertThat(inferred.column("c").type()).isEqualTo(ColumnType.STRING);
        assertThat(inferred.doubts()).anyMatch(d -> d.startsWith("c is empty in every record"));
        assertThat(inferred.rejects()).isEmpty();
    }

    @Test
    void aQuotedFieldThatIsEmptyIsAText() {
        assertThat(Inferred.of("a,b\n1,\"\"\n2,3\n").column("b"))
                .matches(b -> b.type() == ColumnType.STRING && b.required());
    }

    @Test
    void whatNumbersWouldLoseStaysText() {
        Inferred inferred = Inferred.of("zip,phone,n\n01234,+49301,0\n99999,4930,-7\n");

        assertThat(inferred.column("zip").type()).isEqualTo(ColumnType.STRING);
        assertThat(inferred.column("phone").type()).isEqualTo(ColumnType.STRING);
        assertThat(inferred.column("n").type()).isEqualTo(ColumnType.INT64);
        assertThat(inferred.doubts()).anyMatch(d -> d.startsWith("zip has numbers with leading zeros"));
    }

    @Test
    void formsThatMeanTheSameAreSaidToBeMixed() {
        Inferred inferred =
                Inferred.of("d,e,f\n2020-01-01,27.07.2021,\"1,5\"\n2020-01-01T00:00:00,27.07.2021,\"2,5\"\n");

        assertThat(inferred.column("d").type()).isEqualTo(ColumnType.STRING);
        assertThat(inferred.doubts())
                .contains("d mixes DATE (line 2) and DATETIME (line 3), so it is a STRING.")
                .anyMatch(d -> d.startsWith("e seems to hold dates (line 2)"))
                .anyMatch(d -> d.startsWith("f seems to hold numbers with a decimal comma (line 2)"));
    }

    @Test
    void fewExceptionsAreNamedByTheirLines() {
        String rows =
                IntStream.range(0, 100).mapToObj(i -> i + "," + i + "," + i).collect(Collectors.joining("\n"));
        Inferred inferred = Inferred.of("a,b,c\n" + rows + "\n100,N/A,\n101,7,1.5\n");

        assertThat(inferred.doubts())
                .anyMatch(d -> d.startsWith("b holds INT64 but for line 102;"))
                .contains("c would be INT64 but for line 103.")
                .contains("c would be REQUIRED but for line 102, where it is empty.");
        assertThat(inferred.doubts()).noneMatch(d -> d.startsWith("There are"));
    }

    @Test
    void aColumnThatTellsRecordsApartIsTheKeyIfItsNameOrPlaceSaysSo() {
        assertThat(Inferred.of("name,person_id\nAnn,2\nAnn,1\n").table().key()).containsExactly("person_id");
        assertThat(Inferred.of("1,Ann\n2,Bob\n").table().key()).containsExactly("column_1");
        assertThat(Inferred.of("id,n\n1,5\n1,5\n").table().key()).isEmpty();
        assertThat(Inferred.of("id,n\n1,5\n,6\n").table().key()).isEmpty();
        Inferred unlikely = Inferred.of("n,city\n5,Paris\n5,Rome\n");
        assertThat(unlikely.table().key()).isEmpty();
        assertThat(unlikely.doubts()).contains("city differs in all records, and may be a key.");
    }

    @Test
    void aHeaderIsKnownByWhatStandsBelow() {
        assertThat(Inferred.of("id,name\n1,Ann\n").table().columns())
                .extracting(Column::name)
                .containsExactly("id", "name");
        assertThat(Inferred.of("1,Ann\n2,Bob\n").table().columns())
                .extracting(Column::name)
                .containsExactly("column_1", "column_2");
        Inferred texts = Inferred.of("name,city\nAnn,Paris\n");
        assertThat(texts.column("city").type()).isEqualTo(ColumnType.STRING);
        assertThat(texts.doubts()).anyMatch(d -> d.contains("is a header cannot be known"));
        Inferred absent =
                Inferred.of("name,city\nAnn,Paris\n", new TableInference.Options("auto", LoadCsv.Header.ABSENT));
        assertThat(absent.table().columns()).extracting(Column::name).containsExactly("column_1", "column_2");
        assertThat(absent.rejects()).isEmpty();
    }

    @Test
    void namesAreMadeValidAndTheOldOnesKept() {
        Inferred inferred = Inferred.of(
                "Hire Date,Größe (cm),2021,null,y,HireDate,日本\n2020-01-01,1,2,3,4,5,6\n2020-01-02,1,2,3,4,5,6\n");

        assertThat(inferred.table().columns())
                .extracting(Column::name)
                .containsExactly("hire_date", "grosse_cm", "c_2021", "null", "y", "HireDate", "column_7");
        assertThat(inferred.column("hire_date").aliases()).containsExactly("Hire Date");
        assertThat(inferred.column("column_7").aliases()).containsExactly("日本");
        assertThat(inferred.rejects()).isEmpty();
    }

    @Test
    void aHeaderThatALoadCannotGoByIsReplacedByAnAdvice() {
        Inferred inferred = Inferred.of("a,a,,_id,A b\n1,2,3,4,x\n2,2,3,4,y\n");

        assertThat(inferred.table().columns()).extracting(Column::name).containsExactly("a", "a_2", "column_3", "a_b");
        assertThat(inferred.doubts())
                .contains("Load it with --header present --columns a,a_2,column_3,_,a_b.")
                .anyMatch(d -> d.startsWith("The column '_id' is left out"));
        assertThat(inferred.rejects()).isEmpty();
    }

    @Test
    void theDelimiterIsTheOneThatDividesAllRecordsAlike() {
        assertThat(Inferred.of("a;b;c\n1;2,5;3\n2;x;4\n").table().columns()).hasSize(3);
        assertThat(Inferred.of("a\tb\n1,2\t2\n").table().columns()).hasSize(2);
        assertThat(Inferred.of("a\n1\n2\n").table().columns()).hasSize(1);
        Inferred undecided = Inferred.of("a,b;c\n1,2;3\n");
        assertThat(undecided.doubts()).anyMatch(d -> d.contains("could be divided by semicolons as well as by commas"));
    }

    @Test
    void whatNoLoadWillTakeIsCountedAndLeftOut() {
        Inferred inferred = Inferred.of("a,b\n1,x\n2\n3,\"y\"z\n4,\u0000\n" + "5,z\n".repeat(500));

        assertThat(inferred.column("a").type()).isEqualTo(ColumnType.INT64);
        assertThat(inferred.doubts())
                .anyMatch(d -> d.startsWith("1 record of file.csv has another number of fields (line 3)"))
                .anyMatch(d -> d.startsWith("1 record of file.csv has text behind a closing quote (line 4)"))
                .anyMatch(d -> d.startsWith("1 record of file.csv holds bytes that are no UTF-8 text"));
        assertThat(inferred.rejects()).hasSize(3);
    }

    @Test
    void fewRowsAreSaidToBeFew() {
        assertThat(Inferred.of("a,b\n1,2\n").doubts().get(0)).startsWith("There is 1 row only");
        assertThat(Inferred.of("a,b\n").doubts().get(0)).startsWith("There is no row");
    }

    @Test
    void theSampleFilesLoadIntoWhatIsInferredFromThem() throws IOException {
        for (Sample sample : Sample.all()) {
            // The dirty ones have a few bytes that are no UTF-8, which come to the same in another encoding.
            String csv = Files.readString(Path.of("../samples", sample.file()), StandardCharsets.ISO_8859_1);
            Inferred inferred = Inferred.of(csv.replace("\u00ef\u00bb\u00bf", "\ufeff"));

            long unfit = sample.rejects().getOrDefault("too-many-fields", 0L)
                    + sample.rejects().getOrDefault("too-few-fields", 0L)
                    + sample.rejects().getOrDefault("bad-quotes", 0L);
            assertThat(inferred.rejects()).as(sample.file()).hasSizeLessThanOrEqualTo((int) unfit);
        }
    }

    @Test
    void whatIsNoCsvIsRefused() {
        for (String text : List.of("", "\n\n", "\ufeff", "%PDF-1.4 x", "a,b\n1,\"x\n", "<html><body>")) {
            assertThatExceptionOfType(Failure.class).as(text).isThrownBy(() -> Inferred.of(text));
        }
    }

    private static ColumnType type(String value) {
        Inferred inferred = Inferred.of("c,d\n" + value + ",1\n");
        assertThat(inferred.rejects()).isEmpty();
        return inferred.column("c").type();
    }
}
