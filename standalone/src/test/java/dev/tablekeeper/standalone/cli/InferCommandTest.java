package dev.tablekeeper.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InferCommandTest {
    private static final String CSV = "id,Full Name\n1,Ann\n2,\n";
    private static final String COLUMNS = """
            key: [id]
            columns:
              - {name: id, type: INT64, mode: REQUIRED}
              - {name: full_name, type: STRING, aliases: ["Full Name"]}
            """;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("My People.csv"), CSV);
    }

    @Test
    void aDefinitionIsProposedAndWhatIsDoubtfulSaidWithoutAServer() {
        Ran ran = infer(file.toString());

        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out())
                .startsWith(
                        "# Inferred from My People.csv: 2 rows of 2 fields, divided by commas, with a header.\n# ? There")
                .endsWith("table: my_people\n" + COLUMNS)
                .doesNotContain(folder.toString());
        assertThat(ran.err()).contains("2 rows of 2 fields").contains("? There are 2 rows only");
    }

    @Test
    void standardInputIsReadWhenTheTableIsNamed() {
        assertThat(read("-", "--table", "people").out()).endsWith("table: people\n" + COLUMNS);
        Ran nameless = read("-");
        assertThat(nameless.exitCode()).isEqualTo(2);
        assertThat(nameless.err()).contains("--table NAME");
        assertThat(read("-", "--table", "People").exitCode()).isEqualTo(2);
    }

    @Test
    void severalFilesAreOneTable() throws IOException {
        Path more = Files.writeString(folder.resolve("more.csv"), "id,full name\n3,Cy\nx,Di\n");
        Path other = Files.writeString(folder.resolve("other.csv"), "id,age\n3,7\n");

        assertThat(infer(file.toString(), more.toString()).out())
                .contains("4 rows of 2 fields")
                .contains("{name: id, type: STRING, mode: REQUIRED}");
        Ran ran = infer(file.toString(), other.toString());
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("other.csv cannot be one table with My People.csv: it has another header");
    }

    @Test
    void gzipAndOtherEncodingsAreRead() throws IOException {
        Path gzip = Files.write(folder.resolve("people.csv.gz"), gzip());
        Path latin = Files.write(folder.resolve("latin.csv"), "id,naïve\n1,é\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(infer(gzip.toString()).out()).endsWith("table: people\n" + COLUMNS);
        assertThat(infer(latin.toString(), "--encoding=ISO-8859-1").out())
                .contains("{name: naive, type: STRING, mode: REQUIRED, aliases: [\"naïve\"]}");
        Ran wrong = infer(latin.toString(), "--encoding=UTF-16");
        assertThat(wrong.exitCode()).isEqualTo(2);
        Files.write(gzip, Arrays.copyOf(gzip(), 20));
        Ran cut = infer(gzip.toString());
        assertThat(cut.exitCode()).isEqualTo(2);
        assertThat(cut.err()).contains("cut off or damaged");
    }

    @Test
    void aNewFileIsWrittenAndAnOldOneLeft() throws IOException {
        Path output = folder.resolve("people.yaml");

        Ran ran = infer(file.toString(), "--output", output.toString());
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).isEmpty();
        assertThat(output).content().endsWith(COLUMNS);
        Files.writeString(output, "mine");
        Ran again = infer(file.toString(), "--output", output.toString());
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.err()).contains("is there already");
        assertThat(output).hasContent("mine");
    }

    @Test
    void whatCannotBeReadIsSaidInALine() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.csv"));
        Path pdf = Files.writeString(folder.resolve("a.csv"), "%PDF-1.7");
        for (String[] wrong : new String[][] {
            {folder.resolve("nowhere.csv").toString(), "There is no file"},
            {"gs://bucket/a.csv", "copy it here first"},
            {folder.toString(), "is a folder"},
            {empty.toString(), "empty.csv is empty"},
            {pdf.toString(), "is not CSV"}
        }) {
            Ran ran = infer(wrong[0]);
            assertThat(ran.exitCode()).as(wrong[0]).isEqualTo(2);
            assertThat(ran.err().lines()).hasSize(1);
            assertThat(ran.err()).contains(wrong[1]);
            assertThat(ran.out()).isEmpty();
        }
        assertThat(infer(file.toString(), "--delimiter", "ab").exitCode()).isEqualTo(2);
    }

    private static Ran infer(String... arguments) {
        return run(new byte[0], arguments);
    }

    private static Ran read(String... arguments) {
        return run(CSV.getBytes(StandardCharsets.UTF_8), arguments);
    }

    private static Ran run(byte[] stdin, String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "tables";
        all[1] = "infer";
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return Ran.with(Map.of("TABLEKEEPER_URL", "http://127.0.0.1:1"), stdin, all);
    }

    private static byte[] gzip() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(CSV.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
