package dev.tablekeeper.worker.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.tablekeeper.jobs.RejectsCsv;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.value.Fault;
import dev.tablekeeper.model.value.Reject;
import dev.tablekeeper.model.value.RejectCode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RejectsCsvTest {
    private static final String HEADER = "_line,_column,_code,_reason,id,name,datetime,department_id,note,_extra\n";

    @Test
    void theHeaderNamesTheFaultTheFileTheColumnsAndTheRest() {
        assertThat(RejectsCsv.header(Loads.HIRED, false)).isEqualTo(HEADER);
        assertThat(RejectsCsv.header(Loads.HIRED, true)).isEqualTo(HEADER.replace("_reason,", "_reason,_file,"));
    }

    @Test
    void nullHasNoQuotesAndAllElseHas() {
        Loads.Loaded loaded = Loads.load("7,,2021-07-27T16:02:08Z,3,\"\"\n");

        assertThat(body(loaded, Optional.empty()))
                .isEqualTo("\"1\",\"name\",\"missing-value\",\"there is no value, and the column needs one\","
                        + "\"7\",,\"2021-07-27T16:02:08Z\",\"3\",\"\",\n");
    }

    @Test
    void fieldsStandUnderTheirColumnsWhateverTheFilesOrder() {
        Loads.Loaded loaded = Loads.load(
                "department_id;id;_x;name;datetime\n3;7;y;;2021-07-27T16:02:08Z;b;\"c;\"\"d\"\n", "delimiter", ";");

        assertThat(body(loaded, Optional.of("b.csv")))
                .isEqualTo("\"2\",\"\",\"too-many-fields\",\"the record has 7 fields; wanted are 5\",\"b.csv\","
                        + "\"7\",,\"2021-07-27T16:02:08Z\",\"3\",,\"[\"\"b\"\",\"\"c;\\\"\"d\"\"]\"\n");
    }

    @Test
    void rejectsMendedLoadAsTheyAre() {
        Loads.Loaded loaded = Loads.load(
                "7;\"A;\"\"nn\"\"\r\n\";2021-07-27T16:02:08Z;three;\n8;Bob;2021-07-27T16:02:08Z;three;\"\"\n9;Cy;2021-07-27T16:02:08Z;three;NULL\n",
                "nullMarker",
                "NULL");
        assertThat(loaded.rejects()).hasSize(3);
        String rejects = HEADER + body(loaded, Optional.empty());

        Loads.Loaded unmended = Loads.load(rejects);
        Loads.Loaded mended = Loads.load(rejects.replace("\"three\"", "3"));

        assertThat(unmended.rejects())
                .extracting(Reject::faults)
                .isEqualTo(loaded.rejects().stream().map(Reject::faults).toList());
        assertThat(mended.rejects()).isEmpty();
        assertThat(mended.rows())
                .extracting(row -> row.get(0), row -> row.get(1), row -> row.get(4))
                .containsExactly(tuple("7", "A;\"nn\"\r\n", ""), tuple("8", "Bob", ""), tuple("9", "Cy", "null"));
    }

    @Provide
    Arbitrary<List<Reject>> rejects() {
        Arbitrary<String> value =
                Arbitraries.strings().withChars("a\"\",,;\r\n\t 漢é'\\_").ofMaxLength(6);
        return value.optional()
                .list()
                .ofSize(2)
                .flatMap(fields -> value.list()
                        .ofMaxSize(2)
                        .map(surplus -> new Reject(
                                7,
                                List.of(new Fault("a", RejectCode.TOO_LONG, String.join("", surplus))),
                                fields,
                                surplus)))
                .list()
                .ofMaxSize(5);
    }

    @Property(tries = 500)
    void whateverARejectHeldIsThereWhenItLoads(@ForAll("rejects") List<Reject> rejects) {
        TableDefinition texts = TableDefinition.of(
                "texts",
                List.of(),
                List.of(
                        Column.of("a", ColumnType.STRING, Column.Mode.NULLABLE),
                        Column.of("b", ColumnType.STRING, Column.Mode.NULLABLE)));
        Dialect dialect = Loads.dialect(texts, "a,b\n");

        String file = RejectsCsv.header(texts, false) + body(texts, dialect, rejects, Optional.empty());

        Loads.Loaded loaded = Loads.load(texts, file.getBytes(StandardCharsets.UTF_8));
        assertThat(loaded.rejects().stream().map(Reject::surplus).toList())
                .as("what was too much is still there")
                .isEqualTo(rejects.stream()
                        .map(Reject::surplus)
                        .filter(surplus -> !surplus.isEmpty())
                        .toList());
        assertThat(loaded.rows())
                .isEqualTo(rejects.stream()
                        .filter(reject -> reject.surplus().isEmpty())
                        .map(reject -> reject.fields().stream()
                                .map(field -> field.orElse("null"))
                                .toList())
                        .toList());
    }

    private static String body(Loads.Loaded loaded, Optional<String> file) {
        return body(Loads.HIRED, loaded.dialect(), loaded.rejects(), file);
    }

    private static String body(TableDefinition table, Dialect dialect, List<Reject> rejects, Optional<String> file) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (RejectsCsv csv = RejectsCsv.ofRecords(out, table, dialect.mapping(), file)) {
            rejects.forEach(csv);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
