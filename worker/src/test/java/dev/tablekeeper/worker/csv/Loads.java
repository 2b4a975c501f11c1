package dev.tablekeeper.worker.csv;

import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.value.Reject;
import dev.tablekeeper.model.workflow.LoadCsv;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** A small world for loads: a table, options, and a file read the whole way in memory. */
final class Loads {
    /** As {@code tables/hired_employees.yaml} has it, and a column that may be NULL. */
    static final TableDefinition HIRED = TableDefinition.of(
            "hired_employees",
            List.of("id"),
            List.of(
                    Column.of("id", ColumnType.INT64, Column.Mode.REQUIRED),
                    Column.of("name", ColumnType.STRING, Column.Mode.REQUIRED),
                    aliased("datetime", ColumnType.TIMESTAMP, "hire_date"),
                    Column.of("department_id", ColumnType.INT64, Column.Mode.REQUIRED),
                    Column.of("note", ColumnType.STRING, Column.Mode.NULLABLE)));

    private Loads() {}

    static Column aliased(String name, ColumnType type, String alias) {
        return new Column(
                name,
                type,
                Column.Mode.REQUIRED,
                "",
                List.of(alias),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                List.of());
    }

    /** Options by name and value: {@code options("delimiter", ";")}. */
    static LoadCsv.Input options(Object... namesAndValues) {
        Map<String, Object> input = new TreeMap<>(Map.of("table", "hired_employees", "uri", "a.csv"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            input.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return Json.MAPPER.convertValue(input, LoadCsv.Input.class);
    }

    static Dialect dialect(String text, Object... options) {
        return dialect(HIRED, text, options);
    }

    static Dialect dialect(TableDefinition table, String text, Object... options) {
        return new DialectDetector(table, options(options)).detect(text.getBytes(StandardCharsets.UTF_8), true);
    }

    /** @param rows each row's values as text, {@code null} as that word */
    record Loaded(List<List<String>> rows, List<Reject> rejects, Dialect dialect) {}

    static Loaded load(TableDefinition table, byte[] file, Object... options) {
        Dialect dialect = new DialectDetector(table, options(options)).detect(file, true);
        int from = (int) dialect.dataFrom();
        RecordReader reader = new RecordReader(
                dialect.grammar(), new ByteArrayInputStream(file, from, file.length - from), dialect.firstLine());
        List<List<String>> rows = new ArrayList<>();
        List<Reject> rejects = new ArrayList<>();
        RowBatch batch = new RowBatch(table.columns(), 2);
        try (RangeRows source = new RangeRows(reader, new RecordParser(table, dialect), rejects::add)) {
            while (source.read(batch)) {
                for (int row = 0; row < batch.size(); row++) {
                    rows.add(texts(batch, row));
                }
            }
        }
        return new Loaded(rows, rejects, dialect);
    }

    static Loaded load(String text, Object... options) {
        return load(HIRED, text.getBytes(StandardCharsets.UTF_8), options);
    }

    private static List<String> texts(RowBatch batch, int row) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < batch.columns().size(); i++) {
            var column = batch.column(i);
            values.add(
                    column.isNull(row)
                            ? "null"
                            : switch (column.form()) {
                                case LONG -> Long.toString(column.getLong(row));
                                case DOUBLE -> Double.toString(column.getDouble(row));
                                case BYTES -> new String(column.getBytes(row), StandardCharsets.UTF_8);
                                case OBJECT -> column.getObject(row).toString();
                            });
        }
        return values;
    }
}
