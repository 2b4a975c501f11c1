package dev.tablekeeper.standalone.infer;

import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.LoadCsv;
import dev.tablekeeper.worker.csv.Dialect;
import dev.tablekeeper.worker.csv.DialectDetector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Proposes a table for CSV files, whose records are read one after the other: each column gets the narrowest type that
 * every value fits, and what cannot be known is said. Memory does not grow with the files. Not thread-safe.
 */
public final class TableInference {
    private static final Pattern ID_NAME = Pattern.compile("(?i)(.*_)?(id|uuid|guid|key|code|nr|no|number)");
    /** Columns whose digits often name something instead of counting it. */
    private static final Pattern CODE_NAME = Pattern.compile(
            "(?i)(.*_)?(zip|postal|postcode|plz|phone|tel|mobile|fax|account|iban|ssn|isbn|ean|sku|card)");

    private static final int FEW_ROWS = 100;

    private final Options options;
    private final FieldReader reader = new FieldReader();
    private final AtomicLong budget = new AtomicLong(DistinctValues.BUDGET);
    private final List<String> doubts = new ArrayList<>();
    private List<ColumnFacts> columns = List.of();
    private List<HeaderNames.Named> names = List.of();
    private Optional<List<String>> header = Optional.empty();
    private String first = "";
    private String delimiter = "";
    private long rows;
    private byte[] head = new byte[0];
    private boolean headIsWhole;

    /**
     * What is known beforehand.
     *
     * @param delimiter one character, or {@code auto}
     */
    public record Options(String delimiter, LoadCsv.Header header) {}

    public TableInference(Options options) {
        this.options = options;
    }

    /**
     * Reads one file to its end.
     *
     * @throws Failure where it is no CSV, is empty, or does not go with the ones before
     */
    public void read(CsvText file) {
        CsvRecords records = new CsvRecords(file, options, reader);
        if (first.isEmpty()) {
            begin(file, records);
        } else if (records.fields() != columns.size()) {
            throw differs(file, records.fields() + " fields in a record where that has " + columns.size());
        }
        CsvRecords.Outcome outcome = records.addTo(columns);
        rows += outcome.rows();
        doubts.addAll(outcome.doubts());
        if (first.isEmpty()) {
            header = outcome.header();
            names = header.map(HeaderNames::of).orElseGet(() -> HeaderNames.numbered(columns.size()));
            first = file.name();
        } else if (!keys(outcome.header()).equals(keys(header))) {
            throw differs(file, "another header");
        }
    }

    private void begin(CsvText file, CsvRecords records) {
        columns = IntStream.range(0, records.fields())
                .mapToObj(i -> new ColumnFacts(reader, budget))
                .toList();
        delimiter = records.delimiter();
        head = file.head();
        headIsWhole = file.headIsWhole();
    }

    private Failure differs(CsvText file, String how) {
        return new Failure(
                FailureType.INVALID_REQUEST,
                file.name() + " cannot be one table with " + first + ": it has " + how
                        + ". Infer a table for each of them.");
    }

    private static Optional<List<String>> keys(Optional<List<String>> header) {
        return header.map(names -> names.stream().map(HeaderNames::key).toList());
    }

    /** What a table may be called that comes from a file of this name. */
    public static String tableName(String fileName) {
        return HeaderNames.table(fileName);
    }

    /** The table that all records fit that were read. */
    public Inference table(String name) {
        List<Column> proposed = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            if (names.get(i).name().isEmpty()) {
                doubts.add("The column '" + header.orElseThrow().get(i).strip()
                        + "' is left out: loads pass over names that begin with _.");
            } else {
                proposed.add(column(names.get(i), columns.get(i)));
            }
        }
        if (proposed.isEmpty()) {
            throw new Failure(FailureType.INVALID_REQUEST, first + " has no column that could be loaded.");
        }
        if (rows < FEW_ROWS) {
            doubts.add(
                    0,
                    rows == 0
                            ? "There is no row, so the types are guesses."
                            : "There " + (rows == 1 ? "is 1 row" : "are " + rows + " rows")
                                    + " only; more may need wider types, or leave fields empty.");
        }
        doubtIds(proposed);
        TableDefinition table = TableDefinition.of(name, key(), proposed);
        howToLoad(table);
        return new Inference(table, seen(), doubts);
    }

    private Column column(HeaderNames.Named named, ColumnFacts facts) {
        facts.doubts().forEach(doubt -> doubts.add(named.name() + " " + doubt + "."));
        return new Column(
                named.name(),
                facts.type(),
                facts.required() ? Column.Mode.REQUIRED : Column.Mode.NULLABLE,
                "",
                named.alias().stream().toList(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                List.of());
    }

    private void doubtIds(List<Column> proposed) {
        List<String> ids = proposed.stream()
                .filter(column -> column.type() == ColumnType.INT64)
                .map(Column::name)
                .filter(name -> ID_NAME.matcher(name).matches()
                        || CODE_NAME.matcher(name).matches())
                .toList();
        if (!ids.isEmpty()) {
            doubts.add(String.join(", ", ids) + (ids.size() == 1 ? " holds" : " hold")
                    + " digits only; where leading zeros or letters may come, STRING is the type.");
        }
    }

    /** A column that names each row: by its values, and by its name or its place. */
    private List<String> key() {
        List<String> unique = new ArrayList<>();
        List<String> untold = new ArrayList<>();
        Optional<String> key = Optional.empty();
        for (int i = 0; i < columns.size(); i++) {
            String name = names.get(i).name();
            boolean keyed =
                    columns.get(i).type() == ColumnType.INT64 || columns.get(i).type() == ColumnType.STRING;
            if (name.isEmpty() || !keyed || rows < 2) {
                continue;
            }
            if (columns.get(i).distinct() == DistinctValues.State.UNKNOWN) {
                untold.add(name);
            } else if (columns.get(i).distinct() == DistinctValues.State.DISTINCT) {
                unique.add(name);
                boolean likely = ID_NAME.matcher(name).matches()
                        || (i == 0 && columns.get(i).type() == ColumnType.INT64);
                key = key.or(() -> Optional.of(name).filter(n -> likely));
            }
        }
        if (key.isEmpty() && !unique.isEmpty()) {
            doubts.add(String.join(", ", unique) + (unique.size() == 1 ? " differs" : " differ")
                    + " in all records, and may be a key.");
        }
        if (!untold.isEmpty()) {
            doubts.add("Whether any value of " + String.join(", ", untold)
                    + " comes twice is not known: there are too many.");
        }
        return key.stream().toList();
    }

    /** Where a load would read the file in another way by itself, says how to make it. */
    private void howToLoad(TableDefinition table) {
        StringJoiner needed = new StringJoiner(" ");
        boolean byName = names.stream().allMatch(n -> n.loadable() || n.name().isEmpty());
        if (!byName) {
            needed.add("--header present --columns "
                    + names.stream()
                            .map(n -> n.name().isEmpty() ? "_" : n.name())
                            .collect(Collectors.joining(",")));
        }
        LoadCsv.Input load = Json.MAPPER.convertValue(
                new LinkedHashMap<>(Map.of("table", table.name(), "uri", first)), LoadCsv.Input.class);
        try {
            Dialect dialect = new DialectDetector(table, load).detect(head, headIsWhole);
            if (!dialect.delimiter().equals(delimiter)) {
                needed.add("--delimiter '" + delimiter + "'");
            }
            if (byName && dialect.header() != header.isPresent()) {
                needed.add("--header " + (header.isPresent() ? "present" : "absent"));
            }
        } catch (Failure e) {
            if (byName) {
                doubts.add("A load does not take it as it is: " + e.getMessage());
            }
        }
        if (needed.length() > 0) {
            doubts.add("Load it with " + needed + ".");
        }
    }

    private String seen() {
        return String.format(Locale.ROOT, "%,d", rows) + (rows == 1 ? " row" : " rows") + " of " + columns.size()
                + (columns.size() == 1 ? " field" : " fields")
                + (columns.size() == 1 ? "" : ", divided by " + CsvRecords.shown(delimiter))
                + (header.isPresent() ? ", with a header" : ", without a header");
    }
}
