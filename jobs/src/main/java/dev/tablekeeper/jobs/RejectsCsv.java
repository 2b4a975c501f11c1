package dev.tablekeeper.jobs;

import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.value.Reject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.QuoteMode;

/**
 * Writes rejects as a CSV that, once mended, loads as it is: what is wrong, then the record's fields under the names of
 * the table's columns, then what was too much. NULL is an empty field without quotes; all else is quoted. Parts without
 * the header can be put one after the other. Not thread-safe.
 */
public final class RejectsCsv implements Consumer<Reject>, AutoCloseable {
    /** The column of what was too much in a record. */
    public static final String EXTRA = "_extra";

    private static final CSVFormat NAMES =
            CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();
    private static final CSVFormat VALUES =
            NAMES.builder().setQuoteMode(QuoteMode.ALL_NON_NULL).get();

    private final CSVPrinter printer;
    private final Optional<String> file;
    /** For each column written, which field of the record it is, or -1. */
    private final int[] fields;

    private RejectsCsv(OutputStream out, int[] fields, Optional<String> file) {
        this.file = file;
        this.fields = fields;
        try {
            printer = new CSVPrinter(new OutputStreamWriter(out, StandardCharsets.UTF_8), VALUES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * For records of files; the header is another's to write.
     *
     * @param mapping for each field of a record the index of its column, negative where it has none
     * @param file the file's name, where a load has several
     */
    public static RejectsCsv ofRecords(
            OutputStream out, TableDefinition table, List<Integer> mapping, Optional<String> file) {
        int[] fields = IntStream.range(0, table.columns().size())
                .filter(column -> !table.columns().get(column).nested())
                .map(mapping::indexOf)
                .toArray();
        return new RejectsCsv(out, fields, file);
    }

    /** For rows of an insert, which have a field for each column, nested ones as JSON; the header is written first. */
    public static RejectsCsv ofRows(OutputStream out, TableDefinition table) {
        try {
            out.write(header(table.columns().stream(), false).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new RejectsCsv(out, IntStream.range(0, table.columns().size()).toArray(), Optional.empty());
    }

    /** The header of a file's rejects, its line end included. */
    public static String header(TableDefinition table, boolean withFile) {
        return header(table.columns().stream().filter(column -> !column.nested()), withFile);
    }

    private static String header(Stream<Column> columns, boolean withFile) {
        List<String> names = new ArrayList<>(List.of("_line", "_column", "_code", "_reason"));
        if (withFile) {
            names.add("_file");
        }
        columns.map(Column::name).forEach(names::add);
        names.add(EXTRA);
        return NAMES.format(names.toArray()) + "\n";
    }

    @Override
    public void accept(Reject reject) {
        List<Object> values = new ArrayList<>();
        values.add(reject.line());
        values.add(reject.fault().column());
        values.add(reject.fault().code().code());
        values.add(reject.reason());
        file.ifPresent(values::add);
        for (int field : fields) {
            values.add(
                    field < 0 || field >= reject.fields().size()
                            ? null
                            : reject.fields().get(field).orElse(null));
        }
        values.add(reject.surplus().isEmpty() ? null : Json.write(reject.surplus()));
        try {
            printer.printRecord(values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes out what is buffered, and closes the stream. */
    @Override
    public void close() {
        try {
            printer.close(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
