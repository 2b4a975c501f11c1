package dev.tablekeeper.standalone.cli.demo;

import dev.tablekeeper.standalone.cli.client.RestClient;
import dev.tablekeeper.standalone.cli.client.RestRequest;
import dev.tablekeeper.standalone.cli.print.RejectsExcerpt;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** The rejected records of one job, all of them. */
record Rejects(List<String> header, List<CSVRecord> records) {

    static Rejects of(RestClient client, String job) {
        try (Reader reader = new InputStreamReader(
                        client.open(RestRequest.get("v1", "jobs", job, "rejects")), StandardCharsets.UTF_8);
                CSVParser parser = RejectsExcerpt.FORMAT.parse(reader)) {
            return new Rejects(parser.getHeaderNames(), parser.getRecords());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Map<String, Long> byCode() {
        return records.stream()
                .collect(Collectors.groupingBy(r -> r.get("_code"), TreeMap::new, Collectors.counting()));
    }
}
