package dev.tablekeeper.stores.google.liar.bigquery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.stores.google.liar.CloudStorageLiar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes a table, as it is or was, into Avro files of the bucket: with a wildcard into several, as many as it likes. */
record ExtractJob(
        JsonNode extract, String project, String location, CloudStorageLiar bucket, Tables tables, Clock clock) {
    private static final int ROWS_PER_FILE = 1_000;

    ObjectNode run(Session session) throws SQLException {
        if (!extract.path("destinationFormat").asText().equals("AVRO")
                || !extract.path("useAvroLogicalTypes").asBoolean()
                || extract.path("destinationUris").size() != 1) {
            throw ApiFailure.notPlayed("an extract to other than one URI of AVRO with useAvroLogicalTypes");
        }
        Source source = Source.of(extract.path("sourceTable"), tables, location, clock);
        if (Tables.view(source.table())) {
            throw ApiFailure.invalid("Cannot extract the view " + source.ref().in(project));
        }
        String uri = extract.get("destinationUris").get(0).asText();
        String place = "gs://" + bucket.bucket() + "/";
        if (!uri.startsWith(place)) {
            throw ApiFailure.missing("URI " + uri);
        }
        List<String[]> rows = ResultRows.table(session, source.rows(), source.fields(), 0, Long.MAX_VALUE)
                .rows();
        int files = write(rows, AvroFile.of(source.fields()), uri.substring(place.length()));
        ObjectNode statistics = Json.object().put("inputBytes", Long.toString(8L * rows.size()));
        statistics.putArray("destinationUriFileCounts").add(Integer.toString(files));
        return statistics;
    }

    private int write(List<String[]> rows, AvroFile avro, String name) {
        int files = name.contains("*") ? Math.max(1, (rows.size() + ROWS_PER_FILE - 1) / ROWS_PER_FILE) : 1;
        for (int i = 0; i < files; i++) {
            int from = i * ROWS_PER_FILE;
            int to = i == files - 1 ? rows.size() : from + ROWS_PER_FILE;
            try {
                bucket.put(
                        name.replace("*", String.format(Locale.ROOT, "%012d", i)),
                        avro.write(
                                rows.subList(from, to),
                                Json.text(extract, "compression").orElse("NONE")),
                        Map.of());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return files;
    }
}
