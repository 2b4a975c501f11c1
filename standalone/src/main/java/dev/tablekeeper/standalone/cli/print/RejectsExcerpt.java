package dev.tablekeeper.standalone.cli.print;

import dev.tablekeeper.standalone.cli.client.RestClient;
import dev.tablekeeper.standalone.cli.client.RestRequest;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** The first rejected records of a job: where, and why. */
public final class RejectsExcerpt {
    /** How a rejects file is written: RFC 4180 with a header. */
    public static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

    private static final List<String> FIELDS = List.of("_line", "_column", "_code", "_reason");

    private RejectsExcerpt() {}

    /** Reads no more than the first {@code most} records of the job's rejects. */
    public static TextTable of(RestClient client, String job, int most) {
        TextTable table = new TextTable("line", "column", "code", "reason");
        RestRequest request = RestRequest.get("v1", "jobs", job, "rejects").header("Accept", "text/csv");
        try (Reader reader = new InputStreamReader(client.open(request), StandardCharsets.UTF_8);
                CSVParser records = FORMAT.parse(reader)) {
            for (CSVRecord record : records) {
                table.row(FIELDS.stream()
                        .map(f -> record.isSet(f) ? record.get(f) : "")
                        .toList());
                if (record.getRecordNumber() == most) {
                    break;
                }
            }
            return table;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
