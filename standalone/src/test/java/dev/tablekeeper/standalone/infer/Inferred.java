package dev.tablekeeper.standalone.infer;

import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.table.TableDefinitions;
import dev.tablekeeper.model.value.Reject;
import dev.tablekeeper.model.workflow.LoadCsv;
import dev.tablekeeper.worker.csv.Dialect;
import dev.tablekeeper.worker.csv.DialectDetector;
import dev.tablekeeper.worker.csv.RangeRows;
import dev.tablekeeper.worker.csv.RecordParser;
import dev.tablekeeper.worker.csv.RecordReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a text was inferred to be, and a load of it into that table. */
record Inferred(Inference inference, String yaml, String csv) {
    private static final Pattern ADVICE = Pattern.compile("--(delimiter|header|columns) '?([^' ]+|\\t)'?(?=[ .])");

    static Inferred of(String csv) {
        return of(csv, new TableInference.Options("auto", LoadCsv.Header.AUTO));
    }

    static Inferred of(String csv, TableInference.Options options) {
        TableInference inference = new TableInference(options);
        try {
            byte[] bytes = csv.getBytes(StandardCharsets.UTF_8);
            inference.read(CsvText.of("file.csv", new ByteArrayInputStream(bytes), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Inference result = inference.table("people");
        return new Inferred(result, DefinitionYaml.of(result, "file.csv"), csv);
    }

    /** The table as it is read from the file that was written. */
    TableDefinition table() {
        try {
            Path folder = Files.createTempDirectory("tables");
            Path file = Files.writeString(folder.resolve("people.yaml"), yaml);
            try {
                return TableDefinitions.load(folder).all().get(0);
            } finally {
                Files.delete(file);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Column column(String name) {
        TableDefinition table = table();
        return table.columns().get(table.indexOf(name));
    }

    List<String> doubts() {
        return inference.doubts();
    }

    /** What a load as it is advised rejects. */
    List<Reject> rejects() {
        TableDefinition table = table();
        Map<String, Object> load = new HashMap<>(Map.of("table", "people", "uri", "uploads/x"));
        doubts().stream().filter(d -> d.startsWith("Load it with")).forEach(advice -> {
            Matcher option = ADVICE.matcher(advice);
            while (option.find()) {
                boolean names = option.group(1).equals("columns");
                load.put(option.group(1), names ? List.of(option.group(2).split(",")) : option.group(2));
            }
        });
        byte[] bytes = csv.getBytes(StandardCharsets.UTF_8);
        Dialect dialect =
                new DialectDetector(table, Json.MAPPER.convertValue(load, LoadCsv.Input.class)).detect(bytes, true);
        int from = (int) dialect.dataFrom();
        List<Reject> rejects = new ArrayList<>();
        try (RangeRows rows = new RangeRows(
                new RecordReader(
                        dialect.grammar(),
                        new ByteArrayInputStream(bytes, from, bytes.length - from),
                        dialect.firstLine()),
                new RecordParser(table, dialect),
                rejects::add)) {
            RowBatch batch = new RowBatch(table.columns(), 100);
            while (rows.read(batch)) {
                batch.clear();
            }
        }
        return rejects;
    }
}
