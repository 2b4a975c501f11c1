package dev.tablekeeper.standalone.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.standalone.cli.demo.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The sample files are what their generator writes and what their README says. */
class SamplesTest {
    private static final Path FOLDER = Path.of("../samples");

    @Test
    void theFilesAreWhatTheGeneratorWrites() throws IOException {
        for (Map.Entry<String, byte[]> file : SampleFiles.all().entrySet()) {
            assertThat(Files.readAllBytes(FOLDER.resolve(file.getKey())))
                    .as(file.getKey())
                    .isEqualTo(file.getValue());
        }
        assertThat(Sample.all())
                .extracting(Sample::file)
                .containsExactlyElementsOf(SampleFiles.all().keySet());
    }

    @Test
    void theReadmeSaysWhatTheDemonstrationExpects() throws IOException {
        String readme = Files.readString(FOLDER.resolve("README.md"));
        for (Sample s : Sample.all()) {
            assertThat(readme)
                    .contains("| `%s` | `%s` | %d | %d | %d |"
                            .formatted(s.file(), s.table(), s.records(), s.loaded(), s.rejected()));
        }
        Sample employees = sample("hired_employees.csv");
        employees.rejects().forEach((code, n) -> assertThat(readme).contains("| `" + code + "` | " + n + " |"));
    }

    @Test
    void everyFileHasTheRecordsThatAreExpected() throws IOException {
        for (Sample sample : Sample.all()) {
            boolean other = sample.file().contains("semicolon");
            List<byte[]> records = records(Files.readAllBytes(FOLDER.resolve(sample.file())));
            Map<String, Long> rejects = new TreeMap<>();
            int columns = sample.table().equals("hired_employees") ? 5 : 2;
            for (byte[] record : other ? records.subList(1, records.size()) : records) {
                String code = judge(record, other ? ';' : ',', columns);
                if (!code.isEmpty()) {
                    rejects.merge(code, 1L, Long::sum);
                }
            }
            assertThat(records).as(sample.file()).hasSize((int) sample.records() + (other ? 1 : 0));
            assertThat(rejects).as(sample.file()).isEqualTo(new TreeMap<>(sample.rejects()));
        }
    }

    private static Sample sample(String file) {
        return Sample.all().stream()
                .filter(s -> s.file().equals(file))
                .findFirst()
                .orElseThrow();
    }

    /** Cuts at line ends outside of quotes; text after a closing quote is not within quotes. */
    private static List<byte[]> records(byte[] bytes) {
        String latin = new String(bytes, StandardCharsets.ISO_8859_1);
        List<byte[]> records = new ArrayList<>();
        boolean quoted = false;
        boolean fieldStart = true;
        int begin = 0;
        for (int i = 0; i < latin.length(); i++) {
            char c = latin.charAt(i);
            if (quoted) {
                if (c == '"' && i + 1 < latin.length() && latin.charAt(i + 1) == '"') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"' && fieldStart) {
                quoted = true;
            } else if (c == '\n') {
                records.add(latin.substring(begin, i).replace("\r", "").getBytes(StandardCharsets.ISO_8859_1));
                begin = i + 1;
            }
            fieldStart = !quoted && (c == ',' || c == ';' || c == '\n');
        }
        return records;
    }

    /** The code of a record's first fault, as the product should find it; empty where there is none. */
    private static String judge(byte[] record, char delimiter, int columns) {
        String text = new String(record, StandardCharsets.UTF_8);
        if (text.contains("\uFFFD")) {
            return "bad-encoding";
        }
        // An escaped quote is a letter like any other here.
        String plain = text.replace("\"\"", "'");
        if (plain.matches("(?s).*\"[^\"]*\"[^,;\"].*")) {
            return "bad-quotes";
        }
        List<String> fields = List.of(plain.split(delimiter + "(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1));
        if (fields.size() != columns) {
            return fields.size() < columns ? "too-few-fields" : "too-many-fields";
        }
        if (fields.contains("")) {
            return "missing-value";
        }
        for (int i = 0; i < columns; i++) {
            boolean integer = i == 0 || i >= 3;
            if (integer && !fields.get(i).matches("-?\\d+")) {
                return "not-an-integer";
            }
            if (integer && fields.get(i).length() > 18) {
                return "out-of-range";
            }
            if (i == 2 && !isInstant(fields.get(i))) {
                return "not-a-timestamp";
            }
        }
        return "";
    }

    private static boolean isInstant(String text) {
        try {
            Instant.parse(text);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
