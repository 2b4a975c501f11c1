package dev.tablekeeper.stores.google.liar.bigquery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.stores.google.liar.CloudStorageLiar;
import dev.tablekeeper.stores.google.liar.LiarObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.duckdb.DuckDBAppender;

/** Loads Avro files from the bucket into a table: all rows of all files, or none. */
record LoadJob(
        JsonNode load, String project, String location, CloudStorageLiar bucket, Tables tables, Mutations mutations) {

    /** What was read. */
    record Loaded(long files, long bytes, long rows) {}

    Loaded run(Session session) throws SQLException {
        if (!load.path("sourceFormat").asText().equals("AVRO")
                || !load.path("useAvroLogicalTypes").asBoolean()) {
            throw ApiFailure.notPlayed("a load of other files than AVRO with useAvroLogicalTypes");
        }
        List<LiarObject> files = files();
        Schema schema = schema(files.get(0));
        List<String> decimals =
                Json.each(load.path("decimalTargetTypes")).map(JsonNode::asText).toList();
        ArrayNode fields = new AvroFields(decimals.isEmpty() ? List.of("NUMERIC") : decimals).of(schema);
        if (load.has("schema")) {
            fields = given(fields, FieldType.normal(load.get("schema").path("fields")));
        }
        Staged staged = new Staged(fields);
        long rows = 0;
        try (DuckDBAppender appender = staged.open(session)) {
            for (LiarObject file : files) {
                rows += read(file, schema, appender);
            }
        }
        new LoadTarget(load, project, location, tables, mutations).put(session, staged);
        long bytes = files.stream().mapToLong(file -> file.content().length).sum();
        return new Loaded(files.size(), bytes, rows);
    }

    private List<LiarObject> files() {
        List<LiarObject> files = new ArrayList<>();
        for (JsonNode uri : load.path("sourceUris")) {
            String place = "gs://" + bucket.bucket() + "/";
            if (!uri.asText().startsWith(place)) {
                throw ApiFailure.missing("URI " + uri.asText());
            }
            String name = uri.asText().substring(place.length());
            List<LiarObject> found = name.contains("*")
                    ? matching(name)
                    : bucket.object(name).stream().toList();
            if (found.isEmpty()) {
                throw ApiFailure.missing("URI " + uri.asText());
            }
            files.addAll(found);
        }
        if (files.isEmpty()) {
            throw ApiFailure.invalid("Load configuration must specify at least one source URI");
        }
        return files;
    }

    private List<LiarObject> matching(String pattern) {
        int star = pattern.indexOf('*');
        String prefix = pattern.substring(0, star);
        String suffix = pattern.substring(star + 1);
        return bucket.objects(prefix).stream()
                .filter(file -> file.name().length() >= pattern.length() - 1)
                .filter(file -> file.name().endsWith(suffix))
                .toList();
    }

    private static ApiFailure broken(LiarObject file, Exception e) {
        return ApiFailure.invalid(
                "Error while reading data, error message: The Apache Avro library failed to read data with"
                        + " the following error: " + e.getMessage() + " File: " + file.name());
    }

    private static DataFileStream<GenericRecord> open(LiarObject file) throws IOException {
        return new DataFileStream<>(new ByteArrayInputStream(file.content()), new GenericDatumReader<>());
    }

    private static Schema schema(LiarObject file) {
        try (DataFileStream<GenericRecord> rows = open(file)) {
            return rows.getSchema();
        } catch (IOException | AvroRuntimeException e) {
            throw broken(file, e);
        }
    }

    private static long read(LiarObject file, Schema schema, DuckDBAppender appender) throws SQLException {
        long count = 0;
        try (DataFileStream<GenericRecord> rows = open(file)) {
            if (!rows.getSchema().equals(schema)) {
                throw ApiFailure.notPlayed("files with different schemas in one load: " + file.name());
            }
            while (rows.hasNext()) {
                GenericRecord row = rows.next();
                appender.beginRow();
                for (Schema.Field field : schema.getFields()) {
                    appender.append(AvroValue.text(field.schema(), row.get(field.pos())));
                }
                appender.endRow();
                count++;
            }
            return count;
        } catch (IOException | AvroRuntimeException e) {
            throw broken(file, e);
        }
    }

    /** The schema that the job asks for: texts may become JSON or GEOGRAPHY. */
    private static ArrayNode given(ArrayNode found, ArrayNode wanted) {
        for (int i = 0; i < Math.max(found.size(), wanted.size()); i++) {
            JsonNode from = found.path(i);
            JsonNode to = wanted.path(i);
            boolean text = FieldType.type(from).equals("STRING")
                    && List.of("STRING", "JSON", "GEOGRAPHY").contains(FieldType.type(to));
            boolean decimal = FieldType.type(from).equals("NUMERIC")
                    && List.of("NUMERIC", "BIGNUMERIC").contains(FieldType.type(to));
            boolean same =
                    from.isObject() && to.isObject() && FieldType.duck(from).equals(FieldType.duck(to));
            if (!from.path("name").equals(to.path("name"))
                    || FieldType.repeated(from) != FieldType.repeated(to)
                    || !(text || decimal || same)) {
                throw ApiFailure.notPlayed("a load of " + from + " as " + to);
            }
        }
        return wanted;
    }

    static ObjectNode statistics(Loaded loaded) {
        return Json.object()
                .put("inputFiles", Long.toString(loaded.files()))
                .put("inputFileBytes", Long.toString(loaded.bytes()))
                .put("outputRows", Long.toString(loaded.rows()))
                .put("outputBytes", Long.toString(loaded.bytes()))
                .put("badRecords", "0");
    }
}
